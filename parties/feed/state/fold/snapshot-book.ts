/**
 * Snapshots in the book: which trade one is about, and what it makes of the trades that are kept. It may tell of a trade that
 * no message has told of, of one that is long over, and that one is gone.
 */
import { instantToMs, type FeedEvent, type Trade, type TradeMode, type TradeSnapshot } from "@fillcast/protocol";
import { endTrade } from "./ending.ts";
import { ZERO, subtract } from "./decimal.ts";
import { hide, reveal } from "./hidden.ts";
import { hasRoom } from "./live-trades.ts";
import { findPast, forgetPast } from "./past-trades.ts";
import { applySnapshot, snapshotInstant } from "./snapshot.ts";
import {
  claimId,
  dropOldest,
  identityOf,
  put,
  type Identity,
  type Step,
  type TradeBook,
  type TradeChange,
  type Trades,
} from "./trade-book.ts";
import { createTrade, isLive, type FoldTrade } from "./trade.ts";

/** Folds a snapshot into the book, and says which trades it changed, in order. */
export function foldTradeSnapshot(
  trades: Trades,
  event: FeedEvent,
  snapshot: TradeSnapshot,
  modeAt: (openedAt: string) => TradeMode,
): TradeChange[] {
  const { book } = trades;
  if (snapshot.openedAt === null) return [];
  const identity = identityOf(book, `${event.bot}:${snapshot.id}`, snapshot.openedAt);
  const known = book.trades[identity.key];
  if (snapshot.isMissing) return known === undefined ? [] : takeOut(book, known, event);
  const mode = modeAt(identity.openedAt);
  if (known === undefined) return begin(trades, identity, event, snapshot, mode);
  const after = applySnapshot(known, snapshot, event, mode, false);
  if (after === known) return [];
  if (!isLive(known.trade) && isLive(after.trade) && !hasRoom(book.live, event.bot)) return [];
  book.current[identity.botAndId] ??= identity.key;
  const step: Step = { book, changes: [] };
  put(step, known.trade, after, snapshotInstant(known, snapshot, event));
  dropOldest(step);
  return step.changes;
}

/** A trade that the book does not have: a new one, or one that is over and was dropped. */
function begin(
  { book, hidden }: Trades,
  identity: Identity,
  event: FeedEvent,
  snapshot: TradeSnapshot,
  mode: TradeMode,
): TradeChange[] {
  const past = findPast(book.past, identity.botAndId, identity.openedAt);
  const { bot } = event;
  if (snapshot.pair === null) return [];
  const openedAt = past?.openedAt ?? identity.openedAt;
  const key = `${identity.botAndId}:${openedAt}`;
  const { id, pair, direction } = snapshot;
  const about = { key, bot, id, openedAt, pair, direction: direction ?? ("long" as const), joinedLate: false };
  const empty = createTrade(about, past?.mode ?? mode);
  const bookedAt = snapshotInstant(empty, snapshot, event);
  const before =
    past === null ? empty : { ...empty, trade: { ...empty.trade, ...past, ...bookedBefore(past, bookedAt) } };
  const after = applySnapshot(before, snapshot, event, mode, past === null);
  if (past !== null && isCounted(past, after.trade)) return [];
  if (isLive(after.trade) && !hasRoom(book.live, bot)) {
    hide(hidden.trades, key);
    return [];
  }
  reveal(hidden.trades, key);
  const step: Step = { book, changes: [] };
  const { changes } = step;
  if (past === null) claimId(step, identity.botAndId, after.trade, event);
  else forgetPast(book.past, identity.botAndId, openedAt);
  put(step, null, after, bookedAt);
  // The sums have what was counted before it was dropped.
  if (past !== null) changes.push({ ...changes.pop()!, before: before.trade });
  sortIn(book, after.trade);
  dropOldest(step);
  return changes;
}

function isCounted({ realised, status }: Pick<Trade, "realised" | "status">, after: Trade): boolean {
  return status === after.status && realised === after.realised;
}

function bookedBefore({ realised }: Pick<Trade, "realised">, at: number): Pick<Trade, "booked"> {
  return realised === null || realised === ZERO ? {} : { booked: [{ at, realised }] };
}

/** One that ended before others stands before them: what is imported does not push newer ones out. */
function sortIn({ ended, trades }: TradeBook, { key, status, closedAt }: Trade): void {
  if (status !== "closed" || closedAt === null) return;
  const closedMs = instantToMs(closedAt);
  const endedLater = (other: string): boolean => {
    const at = trades[other]!.trade.closedAt;
    return at !== null && instantToMs(at) > closedMs;
  };
  let index = ended.length - 1;
  while (index > 0 && endedLater(ended[index - 1]!)) index--;
  ended.pop();
  ended.splice(index, 0, key);
}

/** A trade that is in the bot's database no more: it is over, and what it had realised is taken out, each part on its day. */
function takeOut(book: TradeBook, known: FoldTrade, event: FeedEvent): TradeChange[] {
  if (!isLive(known.trade)) return [];
  const { booked = [], ...kept } = known.trade;
  const changes: TradeChange[] = [];
  let before = known.trade;
  for (const { at, realised } of booked.toReversed()) {
    const after = { ...before, realised: subtract(before.realised ?? ZERO, realised) };
    changes.push({ key: before.key, before, after, bookedAt: at });
    before = after;
  }
  const gone = endTrade({ ...known, trade: { ...kept, realised: ZERO } }, "missing", event.seq);
  const step: Step = { book, changes };
  put(step, before, gone);
  dropOldest(step);
  return changes;
}
