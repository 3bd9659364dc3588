import { expect, test } from "vitest";
import { quantile, spread } from "../../../bench/stats.ts";

test("a quantile is a value that occurred", () => {
  const values = Array.from({ length: 100 }, (_, n) => 100 - n);
  expect([quantile(values, 0.5), quantile(values, 0.95), quantile([7], 0.5)]).toEqual([50, 95, 7]);
});

test("the spread of a few runs is their median and range", () => {
  expect(spread([5, 1, 3])).toEqual({ median: 3, min: 1, max: 5 });
  expect(spread([4, 1, 2, 100])).toEqual({ median: 3, min: 1, max: 100 });
  expect(spread([])).toBeNull();
});
