/**
 * Books: money that may be summed. One trading mode and one stake currency make a book; live and dry-run are apart, currencies
 * are apart, and nothing is ever converted.
 */
import type { Trade, TradeMode } from "fillcast";

/** What the state calls the currency of trades that never said theirs. */
export const UNKNOWN_CURRENCY = "unknown";

export interface Book {
  readonly mode: TradeMode;
  readonly currency: string;
}

/** The name that an address or a map uses: `live.USDT`. */
export function bookId(book: Book): string {
  return `${book.mode}.${book.currency}`;
}

/** "Live USDT", "Dry-run USDT"; a book whose bots never said which is "USDT, mode unknown". */
export function bookName({ mode, currency }: Book): string {
  const name = currency === UNKNOWN_CURRENCY ? "currency unknown" : currency;
  return mode === "unknown" ? `${name}, mode unknown` : `${MODE_WORDS[mode]} ${name}`;
}

export const MODE_WORDS: { readonly [mode in TradeMode]: string } = {
  live: "Live",
  dry: "Dry-run",
  unknown: "Mode unknown",
};

/** The book of a trade. */
export function bookOf(trade: Trade): Book {
  return { mode: trade.mode, currency: trade.stakeCurrency ?? UNKNOWN_CURRENCY };
}

/** The distinct books of rows: real money first, in each those with the most closed trades first. */
export function booksOf(rows: readonly (Book & { readonly closed: number })[]): readonly Book[] {
  const distinct = Map.groupBy(rows, bookId);
  return [...distinct.values()]
    .map((own) => {
      const [{ mode, currency }] = own as [(typeof own)[number]];
      return { book: { mode, currency }, closed: own.reduce((sum, { closed }) => sum + closed, 0) };
    })
    .sort(
      (a, b) =>
        Number(isDry(a.book)) - Number(isDry(b.book)) ||
        b.closed - a.closed ||
        bookId(a.book).localeCompare(bookId(b.book)),
    )
    .map(({ book }) => book);
}

/** Simulated money. */
export function isDry({ mode }: Book): boolean {
  return mode === "dry";
}

export function isSameBook(a: Book, b: Book): boolean {
  return a.mode === b.mode && a.currency === b.currency;
}
