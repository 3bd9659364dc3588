import { expect, test } from "vitest";
import type { FeedState, Total } from "fillcast";
import { StateTotals } from "../../../../../dashboard/src/figures/running-totals.ts";

const CALENDAR = { today: "2024-10-24", zone: "utc" } as const;
const sums = { closed: 1, wins: 1, losses: 0, grossProfit: "1", grossLoss: "0" };
const total = (currency: string, realised: string): Total => ({ mode: "live", currency, realised, ...sums });
const day = { day: "2024-10-24", mode: "live", currency: "USDT", realised: "1", closed: 1, wins: 1 } as const;
const stateOf = (totals: FeedState["totals"], days: FeedState["days"]) => ({ totals, days });

test("a book that nothing happened to stays the same row, and the rows the same array where nothing happened at all", () => {
  const totals = new StateTotals(CALENDAR);
  const [usdt, eur] = [total("USDT", "1"), total("EUR", "1")];
  const days = [day];
  const before = totals.of(stateOf([usdt, eur], days));
  expect(totals.of(stateOf([usdt, eur], days))).toBe(before);
  const after = totals.of(stateOf([total("USDT", "2"), eur], [{ ...day, realised: "2" }]));
  expect(after.find(({ book }) => book.currency === "EUR")).toBe(before.find(({ book }) => book.currency === "EUR"));
  expect(after.find(({ book }) => book.currency === "USDT")).toMatchObject({ realised: "2", today: "2" });
});

test("nothing stays of a log that was replaced", () => {
  const totals = new StateTotals(CALENDAR);
  totals.of(stateOf([total("USDT", "5.52")], [day]));
  expect(totals.of(stateOf([], []))).toEqual([]);
});

test("days that fall off at the old end take nothing else along", () => {
  const totals = new StateTotals(CALENDAR);
  const older = ["2024-10-01", "2024-10-02"].map((name) => ({ ...day, day: name }));
  totals.of(stateOf([], [...older, day]));
  const [row] = totals.of(stateOf([], [older[1]!, day]));
  expect(row).toMatchObject({ today: "1", week: "1", month: "2" });
  expect(row!.days.map((each) => each.day)).toEqual(["2024-10-02", "2024-10-24"]);
});
