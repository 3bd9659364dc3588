/**
 * Asides: what is said of a trade beside its orders. An owner's dismissal ends it or takes that back; a liquidation warning
 * names the newest price of its pair.
 */
import { readLiquidationMessage, type FeedEvent } from "@fillcast/protocol";
import { endTrade, reviveTrade } from "./ending.ts";
import { hasRoom } from "./live-trades.ts";
import { isLive } from "./trade.ts";
import { dropOldest, newestTrade, put, type Step, type TradeChange, type Trades } from "./trade-book.ts";

/** Folds an owner's word that a trade is over, or is not. It changes nothing where there is no such trade, or it has ended otherwise. */
export function foldDismissal({ book }: Trades, event: FeedEvent): TradeChange[] {
  const { bot, trade, type, seq } = event;
  const known = book.trades[`${bot}:${trade?.id}:${trade?.openedAt}`];
  if (known === undefined) return [];
  const isOver = type === "trade_dismissed";
  if (!isOver && !hasRoom(book.live, bot)) return [];
  const step: Step = { book, changes: [] };
  put(step, known.trade, isOver ? endTrade(known, "dismissed", seq) : reviveTrade(known, seq));
  dropOldest(step);
  return step.changes;
}

/** Folds the rate that a warning names into the open trade that it is about. */
export function foldWarnedRate({ book }: Trades, event: FeedEvent): TradeChange[] {
  const warning = readLiquidationMessage(event);
  const current = newestTrade(book, event);
  if (!warning?.currentRate || current?.pair !== warning.pair || !isLive(current)) return [];
  const trade = { ...current, lastPrice: warning.currentRate, lastPriceAt: event.at, updatedSeq: event.seq };
  const step: Step = { book, changes: [] };
  put(step, current, { ...book.trades[current.key]!, trade });
  return step.changes;
}
