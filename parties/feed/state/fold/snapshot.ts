/**
 * One trade after a snapshot of it, which is the truth: what the bot's database says takes the place of what messages told and
 * of what followed from them. What it does not say stays. Pure.
 */
import {
  TRADE_CORRECTIONS_MAX,
  UNKNOWN_PAIR,
  instantToMs,
  isSameOpening,
  type FeedEvent,
  type Trade,
  type TradeMode,
  type TradeSnapshot,
} from "@fillcast/protocol";
import { bookTrade } from "./booking.ts";
import { isNear, larger, ZERO, type Decimal } from "./decimal.ts";
import { feesOf, lastExitMs, peakStakeOf } from "./snapshot-orders.ts";
import { clockOf, firstFill, laterOf, type FoldTrade } from "./trade.ts";

/** Where a snapshot's profit is booked, ms since 1970: at the close, or at the last exit of a trade that is open. */
export function snapshotInstant(before: FoldTrade, snapshot: TradeSnapshot, { ts, at }: FeedEvent): number {
  const openedMs = instantToMs(before.trade.openedAt);
  const closedMs = snapshot.closedAt === null ? null : instantToMs(snapshot.closedAt);
  const told = snapshot.isOpen
    ? [lastExitMs(snapshot), ts ?? null]
    : [closedMs, before.closing?.at ?? null, ts ?? null];
  return told.find((ms) => ms !== null && openedMs <= ms && ms <= at) ?? at;
}

/** The same object where the snapshot says nothing that is not known. A trade that is `isNew` was not known before. */
export function applySnapshot(
  before: FoldTrade,
  snapshot: TradeSnapshot,
  event: FeedEvent,
  mode: TradeMode,
  isNew: boolean,
): FoldTrade {
  const { dismissed: _, ...known } = before.trade;
  const figures = toFigures(before, snapshot, event);
  const after: Trade = { ...known, ...figures, mode: hasCounted(known) ? known.mode : mode };
  const isSame = before.ending === null && JSON.stringify(after) === JSON.stringify(before.trade);
  if (isSame) return before;
  const told = corrects(before.trade, after) && (isNew ? snapshot.learned === "books" : true);
  const corrections = [...(known.corrections ?? []), event.seq].slice(-TRADE_CORRECTIONS_MAX);
  const served = { ...after, updatedSeq: event.seq, ...(told ? { corrections } : {}) };
  const bookedAt = snapshotInstant(before, snapshot, event);
  const isClosed = after.status === "closed";
  return {
    ...before,
    trade: bookTrade(before.trade, served, bookedAt),
    average: after.averageEntry,
    saidAverage: after.averageEntry,
    peakStake: larger(before.peakStake, after.stake),
    saidAt: laterOf(before.saidAt, clockOf(event)),
    closing: isClosed ? { realised: before.closing?.realised ?? null, at: bookedAt, saidAt: after.closedAt } : null,
    ending: null,
    ...(isNew ? {} : firstFill(before, after, event)),
  };
}

/** Its profit stands in a book already, where its mode is settled. */
function hasCounted({ mode, realised, status }: Trade): boolean {
  return mode !== "unknown" || realised !== ZERO || status === "closed";
}

function toFigures(before: FoldTrade, snapshot: TradeSnapshot, event: FeedEvent): Partial<Trade> {
  const { trade } = before;
  const { isOpen } = snapshot;
  const entries = snapshot.entries ?? trade.entries;
  const isPending = isOpen && snapshot.entries === 0;
  const price = snapshot.price ?? trade.lastPrice;
  const isPriced = price !== trade.lastPrice;
  return {
    pair: trade.pair === UNKNOWN_PAIR ? (snapshot.pair ?? trade.pair) : trade.pair,
    direction: snapshot.direction ?? trade.direction,
    exchange: trade.exchange ?? snapshot.exchange,
    leverage: snapshot.leverage ?? trade.leverage,
    status: isOpen ? (isPending ? "pending" : "open") : "closed",
    closedAt: isOpen ? null : closedAtOf(trade, snapshot, event),
    amount: isOpen && !isPending ? (snapshot.amount ?? (trade.entries === 0 ? null : trade.amount)) : ZERO,
    averageEntry: isPending ? null : (snapshot.averageEntry ?? trade.averageEntry),
    stake: isOpen ? (snapshot.stake ?? trade.stake) : peakOf(before, snapshot),
    stakeCurrency: trade.stakeCurrency ?? snapshot.stakeCurrency,
    realised: snapshot.realised ?? trade.realised ?? null,
    profitRatio: isOpen ? null : (snapshot.profitRatio ?? trade.profitRatio),
    entryTag: snapshot.entryTag ?? trade.entryTag,
    exitReason: snapshot.exitReason ?? trade.exitReason,
    entries,
    exits: snapshot.exits ?? trade.exits,
    lastPrice: price,
    lastPriceAt: isPriced ? pricedAt(snapshot, event) : trade.lastPriceAt,
    joinedLate: false,
    fees: feesOf(snapshot) ?? trade.fees,
    funding: snapshot.funding ?? trade.funding,
    stopLoss: snapshot.stopLoss ?? trade.stopLoss,
    strategy: snapshot.strategy ?? trade.strategy,
  };
}

/** An exit's price is as old as the exit: what is imported now says nothing of the market now. */
function pricedAt({ isOpen, closedAt }: TradeSnapshot, { at }: FeedEvent): number {
  return isOpen || closedAt === null ? at : Math.min(at, instantToMs(closedAt));
}

/** With the digits that a message told, if there was one. */
function closedAtOf({ closedAt }: Trade, snapshot: TradeSnapshot, { at }: FeedEvent): string {
  const told = snapshot.closedAt ?? closedAt ?? new Date(at).toISOString();
  return closedAt !== null && isSameOpening(closedAt, told) ? closedAt : told;
}

function peakOf({ peakStake, trade }: FoldTrade, snapshot: TradeSnapshot): Decimal | null {
  return peakStakeOf(snapshot) ?? larger(peakStake, snapshot.largestStake ?? snapshot.stake) ?? trade.stake;
}

/** Bots round, and so does a running average: that far off is no correction. */
const ROUNDING_PART: Decimal = "0.001";

/** True where what readers count by was wrong or unknown. */
function corrects(before: Trade, after: Trade): boolean {
  const differs = (a: Decimal | null, b: Decimal | null): boolean =>
    a !== b && (a === null || b === null || !isNear(a, b, ROUNDING_PART));
  return (
    before.status !== after.status ||
    before.entries !== after.entries ||
    before.exits !== after.exits ||
    differs(before.realised, after.realised) ||
    differs(before.amount, after.amount)
  );
}
