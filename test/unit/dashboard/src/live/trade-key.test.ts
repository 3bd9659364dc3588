import { describe, expect, test } from "vitest";
import { keyOf, tradePath } from "../../../../../dashboard/src/live/trade-key.ts";
import { readSegment } from "../../../../../dashboard/src/browser/segment.ts";
import { pairFilter } from "../../../../../dashboard/src/trades/timeline.ts";
import { findTrade } from "../../../../support/kept.ts";
import { event } from "../../../../support/shown-events.ts";
import { trade } from "../../../../support/shown-trades.ts";
import { TEXTS } from "../../../../support/address-texts.ts";

describe("a trade", () => {
  test.each(TEXTS)("whose bot calls it %j is found by its address", (id) => {
    const openedAt = "2024-10-24T09:15:03Z";
    const key = keyOf(event("entry_fill", {}, { trade: { id, openedAt } })) ?? "";
    const found = trade({ id, key });
    const keys = readSegment(tradePath(key).slice("/trades/".length));
    expect(findTrade(keys, [trade(), found])).toBe(found);
  });

  test("is none by the name of what every object has", () => {
    for (const name of ["constructor", "toString", "__proto__", "hasOwnProperty"])
      expect(findTrade(readSegment(name), [trade()])).toBeUndefined();
  });

  test("of a pair with a comma is looked for among all pairs, since history would take it for two", () => {
    expect(pairFilter("ETH/USDT:USDT")).toEqual({ pairs: ["ETH/USDT:USDT"] });
    expect(pairFilter("A,B")).toEqual({});
  });
});
