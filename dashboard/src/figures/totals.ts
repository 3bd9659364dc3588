/**
 * The row of figures of each book: from the state's totals and days where all bots are shown (running-totals.ts), from an answer
 * of the server where some are chosen.
 */
import { signOf } from "../words/decimal.ts";
import { type Book, booksOf, isSameBook } from "./book.ts";
import { quotients } from "./closed.ts";
import { type Calendar, type DayProfit, daysOfGroups, type Periods, periodsOf } from "./days.ts";
import type { ProfitAnswer } from "./profit-answer.ts";

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

/** Chosen bots: what the server has added up of theirs, by day. */
export function totalsOfAnswer({ books, groups }: ProfitAnswer, { today }: Calendar): readonly BookTotals[] {
  return booksOf(books).map((book) => {
    const sums = books.find((row) => isSameBook(row, book));
    const days = daysOfGroups(groups.day ?? [], book);
    const { realised = "0", closed = 0, unreadable = 0, wins = 0, grossProfit = "0", grossLoss = "0" } = sums ?? {};
    const ratios = quotients({ closed, wins, grossProfit, grossLoss });
    return { book, realised, closed, unreadable, wins, ...ratios, days, ...periodsOf(days, today) };
  });
}

/** False for a book of nothing but profits that cannot be read: its sums are not zero, but unknown. */
export function isKnown({ closed, realised, unreadable }: BookTotals): boolean {
  return unreadable === 0 || closed > 0 || signOf(realised) !== 0;
}
