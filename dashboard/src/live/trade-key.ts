/** The identity of a trade: bots use their own ids again, so the instant of opening belongs to it. */
import type { TradeEvent } from "fillcast";

/** The key of the trade that an event belongs to, or null. */
export function keyOf({ bot, trade }: TradeEvent): string | null {
  return trade?.openedAt === undefined ? null : `${bot}:${trade.id}:${trade.openedAt}`;
}
