/** The identity of a trade: bots use their own ids again, so the instant of opening belongs to it. And its address in the page. */
import type { Trade, TradeEvent } from "fillcast";
import { toSegment } from "../browser/segment.ts";

/** A bot's clock may run ahead of the room's. */
export const CLOCK_SLACK_MS = 60 * 60 * 1_000;

/** The key of the trade that an event belongs to, or null. */
export function keyOf({ bot, trade }: TradeEvent): string | null {
  return trade?.openedAt === undefined ? null : `${bot}:${trade.id}:${trade.openedAt}`;
}

/**
 * True for an event of the trade. A message that does not say when its trade was opened is about the one that had the id then.
 */
export function isOfTrade(event: TradeEvent, trade: Trade): boolean {
  const key = keyOf(event);
  if (key !== null || event.trade === undefined) return key !== null && isSameTrade(key, trade);
  const { bot, id, pair, openedAt, status, updatedSeq } = trade;
  const isSame = event.bot === bot && event.trade.id === id && (event.pair ?? pair) === pair;
  const hadEnded = status !== "open" && status !== "pending" && event.seq > updatedSeq;
  return isSame && !hadEnded && event.at + CLOCK_SLACK_MS >= Date.parse(openedAt);
}

/** True where a key names the trade: messages carry the microseconds of its opening, a relay's snapshots the milliseconds. */
export function isSameTrade(key: string, trade: Trade): boolean {
  if (key === trade.key) return true;
  const own = `${trade.bot}:${trade.id}:`;
  return key.startsWith(own) && Date.parse(key.slice(own.length)) === Date.parse(trade.openedAt);
}

/** The path of the trade's view. */
export function tradePath(key: string): string {
  return `/trades/${toSegment(key)}`;
}
