import { expect, test } from "vitest";
import type { DayProfit } from "../../../../../dashboard/src/figures/days.ts";
import { type Period, periodsOfDays, weekday } from "../../../../../dashboard/src/profit/periods.ts";

const DAYS: readonly DayProfit[] = [
  // A Sunday, the Monday after it, the end of a month, and a day on which nothing is left.
  { day: "2024-02-25", realised: "0.1", closed: 1, wins: 1 },
  { day: "2024-02-26", realised: "0.2", closed: 2, wins: 1 },
  { day: "2024-02-29", realised: "-0.3", closed: 0, wins: 0 },
  { day: "2024-03-01", realised: "4", closed: 1, wins: 1 },
  { day: "2024-03-20", realised: "0", closed: 0, wins: 0 },
];
const shown = (period: Period) =>
  periodsOfDays(DAYS, period).map(({ first, last, realised, closed, wins }) =>
    [first, last, realised, closed, wins].join(" "),
  );

test("days are added up by week from Monday and by month, newest first, without those in which nothing happened", () => {
  expect(shown("day")).toEqual([
    "2024-03-01 2024-03-01 4 1 1",
    "2024-02-29 2024-02-29 -0.3 0 0",
    "2024-02-26 2024-02-26 0.2 2 1",
    "2024-02-25 2024-02-25 0.1 1 1",
  ]);
  expect(shown("week")).toEqual(["2024-02-26 2024-03-03 3.9 3 2", "2024-02-19 2024-02-25 0.1 1 1"]);
  expect(shown("month")).toEqual(["2024-03-01 2024-03-31 4 1 1", "2024-02-01 2024-02-29 0 3 2"]);
});

test("a week begins on Monday", () => {
  expect(["2024-02-26", "2024-03-03"].map(weekday)).toEqual([0, 6]);
});
