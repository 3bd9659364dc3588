import { isRefused } from "@fillcast/protocol";
import { describe, expect, test } from "vitest";
import { decodeWishes } from "../../../../src/live/wishes.ts";

const decode = (query: string) => {
  const wishes = decodeWishes(new URLSearchParams(query));
  return isRefused(wishes) ? wishes.problem.slug : wishes;
};
const EPOCH = "0mwunoukn";

describe("where a subscription begins", () => {
  test.each([
    ["", { kind: "live" }],
    [`epoch=${EPOCH}&after=0`, { kind: "resume", position: { epoch: EPOCH, seq: 0 } }],
    [`after=42&epoch=${EPOCH}`, { kind: "resume", position: { epoch: EPOCH, seq: 42 } }],
    ["tail=0", { kind: "tail", count: 0 }],
    ["tail=10000", { kind: "tail", count: 10_000 }],
    ["since=15m", { kind: "since", ms: 900_000 }],
    ["since=90s", { kind: "since", ms: 90_000 }],
    ["since=2h", { kind: "since", ms: 7_200_000 }],
    ["since=7d", { kind: "since", ms: 604_800_000 }],
  ])("%j", (query, start) => expect(decode(query)).toMatchObject({ start, snapshot: false, ack: false }));

  test.each([
    "after=1",
    `epoch=${EPOCH}`,
    `epoch=${EPOCH}&after=-1`,
    `epoch=${EPOCH}&after=1e3`,
    `epoch=${EPOCH}&after=1e309`,
    `epoch=${EPOCH}&after=1.0`,
    `epoch=${EPOCH}&after=%2B1`,
    `epoch=${EPOCH}&after=01`,
    `epoch=${EPOCH}&after=`,
    `epoch=${EPOCH}&after=9007199254740993`,
    `epoch=${EPOCH}&after=%D9%A1`,
    "epoch=SHORT&after=1",
    "epoch=0MWUNOUKN&after=1",
    "epoch=&after=1",
    "tail=-1",
    "tail=10001",
    "tail=5.5",
    "tail=",
    "since=15",
    "since=m",
    "since=0m",
    "since=-5m",
    "since=1e3s",
    "since=1w",
    "since=9999999d",
    "tail=5&since=5m",
    `tail=5&epoch=${EPOCH}&after=1`,
    `since=5m&epoch=${EPOCH}&after=1`,
    "tail=5&after=1",
    "ack=yes",
    "ack=true",
    "snapshot=2",
    "snapshot=",
  ])("%j is refused", (query) => expect(decode(query)).toBe("invalid-request"));
});

describe("filters", () => {
  test("are lists separated by commas, and absent where they are empty", () => {
    expect(decode("types=exit_fill,x-mine&bots=spot-1&pairs=ETH/USDT,XRP/USDT:USDT&ack=1&snapshot=1")).toEqual({
      start: { kind: "live" },
      filter: { types: ["exit_fill", "x-mine"], bots: ["spot-1"], pairs: ["ETH/USDT", "XRP/USDT:USDT"] },
      snapshot: true,
      ack: true,
    });
    expect(decode("types=&bots=")).not.toHaveProperty("filter");
  });

  test.each(["types", "bots", "pairs"])("%s takes 64 names and not 65", (kind) => {
    const names = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`).join(",");
    expect(decode(`${kind}=${names(64)}`)).toMatchObject({ filter: { [kind]: { length: 64 } } });
    expect(decode(`${kind}=${names(65)}`)).toBe("invalid-request");
  });

  test.each(["types=a,,b", "types=a b", "bots=a:b", "bots=../x", "pairs=a%00b", "pairs=,", `pairs=${"p".repeat(65)}`])(
    "%j is refused",
    (query) => expect(decode(query)).toBe("invalid-request"),
  );

  test("are bounded together, since a socket keeps them while it sleeps", () => {
    const long = Array.from({ length: 64 }, (_, index) => `${index}`.padEnd(64, "p")).join(",");
    expect(decode(`bots=${long}`)).toMatchObject({ filter: { bots: { length: 64 } } });
    expect(decode(`bots=${long}&pairs=${long}`)).toBe("invalid-request");
  });
});
