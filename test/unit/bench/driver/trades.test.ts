import { expect, test } from "vitest";
import { encodeTradeLog } from "../../../../bench/driver/trades.ts";

interface Posted {
  readonly id: string;
  readonly type: string;
  readonly bot: string;
  readonly ts: number;
  readonly trade?: { readonly id: string };
}

const END_MS = 1_795_500_000_000;
const log = (events: number, openTrades: number): Posted[] =>
  encodeTradeLog({ events, openTrades, bots: 7, endMs: END_MS }).map((text) => JSON.parse(text) as Posted);

test.each([
  [0, 0],
  [1_000, 50],
  [20_000, 500],
  [101, 20],
  [30, 30],
])("a log of %d events leaves %d trades open, each id once", (events, openTrades) => {
  const posted = log(events, openTrades);
  expect(posted).toHaveLength(events);
  expect(new Set(posted.map(({ id }) => id)).size).toBe(events);
  const open = new Set<string>();
  for (const { type, trade } of posted) {
    if (type === "entry_fill") open.add(trade!.id);
    if (type === "exit_fill") expect(open.delete(trade!.id)).toBe(true);
  }
  expect(open.size).toBe(openTrades);
});

test("the bots' clock goes forward and ends before the end", () => {
  const times = log(101, 20).map(({ ts }) => ts);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(times.at(-1)).toBeLessThan(END_MS);
});

test("more open trades than events is a mistake", () => {
  expect(() => log(10, 11)).toThrow("cannot open");
});
