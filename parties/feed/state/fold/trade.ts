/**
 * One trade as a pure step: a trade and what the next message says give the trade after it. Here are the figures that every
 * message tells; what its kind does is in trade-step.ts, and what comes after the close in correction.ts.
 */
import {
  INSTANT_MAX_MS,
  UNKNOWN_PAIR,
  type FeedEvent,
  type Trade,
  type TradeMode,
  type TradeMessage,
  type TradeMessageKind,
} from "@fillcast/protocol";
import { bookingInstant, bookTrade } from "./booking.ts";
import { larger, type Decimal } from "./decimal.ts";
import type { Ending } from "./ending.ts";
import { stepTrade } from "./trade-step.ts";

/** A trade in the fold: as served, and what it takes to go on. Plain JSON; replaced, never changed. */
export interface FoldTrade {
  readonly trade: Trade;
  /** What its last message was. */
  readonly last: TradeMessageKind | null;
  /** The average entry by running cost, and the one that the bot has said since the last entry fill, which is served. */
  readonly average: Decimal | null;
  readonly saidAverage: Decimal | null;
  /** The largest stake that was named of what was filled. */
  readonly peakStake: Decimal | null;
  /** The newest `ts` of its messages, ms since 1970; null while none had one. */
  readonly saidAt: number | null;
  readonly closing: Closing | null;
  /** Why it has ended without its bot's word. */
  readonly ending: Ending | null;
  /** When the room heard of the first fill of an order that it knew, ms since 1970; absent on older trades, and on those that came from the books first. */
  readonly filledAt?: number;
}

/** The fill that closed a trade. */
export interface Closing {
  /** What was realised before it. */
  readonly realised: Decimal | null;
  /** Where its profit is booked, ms since 1970, and when it happened, if the bot said that. */
  readonly at: number;
  readonly saidAt: string | null;
}

/** True for a trade that is over, so that its bot may use the id again; a cancelled one may still come back. */
export function isOver(trade: Trade): boolean {
  return trade.status === "closed" || trade.status === "orphaned";
}

/** True for a trade that readers see for as long as it lasts. */
export function isLive(trade: Trade): boolean {
  return trade.status === "pending" || trade.status === "open";
}

/** What is known beside a trade of which there were no messages. */
export const UNTOLD: Omit<FoldTrade, "trade"> = {
  last: null,
  average: null,
  saidAverage: null,
  peakStake: null,
  saidAt: null,
  closing: null,
  ending: null,
};

/** A trade of which nothing was folded yet. */
export function createTrade(
  identity: Pick<Trade, "key" | "bot" | "id" | "openedAt" | "pair" | "direction" | "joinedLate">,
  mode: TradeMode,
): FoldTrade {
  const { key, bot, id, openedAt, pair, direction, joinedLate } = identity;
  const trade: Trade = {
    key,
    bot,
    mode,
    id,
    exchange: null,
    pair,
    direction,
    leverage: null,
    status: "pending",
    openedAt,
    closedAt: null,
    amount: joinedLate ? null : "0",
    averageEntry: null,
    stake: null,
    stakeCurrency: null,
    realised: "0",
    profitRatio: null,
    entryTag: null,
    exitReason: null,
    entries: 0,
    exits: 0,
    lastPrice: null,
    lastPriceAt: null,
    joinedLate,
    updatedSeq: 0,
    fees: null,
    funding: null,
    stopLoss: null,
    strategy: null,
  };
  return { ...UNTOLD, trade };
}

/** The trade after a message. A closed trade is never handed in. */
export function evolveTrade(before: FoldTrade, message: TradeMessage, event: FeedEvent): FoldTrade {
  const isNew = !isOlder(before, event);
  const noted = noteFigures({ ...before.trade, averageEntry: before.average }, message, event, isNew);
  const after = stepTrade(noted, before.last, isNew ? message : withNewerSum(message, noted.realised), event);
  const average = after.averageEntry;
  const saidAverage = saidAfter(before.saidAverage, message, isNew);
  const peakStake = tellsOfFills(message.kind) ? larger(before.peakStake, message.stake) : before.peakStake;
  const isClosed = after.status === "closed";
  const served = {
    ...after,
    averageEntry: saidAverage ?? average,
    stake: isClosed ? larger(peakStake, after.stake) : after.stake,
  };
  return {
    ...before,
    trade: bookTrade(before.trade, served, bookingInstant(event, message, after.openedAt)),
    last: message.kind,
    average,
    saidAverage,
    peakStake,
    saidAt: laterOf(before.saidAt, clockOf(event)),
    closing: isClosed ? closingOf(before.trade, message, event) : null,
    ...firstFill(before, after, event),
  };
}

/** What a step says of the first fill. */
export function firstFill({ trade }: FoldTrade, { status }: Trade, { at }: FeedEvent): Pick<FoldTrade, "filledAt"> {
  const isFirst = trade.status === "pending" && (status === "open" || status === "closed");
  return isFirst ? { filledAt: at } : {};
}

function closingOf({ realised, openedAt }: Trade, message: TradeMessage, event: FeedEvent): Closing {
  return { realised, at: bookingInstant(event, message, openedAt), saidAt: message.closedAt };
}

/** When its producer says that an event happened, ms since 1970; null where it says nothing that is a time. */
export function clockOf({ ts }: FeedEvent): number | null {
  return ts !== undefined && ts > 0 && ts <= INSTANT_MAX_MS ? ts : null;
}

/** True for a message that its producer dates before one that was folded already: it came late, and tells nothing new. */
function isOlder({ saidAt }: FoldTrade, event: FeedEvent): boolean {
  const clock = clockOf(event);
  return saidAt !== null && clock !== null && clock < saidAt;
}

/** The later of two clocks, as far as there are any. */
export function laterOf(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

/** A message that came late, with the sum that is known since. */
function withNewerSum(message: TradeMessage, realised: Decimal | null): TradeMessage {
  return message.cumulativeProfit === null ? message : { ...message, cumulativeProfit: realised };
}

/** An order's message names the stake as it would be. */
function tellsOfFills(kind: TradeMessageKind): boolean {
  return kind !== "entry" && kind !== "entry_cancel";
}

/** Another entry fill makes another average. */
function saidAfter(said: Decimal | null, message: TradeMessage, isNew: boolean): Decimal | null {
  if (message.kind === "entry_fill") return null;
  return (isNew ? message.averageEntry : null) ?? said;
}

/** What every message tells beside its event: the newest of each figure. A message that came late fills in what is not known. */
function noteFigures(trade: Trade, message: TradeMessage, event: FeedEvent, isNew: boolean): Trade {
  const newest = <Value>(said: Value | null, known: Value | null): Value | null =>
    isNew ? (said ?? known) : (known ?? said);
  const price = message.currentRate ?? message.orderRate;
  const isPriced = price !== null && (isNew || trade.lastPrice === null);
  return {
    ...trade,
    pair: trade.pair === UNKNOWN_PAIR ? (message.pair ?? trade.pair) : trade.pair,
    exchange: newest(message.exchange, trade.exchange),
    leverage: newest(message.leverage, trade.leverage),
    stake: newest(message.stake, trade.stake),
    // Never changes once it is known: profits were counted in it.
    stakeCurrency: trade.stakeCurrency ?? message.stakeCurrency,
    entryTag: newest(message.entryTag, trade.entryTag),
    exitReason: newest(message.exitReason, trade.exitReason),
    lastPrice: isPriced ? price : trade.lastPrice,
    lastPriceAt: isPriced ? event.at : trade.lastPriceAt,
    updatedSeq: event.seq,
  };
}
