/**
 * The row of figures of each book: from the state's totals and days where all bots are shown, from trades where some are chosen.
 */
import type { FeedState, Trade } from "fillcast";
import { signOf } from "../words/decimal.ts";
import { type Book, bookOf, booksOf, isSameBook } from "./book.ts";
import { closedFigures, quotients } from "./closed.ts";
import { type Calendar, type DayProfit, daysOfBook, daysOfTrades, type Periods, periodsOf, sum } from "./days.ts";

export interface BookTotals extends Periods {
  readonly book: Book;
  readonly realised: string;
  readonly closed: number;
  readonly unreadable: number;
  readonly wins: number;
  readonly winRate: string | null;
  readonly profitFactor: string | null;
  readonly expectancy: string | null;
  readonly days: readonly DayProfit[];
}

/** All bots: the feed's whole life, as the room sums it. */
export function totalsOfState(state: FeedState, { today, zone }: Calendar): readonly BookTotals[] {
  return booksOf([...state.totals, ...state.days]).map((book) => {
    const total = state.totals.find((row) => isSameBook(row, book));
    const days = daysOfBook(state.days, book, zone);
    return {
      book,
      realised: total?.realised ?? "0",
      closed: total?.closed ?? 0,
      unreadable: total?.unreadable ?? 0,
      wins: total?.wins ?? 0,
      ...quotients(total ?? { closed: 0, wins: 0, grossProfit: "0", grossLoss: "0" }),
      days,
      ...periodsOf(days, today),
    };
  });
}

/** Chosen bots: what the trades at hand say. */
export function totalsOfTrades(trades: readonly Trade[], { today, zone }: Calendar): readonly BookTotals[] {
  return booksOf(trades.map(bookOf)).map((book) => {
    const own = trades.filter((trade) => isOfBook(trade, book));
    const { closed, unreadable, wins, winRate, profitFactor, expectancy } = closedFigures(own);
    const days = daysOfTrades(own, book, zone);
    const realised = sum(own.flatMap((trade) => trade.realised ?? []));
    const sums = { closed, unreadable, wins, winRate, profitFactor, expectancy };
    return { book, realised, ...sums, days, ...periodsOf(days, today) };
  });
}

/** False for a book of nothing but profits that cannot be read: its sums are not zero, but unknown. */
export function isKnown({ closed, realised, unreadable }: BookTotals): boolean {
  return unreadable === 0 || closed > 0 || signOf(realised) !== 0;
}

export function isOfBook(trade: Trade, book: Book): boolean {
  return isSameBook(bookOf(trade), book);
}
