/**
 * Patches: what changed in a state, in absolute values, so that applying one twice does no harm. Server and clients use the
 * same two functions. A patch never says that a lock ended: a lock is gone once the state's clock, the newest `lastEventAt`
 * that was seen, has reached its `until`.
 */
import type { Day, FeedState, Lock, StatePatch, Total, Trade } from "./state.ts";

const sameTotal = (a: Total, b: Total): boolean => a.mode === b.mode && a.currency === b.currency;
const sameDay = (a: Day, b: Day): boolean => a.day === b.day && a.mode === b.mode && a.currency === b.currency;
const sameLock = (a: Lock, b: Lock): boolean => a.bot === b.bot && a.pair === b.pair && a.side === b.side;

/** The state after a patch; what the patch leaves alone stays the same object. */
export function applyPatch(state: FeedState, patch: StatePatch): FeedState {
  return {
    bots: patch.bots === undefined ? state.bots : { ...state.bots, ...patch.bots },
    trades: patch.trades === undefined ? state.trades : patchTrades(state.trades, patch.trades),
    totals: patchRows(state.totals, patch.totals, sameTotal),
    days: patchRows(state.days, patch.days, sameDay),
    locks: liveLocks(patchLocks(state.locks, patch.locks ?? []), newestEventAt(patch)),
  };
}

/** One patch with the effect of `earlier` and then `later`. */
export function mergePatches(earlier: StatePatch, later: StatePatch): StatePatch {
  return {
    ...earlier,
    ...(later.bots === undefined ? {} : { bots: { ...earlier.bots, ...later.bots } }),
    ...(later.trades === undefined ? {} : { trades: { ...earlier.trades, ...later.trades } }),
    ...(later.totals === undefined ? {} : { totals: patchRows(earlier.totals ?? [], later.totals, sameTotal) }),
    ...(later.days === undefined ? {} : { days: patchRows(earlier.days ?? [], later.days, sameDay) }),
    ...(later.locks === undefined ? {} : { locks: patchLocks(earlier.locks ?? [], later.locks) }),
  };
}

/** The locks that still hold at `nowMs` (ms since 1970); the same array where none has ended. */
export function liveLocks(locks: readonly Lock[], nowMs: number): readonly Lock[] {
  const ended = (lock: Lock): boolean => Date.parse(lock.until) <= nowMs;
  return locks.some(ended) ? locks.filter((lock) => !ended(lock)) : locks;
}

/** The locks with newer ones in the place of those that they replace, newest last. */
export function patchLocks(locks: readonly Lock[], changed: readonly Lock[]): readonly Lock[] {
  if (changed.length === 0) return locks;
  return [...locks.filter((lock) => !changed.some((newer) => sameLock(lock, newer))), ...changed];
}

function newestEventAt(patch: StatePatch): number {
  let newest = 0;
  for (const bot of Object.values(patch.bots ?? {})) newest = Math.max(newest, bot.lastEventAt);
  return newest;
}

function patchTrades(trades: FeedState["trades"], changed: NonNullable<StatePatch["trades"]>): FeedState["trades"] {
  const next: { [key: string]: Trade } = { ...trades };
  for (const [key, trade] of Object.entries(changed)) {
    if (trade === null) delete next[key];
    else next[key] = trade;
  }
  return next;
}

function patchRows<Row>(
  rows: readonly Row[],
  changed: readonly Row[] | undefined,
  same: (a: Row, b: Row) => boolean,
): readonly Row[] {
  if (changed === undefined || changed.length === 0) return rows;
  const next = [...rows];
  for (const row of changed) {
    // From the end: the newest day is what changes.
    const index = next.findLastIndex((other) => same(other, row));
    if (index === -1) next.push(row);
    else next[index] = row;
  }
  return next;
}
