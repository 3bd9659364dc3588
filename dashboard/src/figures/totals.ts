/** The row of figures of each book; running-totals.ts keeps it up. */
import type { Trade } from "fillcast";
import { signOf } from "../words/decimal.ts";
import { type Book, bookOf, isSameBook } from "./book.ts";
import type { DayProfit, Periods } from "./days.ts";

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

/** False for a book of nothing but profits that cannot be read: its sums are not zero, but unknown. */
export function isKnown({ closed, realised, unreadable }: BookTotals): boolean {
  return unreadable === 0 || closed > 0 || signOf(realised) !== 0;
}

export function isOfBook(trade: Trade, book: Book): boolean {
  return isSameBook(bookOf(trade), book);
}
