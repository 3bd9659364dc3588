/** The books that Overview shows: what was earned in each, and what the accounts behind it are worth. The busiest first, dry runs last. */
import type { Account } from "../figures/accounts.ts";
import { type Book, bookId } from "../figures/book.ts";
import type { BookTotals } from "../figures/totals.ts";

export interface BookRow {
  readonly book: Book;
  /** Null where nothing was realised yet. */
  readonly total: BookTotals | null;
  /** Null where no relay reads an account of the book. */
  readonly account: Account | null;
}

export function bookRowsOf(totals: readonly BookTotals[], accounts: readonly Account[]): readonly BookRow[] {
  const rows = new Map<string, BookRow>();
  for (const total of totals) rows.set(bookId(total.book), { book: total.book, total, account: null });
  for (const account of accounts) {
    const book = { mode: account.mode, currency: account.currency };
    rows.set(bookId(book), { book, total: rows.get(bookId(book))?.total ?? null, account });
  }
  return [...rows.values()].sort(
    (a, b) =>
      Number(isDry(a)) - Number(isDry(b)) ||
      (b.total?.closed ?? 0) - (a.total?.closed ?? 0) ||
      (bookId(a.book) < bookId(b.book) ? -1 : 1),
  );
}

export function isDry({ book }: BookRow): boolean {
  return book.mode === "dry";
}
