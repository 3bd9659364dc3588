/** Which events the page has told already. */
import { expect, test } from "vitest";
import { noteTold, wereTold } from "../../../../../dashboard/src/toasts/told.ts";

test("events count as shown if each of them was; no events count as not shown", () => {
  noteTold([{ seq: 1 }, { seq: 2 }]);
  expect(wereTold([1, 2])).toBe(true);
  expect(wereTold([1, 3])).toBe(false);
  expect(wereTold([])).toBe(false);
});

test("old ones are forgotten", () => {
  noteTold([{ seq: 7 }]);
  noteTold(Array.from({ length: 300 }, (_, index) => ({ seq: 1_000 + index })));
  expect(wereTold([7])).toBe(false);
  expect(wereTold([1_299])).toBe(true);
});
