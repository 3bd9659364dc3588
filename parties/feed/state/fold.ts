/**
 * The fold: all that the room knows of its trades and bots, as one plain JSON value, and what readers see of it. Only
 * `evolve` and `noteHeartbeat` change it, in place; the rows inside are replaced, so that what was served or patched never
 * changes afterwards.
 */
import {
  liveLocks,
  type BotState,
  type Day,
  type FeedState,
  type Lock,
  type Total,
  type Trade,
} from "@fillcast/protocol";
import type { Bots } from "./bots.ts";
import { createBook, type TradeBook } from "./trade-book.ts";
import { presenceOf } from "./vitals.ts";

/** Raised when the fold of the same events changes; a stored fold of another version is folded anew. */
export const FOLD_VERSION = 1;

export interface FoldState {
  readonly version: number;
  /** The newest seq that was folded; 0 before the first. */
  seq: number;
  readonly bots: Bots;
  readonly book: TradeBook;
  readonly totals: Total[];
  readonly days: Day[];
  locks: readonly Lock[];
}

/** The fold of an empty log. */
export function initialState(): FoldState {
  return { version: FOLD_VERSION, seq: 0, bots: {}, book: createBook(), totals: [], days: [], locks: [] };
}

/** What readers see at `nowMs` (ms since 1970); stays as it is when the fold goes on. */
export function serve(fold: FoldState, nowMs: number): FeedState {
  const bots: { [bot: string]: BotState } = {};
  for (const [name, { served, vitals }] of Object.entries(fold.bots)) {
    const presence = presenceOf(vitals, nowMs);
    bots[name] = presence === served.presence ? served : { ...served, presence };
  }
  const trades: { [key: string]: Trade } = {};
  for (const [key, { trade }] of Object.entries(fold.book.trades)) trades[key] = trade;
  return { bots, trades, totals: [...fold.totals], days: [...fold.days], locks: liveLocks([...fold.locks], nowMs) };
}
