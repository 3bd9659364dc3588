/**
 * The fold: all that the room knows of its trades and bots, as one plain JSON value, and what readers see of it. Only
 * `evolve` and `noteHeartbeat` change it, in place; the rows inside are replaced, so that what was served or patched never
 * changes afterwards.
 */
import {
  isNothing,
  liveLocks,
  type BotState,
  type Day,
  type FeedState,
  type Lock,
  type Total,
  type Trade,
} from "@fillcast/protocol";
import type { Bots } from "./bots.ts";
import { countHidden, createHidden, type Hidden } from "./hidden.ts";
import { createModeSpans, type ModeSpans } from "./mode-spans.ts";
import { createBook, type TradeBook } from "./trade-book.ts";
import { createDeadlines, presenceOf, type Deadlines } from "./vitals.ts";

/** Raised when the fold of the same events changes; a stored fold of another version is folded again from the log. */
export const FOLD_VERSION = 10;

export interface FoldState {
  readonly version: number;
  /** The newest seq that was folded; 0 before the first. */
  seq: number;
  readonly bots: Bots;
  readonly deadlines: Deadlines;
  readonly book: TradeBook;
  readonly totals: Total[];
  days: readonly Day[];
  locks: readonly Lock[];
  readonly hidden: Hidden;
  readonly spans: ModeSpans;
}

/** The fold of an empty log, with what owners say of bots as far as that is known already. */
export function initialState(spans: ModeSpans = createModeSpans()): FoldState {
  return {
    version: FOLD_VERSION,
    seq: 0,
    bots: {},
    deadlines: createDeadlines(),
    book: createBook(),
    totals: [],
    days: [],
    locks: [],
    hidden: createHidden(),
    spans,
  };
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
  const more = countHidden(fold.hidden);
  return {
    bots,
    trades,
    totals: [...fold.totals],
    days: [...fold.days],
    locks: liveLocks([...fold.locks], nowMs),
    ...(isNothing(more) ? {} : { more }),
  };
}
