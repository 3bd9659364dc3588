/**
 * Steps: what a trade is after each kind of message. Only fills move money; orders and cancels move status. What a webhook did
 * not say stays unknown: a trade that was joined late has profits, but no amount.
 */
import {
  instantOf,
  saysClosed,
  type FeedEvent,
  type Trade,
  type TradeMessage,
  type TradeMessageKind,
} from "@fillcast/protocol";
import { add, type Decimal } from "./decimal.ts";
import {
  emptiesHolding,
  enterHolding,
  leaveHolding,
  showsMissingFill,
  UNKNOWN_HOLDING,
  type Holding,
} from "./holding.ts";

/** How a cancel says that a part was filled, which a fill just before it has reported in full. `partially filled - keeping order open` is no such end. */
const PARTLY_FILLED = /(^|, )partially filled$/;
/** How a cancel says that the bot has deleted the trade. */
const DELETED = /(fully cancelled|deleting trade)$/i;

/** The trade after a message; `last` is what its message before was. Its average is the one by running cost. */
export function stepTrade(trade: Trade, last: TradeMessageKind | null, message: TradeMessage, event: FeedEvent): Trade {
  switch (message.kind) {
    case "entry":
      return trade.status === "cancelled" ? { ...trade, status: "pending" } : trade;
    case "entry_fill":
      return foldEntryFill(trade, message);
    case "entry_cancel":
      return foldEntryCancel(trade, last, message);
    case "exit":
      return verifyHolding(trade, message, { ...joinLate(trade), ...realiseUnread(trade, message) });
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
    realised: message.cumulativeProfit ?? addProfit(trade.realised, message.profit),
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

/** What is realised in all; unknown from the first profit that cannot be read, until the bot says the sum. */
export function addProfit(realised: Decimal | null, profit: Decimal | null): Decimal | null {
  return realised === null || profit === null ? null : add(realised, profit);
}

/** An exit order says what was realised before it. */
function realiseUnread(trade: Trade, { cumulativeProfit }: TradeMessage): Pick<Trade, "realised"> {
  return { realised: trade.realised ?? cumulativeProfit };
}

/** An exit's fill that does not say whether it closes its trade closes one that it leaves empty. */
function closesTrade(holding: Holding, message: TradeMessage): boolean {
  const said = saysClosed(message);
  if (said !== null) return said;
  const { subTrade, amount } = message;
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
