import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isLoopbackHost, isPublicHost } from "../../../../../../parties/feed/alerts/delivery/public-host.ts";

const hostname = (host: string): string => new URL(`https://${host}/`).hostname;
const isPublic = (host: string): boolean => isPublicHost(hostname(host));
const v4 = (number: number): string => [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join(".");

/** First and last address of each range that is not public, and what lies next to it. */
const RANGES = [
  ["0.0.0.0", "0.255.255.255"],
  ["10.0.0.0", "10.255.255.255"],
  ["100.64.0.0", "100.127.255.255"],
  ["127.0.0.0", "127.255.255.255"],
  ["169.254.0.0", "169.254.255.255"],
  ["172.16.0.0", "172.31.255.255"],
  ["192.0.0.0", "192.0.0.255"],
  ["192.0.2.0", "192.0.2.255"],
  ["192.168.0.0", "192.168.255.255"],
  ["198.18.0.0", "198.19.255.255"],
  ["198.51.100.0", "198.51.100.255"],
  ["203.0.113.0", "203.0.113.255"],
  ["224.0.0.0", "255.255.255.255"],
] as const;
const toNumber = (address: string): number => address.split(".").reduce((all, part) => all * 256 + Number(part), 0);

describe("a public host", () => {
  it.each([
    "example.com",
    "a.b.example.co.uk",
    "8.8.8.8",
    "[2606:4700::1111]",
    "xn--bcher-kva.example",
    "1.1.1.1.",
    "hooks.slack.com.",
  ])("is %s", (host) => expect(isPublic(host)).toBe(true));

  it.each([
    "localhost",
    "localhost.",
    "LOCALHOST",
    "a.localhost",
    "intranet",
    "printer.local",
    "metadata.google.internal",
    "nas.lan",
    "box.home.arpa",
    "db.corp",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "017700000001",
    "127.0.0.1.",
    "１２７.０.０.１",
    "127。0。0。1",
    "0",
    "169.254.169.254",
    "0xa9fea9fe",
    "[::]",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:8.8.8.8]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::1]",
    "[100::1]",
    "[2001::1]",
    "[2001:db8::1]",
    "[2002:7f00:1::]",
    "[3fff::1]",
    "[5f00::1]",
    "[fc00::1]",
    "[fd12:3456::1]",
    "[fe80::1]",
    "[fec0::1]",
    "[ff02::1]",
  ])("is not %s", (host) => expect(isPublic(host)).toBe(false));

  it.each(RANGES)("is none from %s to %s, and one beside that", (first, last) => {
    fc.assert(
      fc.property(fc.integer({ min: toNumber(first), max: toNumber(last) }), (number) => {
        // In dots, as one number, in hexadecimal, in octal.
        for (const text of [v4(number), String(number), `0x${number.toString(16)}`, `0${number.toString(8)}`])
          expect(isPublic(text)).toBe(false);
        expect(isPublic(`[::ffff:${v4(number)}]`)).toBe(false);
      }),
    );
    const beside = [toNumber(first) - 1, toNumber(last) + 1].filter((number) => number > 0 && number < 2 ** 32);
    const isIn = (number: number) => RANGES.some(([from, to]) => number >= toNumber(from) && number <= toNumber(to));
    for (const number of beside) expect(isPublic(v4(number))).toBe(!isIn(number));
  });

  it("is this machine only by names that lead nowhere else", () => {
    for (const host of ["localhost", "LOCALHOST.", "a.localhost", "127.0.0.1", "127.9.9.9", "0x7f.1", "[::1]"])
      expect(isLoopbackHost(hostname(host))).toBe(true);
    for (const host of [
      "localhost.com",
      "notlocalhost",
      "128.0.0.1",
      "0.0.0.0",
      "[::]",
      "[::ffff:127.0.0.1]",
      "10.0.0.1",
    ])
      expect(isLoopbackHost(hostname(host))).toBe(false);
  });
});
