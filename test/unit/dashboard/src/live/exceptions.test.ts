import { expect, test } from "vitest";
import { byBot } from "../../../../../dashboard/src/live/exceptions.ts";
import { event } from "../../../../support/shown-events.ts";

test("exceptions are counted by bot, the newest first, and none before the span", () => {
  const exception = (seq: number, bot: string) => event("exception", {}, { seq, bot, at: seq * 1_000 });
  const all = [exception(9, "b"), exception(8, "a"), exception(7, "b"), exception(5, "c"), exception(4, "b")];
  expect(byBot(all, 5_000).map(({ bot, count, last }) => [bot, count, last.seq])).toEqual([
    ["b", 2, 9],
    ["a", 1, 8],
    ["c", 1, 5],
  ]);
  expect(byBot(all, 10_000)).toEqual([]);
});
