/**
 * Corrections: what a bot says of a trade after its close. Freqtrade tells the final exit again once the exchange has named
 * the fees; the newest word counts. No amounts move, and no fill is counted twice.
 */
import { compareInstants, type FeedEvent, type TradeMessage } from "@fillcast/protocol";
import { bookTrade } from "./booking.ts";
import { clockOf, laterOf, type FoldTrade } from "./trade.ts";
import { addProfit } from "./trade-step.ts";

/** The closed trade after a message about it; the same object where the message changes none of its figures. */
export function correctTrade(before: FoldTrade, message: TradeMessage, event: FeedEvent): FoldTrade {
  if (message.kind !== "exit_fill" || !isNews(before, message, event)) return before;
  const { trade, closing } = before;
  const realised = message.cumulativeProfit ?? addProfit(closing?.realised ?? null, message.profit) ?? trade.realised;
  const profitRatio = message.finalProfitRatio ?? trade.profitRatio;
  if (realised === trade.realised && profitRatio === trade.profitRatio) return before;
  const saidAverage = message.averageEntry ?? before.saidAverage;
  const corrected = {
    ...trade,
    realised,
    profitRatio,
    averageEntry: saidAverage ?? trade.averageEntry,
    lastPrice: message.orderRate ?? trade.lastPrice,
    exitReason: message.exitReason ?? trade.exitReason,
    stakeCurrency: trade.stakeCurrency ?? message.stakeCurrency,
    updatedSeq: event.seq,
  };
  return {
    ...before,
    saidAverage,
    saidAt: laterOf(before.saidAt, clockOf(event)),
    trade: bookTrade(trade, corrected, closing?.at ?? event.at),
  };
}

/** By the producer's clock, else by the bot's own date of the exit. A part's fill came late unless one of them says otherwise. */
function isNews(before: FoldTrade, message: TradeMessage, event: FeedEvent): boolean {
  const isFinal = message.isFinalExit ?? message.subTrade !== true;
  const order = orderOf(before, message, event);
  return isFinal ? order >= 0 : order > 0;
}

/** −1, 0 or 1, as the message is from before the close or the newest correction, from then or from nobody knows when, or from later. */
function orderOf({ saidAt, closing }: FoldTrade, { closedAt }: TradeMessage, event: FeedEvent): number {
  const clock = clockOf(event);
  if (saidAt !== null && clock !== null) return Math.sign(clock - saidAt);
  if (closing === null || closing.saidAt === null || closedAt === null) return 0;
  return compareInstants(closedAt, closing.saidAt);
}
