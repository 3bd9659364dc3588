/**
 * Evolve: one event folded into the state, and the patch that brings a reader of the state to the same point. Total: an event
 * that cannot be used changes nothing but its bot's last event. The fold is changed in place, since it has thousands of rows
 * and an event touches one or two; a snapshot and the patches after it equal a fresh fold at every seq.
 */
import {
  liveLocks,
  patchLocks,
  type Day,
  type FeedEvent,
  type Lock,
  type StatePatch,
  type Total,
  type Trade,
} from "@fillcast/protocol";
import { agePresence, foldBot, modeOf } from "./bots.ts";
import { initialState, type FoldState } from "./fold.ts";
import { readLock } from "./locks.ts";
import { countChange } from "./totals.ts";
import { foldTradeMessage, type TradeChange } from "./trade-book.ts";
import { readTradeMessage } from "./trade-message.ts";

export { FOLD_VERSION, initialState, serve, type FoldState } from "./fold.ts";

/** Folds the next event of the log, and says what it changed, in absolute values. */
export function evolve(fold: FoldState, event: FeedEvent): StatePatch {
  fold.seq = event.seq;
  const message = readTradeMessage(event);
  const changes = message === null ? [] : foldTradeMessage(fold.book, event, message, modeOf(fold.bots, event));
  const served = foldBot(fold.bots, event, changes);
  const lock = foldLocks(fold, event);
  return {
    bots: { ...agePresence(fold.bots, event.at), [event.bot]: served },
    ...patchTrades(changes),
    ...patchSums(fold, changes, event.at),
    ...(lock === null ? {} : { locks: [lock] }),
  };
}

/** The fold of a whole log, from its first event. */
export function foldAll(events: Iterable<FeedEvent>): FoldState {
  const fold = initialState();
  for (const event of events) evolve(fold, event);
  return fold;
}

function patchTrades(changes: readonly TradeChange[]): Pick<StatePatch, "trades"> {
  if (changes.length === 0) return {};
  const trades: { [key: string]: Trade | null } = {};
  for (const { key, after } of changes) trades[key] = after;
  return { trades };
}

function patchSums(fold: FoldState, changes: readonly TradeChange[], at: number): Pick<StatePatch, "totals" | "days"> {
  const totals: Total[] = [];
  const days: Day[] = [];
  for (const change of changes) {
    const counted = countChange(fold, change, at);
    if (counted === null) continue;
    totals.push(counted.total);
    days.push(counted.day);
  }
  return totals.length === 0 ? {} : { totals, days };
}

function foldLocks(fold: FoldState, event: FeedEvent): Lock | null {
  const lock = readLock(event);
  if (lock !== null) fold.locks = patchLocks(fold.locks, [lock]);
  fold.locks = liveLocks(fold.locks, event.at);
  return lock;
}
