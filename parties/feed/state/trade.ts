/**
 * One trade's life as a pure step: a trade and what the next message says give the trade after it. Only fills move money;
 * orders and cancels move status, prices and stake. What a webhook did not say stays unknown: a trade that was joined late
 * has profits, but no amount and no average.
 */
import type { FeedEvent, Trade, TradeMode } from "@fillcast/protocol";
import { add } from "./decimal.ts";
import {
  emptiesHolding,
  enterHolding,
  leaveHolding,
  showsMissingFill,
  UNKNOWN_HOLDING,
  type Holding,
} from "./holding.ts";
import { instantOf } from "./instant.ts";
import type { TradeMessage, TradeMessageKind } from "./trade-message.ts";

/** A trade in the fold: as served, and what its last message was. */
export interface FoldTrade {
  readonly trade: Trade;
  readonly last: TradeMessageKind | null;
}

/** How a cancel says that a part was filled, which a fill just before it has told in full. `partially filled - keeping order open` is no such end. */
const PARTLY_FILLED = /(^|, )partially filled$/;
/** How a cancel says that the bot has deleted the trade. */
const DELETED = /(fully cancelled|deleting trade)$/i;

/** True for a trade that is over, so that its bot may use the id again; a cancelled one may still come back. */
export function isOver(trade: Trade): boolean {
  return trade.status === "closed" || trade.status === "orphaned";
}

/** True for a trade that readers see for as long as it lasts. */
export function isLive(trade: Trade): boolean {
  return trade.status === "pending" || trade.status === "open";
}

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
  };
  return { trade, last: null };
}

/** The trade after a message. A closed trade is never handed in: nothing can happen to it. */
export function evolveTrade(before: FoldTrade, message: TradeMessage, event: FeedEvent): FoldTrade {
  const noted = noteFigures(before.trade, message, event);
  return { trade: foldKind(noted, before.last, message, event), last: message.kind };
}

/** A trade whose id the bot has used for another since, by the event `seq`: what was never filled is cancelled, what was is orphaned. */
export function supersedeTrade(trade: Trade, seq: number): Trade {
  if (!isLive(trade)) return trade;
  return { ...trade, status: trade.status === "open" ? "orphaned" : "cancelled", updatedSeq: seq };
}

/** What every message tells beside its event: the newest of each figure. */
function noteFigures(trade: Trade, message: TradeMessage, event: FeedEvent): Trade {
  const price = message.currentRate ?? message.orderRate;
  return {
    ...trade,
    exchange: message.exchange ?? trade.exchange,
    leverage: message.leverage ?? trade.leverage,
    stake: message.stake ?? trade.stake,
    // Never changes once it is known: profits were counted in it.
    stakeCurrency: trade.stakeCurrency ?? message.stakeCurrency,
    entryTag: message.entryTag ?? trade.entryTag,
    exitReason: message.exitReason ?? trade.exitReason,
    lastPrice: price ?? trade.lastPrice,
    lastPriceAt: price === null ? trade.lastPriceAt : event.at,
    updatedSeq: event.seq,
  };
}

function foldKind(trade: Trade, last: TradeMessageKind | null, message: TradeMessage, event: FeedEvent): Trade {
  switch (message.kind) {
    case "entry":
      return trade.status === "cancelled" ? { ...trade, status: "pending" } : trade;
    case "entry_fill":
      return foldEntryFill(trade, message);
    case "entry_cancel":
      return foldEntryCancel(trade, last, message);
    case "exit":
      return verifyHolding(trade, message, joinLate(trade));
    case "exit_fill":
      return foldExitFill(joinLate(trade), message, event);
    case "exit_cancel":
      return lostFillBefore("exit_fill", last, message) ? { ...joinLate(trade), ...UNKNOWN_HOLDING } : joinLate(trade);
  }
}

function foldEntryFill(trade: Trade, message: TradeMessage): Trade {
  return verifyHolding(trade, message, {
    ...trade,
    ...enterHolding(trade, message.amount, message.orderRate),
    entries: trade.entries + 1,
    status: "open",
  });
}

function foldEntryCancel(trade: Trade, last: TradeMessageKind | null, message: TradeMessage): Trade {
  if (lostFillBefore("entry_fill", last, message)) return { ...trade, ...UNKNOWN_HOLDING, status: "open" };
  // An exit that was seen proves a fill, so that only the bot's word ends such a trade.
  const isEnd = trade.status === "pending" && (!trade.joinedLate || DELETED.test(message.cancelReason ?? ""));
  return isEnd ? { ...trade, status: "cancelled" } : trade;
}

function foldExitFill(trade: Trade, message: TradeMessage, event: FeedEvent): Trade {
  const filled: Trade = {
    ...trade,
    exits: trade.exits + 1,
    realised: message.cumulativeProfit ?? add(trade.realised, message.profit ?? "0"),
  };
  if (closesTrade(trade, message)) {
    return {
      ...filled,
      status: "closed",
      closedAt: message.closedAt ?? instantOf(event),
      amount: "0",
      profitRatio: message.finalProfitRatio,
    };
  }
  const left: Trade = { ...filled, ...leaveHolding(trade, message.amount), status: "open" };
  return verifyHolding(trade, message, left);
}

/** Bots before 2024.1 do not say whether an exit is the final one; `sub_trade` is then true while the trade goes on. */
function closesTrade(holding: Holding, { isFinalExit, subTrade, amount }: TradeMessage): boolean {
  if (isFinalExit !== null) return isFinalExit;
  if (subTrade === false) return true;
  if (!emptiesHolding(holding, amount)) return false;
  // More sold than bought, while the bot says that the trade goes on: a fill is missing, not the end.
  return subTrade === null || leaveHolding(holding, amount).amount !== null;
}

/** An exit before any entry fill: the entries are missing for good. */
function joinLate(trade: Trade): Trade {
  return trade.entries === 0 && !trade.joinedLate ? { ...trade, ...UNKNOWN_HOLDING, joinedLate: true } : trade;
}

function verifyHolding(before: Trade, message: TradeMessage, after: Trade): Trade {
  return after.amount !== null && showsMissingFill(before, after, message) ? { ...after, ...UNKNOWN_HOLDING } : after;
}

/** A cancel that says "partially filled" comes right after the fill that it speaks of; else that fill was lost. */
function lostFillBefore(
  fill: TradeMessageKind,
  last: TradeMessageKind | null,
  { cancelReason }: TradeMessage,
): boolean {
  return last !== fill && cancelReason !== null && PARTLY_FILLED.test(cancelReason);
}
