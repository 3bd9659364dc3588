/** How far the price has moved since the entry: a loss for a short where it rose, and nothing where a price is missing. */
import { expect, it } from "vitest";
import { moveOf } from "../../../../../dashboard/src/overview/move.ts";

it.each([
  ["long", "100", "105", "0.05"],
  ["short", "100", "105", "-0.05"],
  ["short", "0.00000200", "0.00000123", "0.385"],
  ["long", "0", "1", null],
  ["long", null, "1", null],
  ["long", "1", null, null],
] as const)("of a %s from %s to %s is %s", (direction, averageEntry, lastPrice, move) => {
  expect(moveOf({ direction, averageEntry, lastPrice })).toBe(move);
});
