/**
 * Evolve: one event folded into the state, and the patch that brings a reader of the state to the same point. Total: an event
 * that cannot be used changes nothing but its bot's last event. The fold is changed in place, since it has thousands of rows
 * and an event touches one or two; a snapshot and the patches after it equal a fresh fold at every seq.
 */
import {
  LOCKS_MAX,
  liveLocks,
  newestDays,
  patchLocks,
  type Day,
  type FeedEvent,
  type Lock,
  type StatePatch,
  type Total,
  type Trade,
  readLockMessage,
  readTradeMessage,
  readTradeSnapshot,
  type LockMessage,
  type TradeMessage,
  type TradeMode,
} from "@fillcast/protocol";
import { foldDismissal, foldWarnedRate } from "./asides.ts";
import { admitsBot, foldBot, modeOf } from "./bots.ts";
import { isDismissal } from "./ending.ts";
import { initialState, type FoldState } from "./fold.ts";
import { agePresence } from "./heartbeats.ts";
import { hide, sayHidden } from "./hidden.ts";
import { keepModeSpans, noteModeSaying } from "./mode-spans.ts";
import { foldTradeSnapshot } from "./snapshot-book.ts";
import { countChange } from "./totals.ts";
import { foldTradeMessage, newestTrade, type TradeChange } from "./trade-book.ts";

export { FOLD_VERSION, initialState, serve, type FoldState } from "./fold.ts";

/** What events did to trades, step by step, by seq; events that changed none are left out. */
export type TradeSteps = Map<number, readonly TradeChange[]>;

/** Folds the next event of the log, and says what it changed, in absolute values; into `steps` also what it did to trades. */
export function evolve(fold: FoldState, event: FeedEvent, steps?: TradeSteps): StatePatch {
  fold.seq = event.seq;
  noteModeSaying(fold.spans, event);
  const patch = admitsBot(fold.bots, event.bot) ? foldEvent(fold, event, steps) : hideBot(fold, event);
  const more = sayHidden(fold.hidden);
  return more === null ? patch : { ...patch, more };
}

function foldEvent(fold: FoldState, event: FeedEvent, steps?: TradeSteps): StatePatch {
  const message = readTradeMessage(event);
  const changes = foldTrades(fold, event, message);
  if (steps !== undefined && changes.length > 0) steps.set(event.seq, changes);
  const aged = agePresence(fold, event.at);
  const served = foldBot(fold, event, { message, changes, newestTrade: newestTrade(fold.book, event) });
  const lock = foldLocks(fold, event);
  return {
    bots: { ...aged, [event.bot]: served },
    ...patchTrades(changes),
    ...patchSums(fold, changes, event.at),
    ...(lock === null ? {} : { locks: [lock] }),
  };
}

function foldTrades(fold: FoldState, event: FeedEvent, message: TradeMessage | null): readonly TradeChange[] {
  if (isDismissal(event)) return foldDismissal(fold, event);
  const modeAt = (openedAt: string): TradeMode => modeOf(fold, event, openedAt);
  if (message !== null) return foldTradeMessage(fold, event, message, modeAt);
  const snapshot = readTradeSnapshot(event);
  return snapshot === null ? foldWarnedRate(fold, event) : foldTradeSnapshot(fold, event, snapshot, modeAt);
}

/** A bot that the state has no room for: it is counted. */
function hideBot(fold: FoldState, event: FeedEvent): StatePatch {
  hide(fold.hidden.bots, event.bot);
  return {};
}

/** The fold of a whole log, from its first event. */
export function foldAll(events: Iterable<FeedEvent>): FoldState {
  const log = [...events];
  const fold = foldWith(log, initialState());
  return fold.spans.outdated ? foldWith(log, renewedState(fold)) : fold;
}

function foldWith(log: readonly FeedEvent[], fold: FoldState): FoldState {
  for (const event of log) evolve(fold, event);
  return fold;
}

/** Where the fold of the same log begins again, knowing what this one has learned. */
export function renewedState({ spans }: FoldState): FoldState {
  return initialState(keepModeSpans(spans));
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
    for (const { total, day } of countChange(fold, change, change.bookedAt ?? at)) {
      totals.push(total);
      if (day !== null) days.push(day);
    }
  }
  if (totals.length === 0) return {};
  fold.days = newestDays(fold.days);
  return { totals, ...(days.length === 0 ? {} : { days }) };
}

/** Null for a message that does not say what is locked until when, or that the lock is over. */
function toLock(bot: string, message: LockMessage | null): Lock | null {
  if (message === null || !message.isActive) return null;
  const { pair, side, until, reason } = message;
  return pair === null || until === null ? null : { bot, pair, side: side ?? "*", until, reason };
}

function foldLocks(fold: FoldState, event: FeedEvent): Lock | null {
  const lock = toLock(event.bot, readLockMessage(event));
  fold.locks = liveLocks(fold.locks, event.at);
  if (lock !== null) {
    const locks = liveLocks(patchLocks(fold.locks, [lock]), event.at);
    if (locks.length > LOCKS_MAX) {
      fold.hidden.locks++;
      return null;
    }
    fold.locks = locks;
  }
  if (fold.locks.length < LOCKS_MAX) fold.hidden.locks = 0;
  return lock;
}
