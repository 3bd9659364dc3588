/**
 * What the database of a relayed bot has, as far as its messages were given out: the course itself is ahead of them. Plain JSON
 * inside, kept with the course. The same change twice changes nothing. Bounded: of trades that are long over only the sum stays.
 */
import type { Trade } from "./trade.ts";

/** What a message changes in it. */
export type BooksChange =
  /** As the trade is now. */
  | { readonly kind: "trade"; readonly trade: Trade }
  | { readonly kind: "closed"; readonly trade: Trade }
  /** An entry that never filled. */
  | { readonly kind: "deleted"; readonly trade: Trade }
  | { readonly kind: "started" }
  | { readonly kind: "stopped" };

export interface Books {
  isUp: boolean;
  /** ms since 1970; of the first start, and of this one. */
  firstStartMs: number;
  startMs: number;
  open: Trade[];
  /** In the order in which they closed. */
  closed: Trade[];
  /** Of closed trades that are kept no more. */
  past: { readonly count: number; readonly wins: number; readonly profit: number };
  /** What the account was worth in the history, oldest first: ms since 1970, and the value. */
  worth: (readonly [atMs: number, value: number])[];
}

/** The month of history and some days. */
const CLOSED_MAX = 300;
/** Between two values of the account in the history. */
const WORTH_EVERY_MS = 2 * 60 * 60_000;

export function createBooks(): Books {
  return {
    isUp: false,
    firstStartMs: 0,
    startMs: 0,
    open: [],
    closed: [],
    past: { count: 0, wins: 0, profit: 0 },
    worth: [],
  };
}

/** Takes in what a message of `atMs` (real) changes. */
export function applyChange(books: Books, change: BooksChange, atMs: number): void {
  switch (change.kind) {
    case "started":
      books.isUp = true;
      books.startMs = atMs;
      books.firstStartMs ||= atMs;
      return;
    case "stopped":
      books.isUp = false;
      return;
    case "trade": {
      const index = books.open.findIndex((other) => isSame(other, change.trade));
      if (index >= 0) books.open[index] = change.trade;
      else if (!books.closed.some((other) => isSame(other, change.trade))) books.open.push(change.trade);
      return;
    }
    case "deleted":
      books.open = books.open.filter((other) => !isSame(other, change.trade));
      return;
    case "closed":
      books.open = books.open.filter((other) => !isSame(other, change.trade));
      if (books.closed.some((other) => isSame(other, change.trade))) return;
      books.closed.push(change.trade);
      if (books.closed.length > CLOSED_MAX) forget(books, books.closed.shift()!);
  }
}

/** Notes what the account was worth, now and then. */
export function noteWorth({ worth }: Books, atMs: number, value: () => number): void {
  const lastMs = worth.at(-1)?.[0] ?? Number.NEGATIVE_INFINITY;
  if (atMs - lastMs >= WORTH_EVERY_MS) worth.push([atMs, value()]);
}

/** When a closed trade was left for good, ms since 1970. */
export function closedMs({ fills, openedAtUs }: Trade): number {
  return fills.at(-1)?.filledMs ?? Math.floor(openedAtUs / 1000);
}

/** A bot gives the id of a deleted trade again. */
function isSame(a: Trade, b: Trade): boolean {
  return a.id === b.id && a.openedAtUs === b.openedAtUs;
}

function forget(books: Books, { realized }: Trade): void {
  const { count, wins, profit } = books.past;
  books.past = { count: count + 1, wins: wins + (realized > 0 ? 1 : 0), profit: profit + realized };
}
