import { expect, test } from "vitest";
import { hostsForOthers, isHost, isPrivate, localHost, originOf } from "../../../scripts/reach.ts";

test("a start listens on addresses, not on names", () => {
  for (const host of ["127.0.0.1", "0.0.0.0", "192.168.1.7", "::1", "::"]) expect(isHost(host)).toBe(true);
  for (const host of ["", "localhost", "127.0.0", "1.2.3.4:80", "[::1]"]) expect(isHost(host)).toBe(false);
});

test("only loopback keeps others out", () => {
  expect(["127.0.0.1", "127.9.9.9", "::1"].map(isPrivate)).toEqual([true, true, true]);
  expect(["0.0.0.0", "::", "192.168.1.7", "1.127.0.1"].map(isPrivate)).toEqual([false, false, false, false]);
});

test("this machine reaches it on an address, others on those that it has in their network", () => {
  const one = { netmask: "", mac: "", cidr: null };
  const interfaces = {
    lo: [{ ...one, address: "127.0.0.1", family: "IPv4" as const, internal: true }],
    wlan: [
      { ...one, address: "192.168.1.7", family: "IPv4" as const, internal: false },
      { ...one, address: "fe80::1", family: "IPv6" as const, internal: false, scopeid: 1 },
    ],
    down: undefined,
  };
  expect(hostsForOthers("127.0.0.1", interfaces)).toEqual([]);
  expect(hostsForOthers("0.0.0.0", interfaces)).toEqual(["192.168.1.7"]);
  expect(hostsForOthers("10.0.0.2", interfaces)).toEqual(["10.0.0.2"]);
  expect(["0.0.0.0", "::", "10.0.0.2"].map(localHost)).toEqual(["127.0.0.1", "127.0.0.1", "10.0.0.2"]);
  expect([originOf("10.0.0.2", 1), originOf("::1", 2)]).toEqual(["http://10.0.0.2:1", "http://[::1]:2"]);
});
