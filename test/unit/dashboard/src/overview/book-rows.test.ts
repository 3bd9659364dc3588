/** The books of Overview: totals and accounts of one book in one row, the busiest first, dry runs last. */
import { expect, it } from "vitest";
import type { TradeMode } from "fillcast";
import type { BookTotals } from "../../../../../dashboard/src/figures/totals.ts";
import { bookRowsOf } from "../../../../../dashboard/src/overview/book-rows.ts";

const total = (mode: TradeMode, currency: string, closed: number): BookTotals => ({
  book: { mode, currency },
  realised: "1",
  closed,
  unreadable: 0,
  wins: 0,
  winRate: null,
  profitFactor: null,
  expectancy: null,
  days: [],
  today: "0",
  week: "0",
  month: "0",
});
const account = (mode: TradeMode, currency: string) =>
  ({ mode, currency, value: "10", openProfit: "1", free: null, bots: 1 }) as const;

it("joins them by book, and orders by what was closed", () => {
  const totals = [total("dry", "EUR", 900), total("live", "BTC", 335), total("live", "USDT", 3_825)];
  const rows = bookRowsOf(totals, [account("live", "BTC"), account("live", "ETH")]);
  expect(
    rows.map(({ book, total: sums, account: own }) => [book.mode, book.currency, sums?.closed, own?.value]),
  ).toEqual([
    ["live", "USDT", 3_825, undefined],
    ["live", "BTC", 335, "10"],
    ["live", "ETH", undefined, "10"],
    ["dry", "EUR", 900, undefined],
  ]);
});
