/** The search over trades: every word of it occurs in the trade's pair, bot, tag, reason, id or direction. */
import type { Trade } from "fillcast";

export function matchesQuery(trade: Trade, query: string): boolean {
  const text =
    `${trade.pair} ${trade.bot} ${trade.entryTag ?? ""} ${trade.exitReason ?? ""} ${trade.id} ${trade.direction}`.toLowerCase();
  return query
    .toLowerCase()
    .split(" ")
    .every((word) => text.includes(word));
}
