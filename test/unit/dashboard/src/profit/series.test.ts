import { expect, test } from "vitest";
import { pointsOfGains, pointsOfValues } from "../../../../../dashboard/src/profit/series.ts";

test("gains are added up exactly from what was before, and drawdown counts from the highest sum", () => {
  const gains = ["0.1", "0.2", "-0.5", "0.1", "1"].map((gain, index) => ({ name: String(index), gain }));
  const points = pointsOfGains(gains, "1");
  expect(points.map(({ value }) => value)).toEqual(["1.1", "1.3", "0.8", "0.9", "1.9"]);
  expect(points.map(({ drawdown }) => drawdown)).toEqual(["0", "0", "-0.5", "-0.4", "0"]);
  expect(pointsOfGains([{ name: "a", gain: "-2" }], "1")).toEqual([
    { name: "a", gain: "-2", value: "-1", drawdown: "-2" },
  ]);
  expect(pointsOfGains([], "1")).toEqual([]);
});

test("an account's values gain what lies between them, nothing at the first, and fall from the highest", () => {
  const values = ["100", "100.3", "99.9"].map((value, index) => ({ name: String(index), value }));
  expect(pointsOfValues(values)).toEqual([
    { name: "0", gain: "0", value: "100", drawdown: "0" },
    { name: "1", gain: "0.3", value: "100.3", drawdown: "0" },
    { name: "2", gain: "-0.4", value: "99.9", drawdown: "-0.4" },
  ]);
});
