import { describe, expect, test } from "vitest";
import { isInRange } from "../../../../../dashboard/src/figures/days.ts";
import {
  monthBefore,
  parseRange,
  type Range,
  rangeBounds,
  rangeDays,
  rangeText,
  rangeWords,
} from "../../../../../dashboard/src/browser/range.ts";

const BERLIN = { today: "2024-10-28", zone: "Europe/Berlin" };
const parsed = (text: string): Range => parseRange(text)!;

test.each([
  ["today", { kind: "last", days: 1 }, "today"],
  ["1d", { kind: "last", days: 1 }, "today"],
  ["7d", { kind: "last", days: 7 }, "7d"],
  ["30", { kind: "last", days: 30 }, "30d"],
  ["month", { kind: "month" }, "month"],
  ["year", { kind: "year" }, "year"],
  ["all", { kind: "all" }, "all"],
  ["2024", { kind: "days", from: "2024-01-01", to: "2024-12-31" }, "2024"],
  ["2024-02", { kind: "days", from: "2024-02-01", to: "2024-02-29" }, "2024-02"],
  ["2024-12", { kind: "days", from: "2024-12-01", to: "2024-12-31" }, "2024-12"],
  ["2024-02-29", { kind: "days", from: "2024-02-29", to: "2024-02-29" }, "2024-02-29"],
  ["2024-02-29..2024-03", { kind: "days", from: "2024-02-29", to: "2024-03-31" }, "2024-02-29..2024-03-31"],
  ["2024-02-01..2024-02-29", { kind: "days", from: "2024-02-01", to: "2024-02-29" }, "2024-02"],
] as const)("%s is a range, and has one text", (text, range, canonical) => {
  expect(parseRange(text)).toEqual(range);
  expect(rangeText(range)).toBe(canonical);
  expect(parseRange(canonical)).toEqual(range);
});

test.each([
  null,
  "",
  "0d",
  "9999d",
  "toString",
  "2023-02-29",
  "2024-13",
  "2024-1",
  "1969",
  "..",
  "2024-01-02..2024-01-01",
  "2024..2024..2024",
  "2024-01-01..",
  "..2024-01-01",
  "20240101",
])("%s is none", (text) => {
  expect(parseRange(text)).toBeNull();
});

describe("a range's bounds", () => {
  const iso = (text: string, calendar = BERLIN) => {
    const { from, to } = rangeBounds(parsed(text), calendar);
    return [from, to].map((at) => (at === null ? null : new Date(at).toISOString()));
  };
  test("are days of the page's zone, and open at now", () => {
    expect(iso("all")).toEqual([null, null]);
    expect(iso("today")).toEqual(["2024-10-27T23:00:00.000Z", null]);
    // Clocks went back on the 27th.
    expect(iso("7d")).toEqual(["2024-10-21T22:00:00.000Z", null]);
    expect(iso("month")).toEqual(["2024-09-30T22:00:00.000Z", null]);
    expect(iso("year")).toEqual(["2023-12-31T23:00:00.000Z", null]);
    expect(iso("2024-10-27")).toEqual(["2024-10-26T22:00:00.000Z", "2024-10-27T22:59:59.999Z"]);
    expect(iso("2024-03", { ...BERLIN, zone: "utc" })).toEqual([
      "2024-03-01T00:00:00.000Z",
      "2024-03-31T23:59:59.999Z",
    ]);
  });
  test("include both ends, and an instant outside is not in it", () => {
    const { from, to } = rangeBounds(parsed("2024-10-27"), BERLIN);
    expect([from! - 1, from!, to!, to! + 1].map((at) => isInRange({ from, to }, at))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(isInRange({ from: null, to: null }, 0)).toBe(true);
  });
  test("move with the day", () => {
    expect(rangeDays(parsed("30d"), { today: "2024-03-01" })).toEqual({ first: "2024-02-01", last: null });
    expect(rangeDays(parsed("2024-02"), { today: "2024-03-01" })).toEqual({ first: "2024-02-01", last: "2024-02-29" });
  });
});

test("ranges have names", () => {
  const named = ["all", "today", "7d", "month", "year", "2024", "2024-02", "2024-02-29", "2024-02-27..2024-03-02"];
  expect(named.map((text) => rangeWords(parsed(text)))).toEqual([
    "All time",
    "Today",
    "7 days",
    "This month",
    "This year",
    "2024",
    "February 2024",
    "29 Feb 2024",
    "27 Feb 2024 – 2 Mar 2024",
  ]);
});

test("the month before ends the day before this one", () => {
  expect(rangeText(monthBefore("2024-03-31"))).toBe("2024-02");
  expect(rangeText(monthBefore("2024-01-01"))).toBe("2023-12");
});
