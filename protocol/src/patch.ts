/**
 * Patches: what changed in a state, in absolute values, so that applying one twice does no harm. Server and clients use the
 * same functions. A patch never says that a lock ended: a lock is gone once the state's clock, the newest `lastEventAt`
 * that was seen, has reached its `until`. Nor does it say that a day is too old: the newest `DAYS_MAX` rows stay, and of their
 * quarters the newest `DAY_QUARTERS_MAX`.
 */
import { DAY_QUARTERS_MAX, DAYS_MAX } from "./limits.ts";
import type { BotState, Day, FeedState, Lock, More, StatePatch, Total, Trade } from "./state.ts";

const sameTotal = (a: Total, b: Total): boolean => a.mode === b.mode && a.currency === b.currency;
const sameDay = (a: Day, b: Day): boolean => a.day === b.day && a.mode === b.mode && a.currency === b.currency;
const sameLock = (a: Lock, b: Lock): boolean => a.bot === b.bot && a.pair === b.pair && a.side === b.side;

/** The state after a patch; what the patch leaves alone stays the same object. */
export function applyPatch(state: FeedState, patch: StatePatch): FeedState {
  const more = patch.more ?? state.more;
  return {
    bots: patch.bots === undefined ? state.bots : { ...state.bots, ...patch.bots },
    trades: patch.trades === undefined ? state.trades : patchTrades(state.trades, patch.trades),
    totals: patchRows(state.totals, patch.totals, sameTotal),
    days: newestDays(patchRows(state.days, patch.days, sameDay)),
    locks: liveLocks(patchLocks(state.locks, patch.locks ?? []), newestEventAt(patch)),
    ...(more === undefined || isNothing(more) ? {} : { more }),
  };
}

/** One patch with the effect of all of them, one after the other. Takes time by what they hold, not by their number. */
export function mergePatches(patches: readonly StatePatch[]): StatePatch {
  if (patches.length === 1) return patches[0]!;
  const bots: { [bot: string]: BotState } = {};
  const trades: { [key: string]: Trade | null } = {};
  for (const patch of patches) {
    Object.assign(bots, patch.bots);
    Object.assign(trades, patch.trades);
  }
  const totals = lastRows(
    patches.flatMap((patch) => patch.totals ?? []),
    (row) => `${row.mode} ${row.currency}`,
  );
  const days = lastRows(
    patches.flatMap((patch) => patch.days ?? []),
    (row) => `${row.day} ${row.mode} ${row.currency}`,
  );
  const locks = patchLocks(
    [],
    patches.flatMap((patch) => patch.locks ?? []),
  );
  const more = patches.findLast((patch) => patch.more !== undefined)?.more;
  return {
    ...(Object.keys(bots).length === 0 ? {} : { bots }),
    ...(Object.keys(trades).length === 0 ? {} : { trades }),
    ...(totals.length === 0 ? {} : { totals }),
    ...(days.length === 0 ? {} : { days }),
    ...(locks.length === 0 ? {} : { locks }),
    ...(more === undefined ? {} : { more }),
  };
}

/** The locks that still hold at `nowMs` (ms since 1970); the same array where none has ended. */
export function liveLocks(locks: readonly Lock[], nowMs: number): readonly Lock[] {
  const ended = (lock: Lock): boolean => Date.parse(lock.until) <= nowMs;
  return locks.some(ended) ? locks.filter((lock) => !ended(lock)) : locks;
}

/** The locks with newer ones in the place of those that they replace, newest last. */
export function patchLocks(locks: readonly Lock[], changed: readonly Lock[]): readonly Lock[] {
  let next = locks;
  for (const newer of changed) next = [...next.filter((lock) => !sameLock(lock, newer)), newer];
  return next;
}

/** The rows without the oldest days beyond `DAYS_MAX`, and without their quarters beyond `DAY_QUARTERS_MAX`; the same array where there are none. */
export function newestDays(days: readonly Day[]): readonly Day[] {
  let quarters = 0;
  for (const row of days) quarters += row.quarters?.length ?? 0;
  if (days.length <= DAYS_MAX && quarters <= DAY_QUARTERS_MAX) return days;
  const oldestFirst = [...days].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
  const newestFirst = oldestFirst.slice(Math.max(0, days.length - DAYS_MAX)).reverse();
  let left = DAY_QUARTERS_MAX;
  const kept = new Map(
    newestFirst.map((row) => {
      left -= row.quarters?.length ?? 0;
      return [row, left < 0 ? withoutQuarters(row) : row];
    }),
  );
  return days.flatMap((row) => kept.get(row) ?? []);
}

function withoutQuarters({ day, mode, currency, realised, closed, wins }: Day): Day {
  return { day, mode, currency, realised, closed, wins };
}

/** True if nothing is left out. */
export function isNothing({ bots, trades, currencies, locks }: More): boolean {
  return bots + trades + currencies + locks === 0;
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

/** The last of the rows with one name each, in the order in which the names came first. */
function lastRows<Row>(rows: readonly Row[], nameOf: (row: Row) => string): Row[] {
  return [...new Map(rows.map((row) => [nameOf(row), row])).values()];
}
