/**
 * The row of figures of each book: from the state's totals and days where all bots are shown, from trades where some are chosen.
 */
import type { FeedState, Trade } from "fillcast";
import { type Book, bookOf, booksOf, isSameBook } from "./book.ts";
import { closedFigures, quotients } from "./closed.ts";
import { type DayProfit, daysOfBook, daysOfTrades, type Periods, periodsOf, sum } from "./days.ts";

export interface BookTotals extends Periods {
  readonly book: Book;
  readonly realised: string;
  readonly closed: number;
  readonly wins: number;
  readonly winRate: string | null;
  readonly profitFactor: string | null;
  readonly expectancy: string | null;
  readonly days: readonly DayProfit[];
}

/** All bots: the feed's whole life, as the room sums it. */
export function totalsOfState(state: FeedState, now: number): readonly BookTotals[] {
  return booksOf([...state.totals, ...state.days]).map((book) => {
    const total = state.totals.find((row) => isSameBook(row, book));
    const days = daysOfBook(state.days, book);
    return {
      book,
      realised: total?.realised ?? "0",
      closed: total?.closed ?? 0,
      wins: total?.wins ?? 0,
      ...quotients(total ?? { closed: 0, wins: 0, grossProfit: "0", grossLoss: "0" }),
      days,
      ...periodsOf(days, now),
    };
  });
}

/** Chosen bots: what the trades at hand say. Parts of open trades count in `realised`, and in a day only once their trade closes. */
export function totalsOfTrades(trades: readonly Trade[], now: number): readonly BookTotals[] {
  return booksOf(trades.flatMap((trade) => bookOf(trade) ?? [])).map((book) => {
    const own = trades.filter((trade) => isOfBook(trade, book));
    const { closed, wins, winRate, profitFactor, expectancy } = closedFigures(own);
    const days = daysOfTrades(own, book);
    const realised = sum(own.map((trade) => trade.realised));
    return { book, realised, closed, wins, winRate, profitFactor, expectancy, days, ...periodsOf(days, now) };
  });
}

export function isOfBook(trade: Trade, book: Book): boolean {
  const own = bookOf(trade);
  return own !== null && isSameBook(own, book);
}
