/**
 * Books: money that may be summed. One trading mode and one stake currency make a book; live and dry-run are apart, currencies
 * are apart, and nothing is ever converted.
 */
import type { Trade, TradeMode } from "fillcast";

/** What the state calls the currency of trades that never said theirs. */
const UNKNOWN_CURRENCY = "unknown";

export interface Book {
  readonly mode: TradeMode;
  readonly currency: string;
}

const MODE_ORDER: { readonly [mode in TradeMode]: number } = { live: 0, unknown: 1, dry: 2 };

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

/** The distinct books of rows: live first, then by currency. */
export function booksOf(rows: readonly Book[]): readonly Book[] {
  const distinct = new Map(rows.map(({ mode, currency }) => [bookId({ mode, currency }), { mode, currency }]));
  return [...distinct.values()].sort(
    (a, b) => MODE_ORDER[a.mode] - MODE_ORDER[b.mode] || a.currency.localeCompare(b.currency),
  );
}

export function isSameBook(a: Book, b: Book): boolean {
  return a.mode === b.mode && a.currency === b.currency;
}
