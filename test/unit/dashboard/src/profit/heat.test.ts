import { expect, test } from "vitest";
import { heatOf } from "../../../../../dashboard/src/profit/heat.ts";

const day = (name: string, realised: string) => ({ day: name, realised, closed: realised === "0" ? 0 : 1, wins: 0 });

test("months stand newest first, each with its sum and the place of its first day in the week", () => {
  const months = heatOf([day("2024-02-29", "0.1"), day("2024-03-01", "0.2"), day("2024-03-02", "0.1")]);
  expect(months.map(({ month, realised, lead, days }) => [month, realised, lead, days.length])).toEqual([
    ["2024-03", "0.3", 4, 2],
    ["2024-02", "0.1", 3, 1],
  ]);
  expect(heatOf([])).toEqual([]);
});

test("a day's colour is by its size, and one exceptional day leaves the others theirs", () => {
  const usual = Array.from({ length: 30 }, (_, index) => day(`2024-01-${String(index + 1).padStart(2, "0")}`, "10"));
  const levels = (...more: readonly string[]) =>
    heatOf([...usual, ...more.map((realised, index) => day(`2024-02-0${index + 1}`, realised))])[0]!.days.map(
      ({ level }) => level,
    );
  expect(levels("0", "0.01", "5", "10", "-5", "-1000000")).toEqual([0, 1, 2, 4, -2, -4]);
});
