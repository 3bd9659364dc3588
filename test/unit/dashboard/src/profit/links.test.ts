import { expect, test } from "vitest";
import { parseRange } from "../../../../../dashboard/src/browser/range.ts";
import { groupParameter, rangeParameter, tradesBehind } from "../../../../../dashboard/src/profit/links.ts";

test("a figure's trades are those of its book, its group and its range", () => {
  expect(tradesBehind({ mode: "live", currency: "USDT" }, { range: "7d" })).toEqual({
    status: "closed",
    mode: "live",
    currency: "USDT",
    range: "7d",
  });
  expect(tradesBehind({ mode: "dry", currency: "unknown" }, {})).toMatchObject({ currency: "-" });
  expect([groupParameter("bot", "a"), groupParameter("tag", null), groupParameter("direction", "short")]).toEqual([
    { bots: "a" },
    { tag: "-" },
    { direction: "short" },
  ]);
  expect([rangeParameter(parseRange("2024-02")!), rangeParameter({ kind: "all" })]).toEqual([{ range: "2024-02" }, {}]);
});
