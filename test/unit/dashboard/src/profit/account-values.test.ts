import { expect, test } from "vitest";
import { accountsTogether, lastOfSteps } from "../../../../../dashboard/src/profit/account-values.ts";

const at = (...points: readonly (readonly [at: number, value: string])[]) =>
  points.map(([when, value]) => ({ at: when, value }));

test("accounts of several bots are one from when each has said its value, which holds until its next word", () => {
  const together = accountsTogether([at([1, "10"], [3, "11.1"], [5, "12"]), at([2, "0.2"], [5, "0.3"]), []]);
  expect(together).toEqual(at([2, "10.2"], [3, "11.3"], [5, "12.3"]));
  expect(accountsTogether([])).toEqual([]);
});

test("a step has the last value in it", () => {
  const steps = lastOfSteps(at([1, "1"], [2, "2"], [11, "3"]), (when) => String(Math.floor(when / 10)));
  expect(steps).toEqual([
    { name: "0", value: "2" },
    { name: "1", value: "3" },
  ]);
});
