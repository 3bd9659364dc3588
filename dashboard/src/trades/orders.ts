/** The orders of a trade, as its snapshots tell of them. */
import type { TradeEvent } from "fillcast";
import { readTradeSnapshot, type SnapshotOrder } from "fillcast/messages";

/** The orders that the newest of these events tells of; null where none does. */
export function ordersOf(events: readonly TradeEvent[]): readonly SnapshotOrder[] | null {
  const newest = events.findLast((event) => event.type === "trade_snapshot" && event.data.missing !== true);
  const snapshot = newest === undefined ? null : readTradeSnapshot(newest);
  return snapshot?.orders ?? null;
}
