/** The orders of a trade, as its snapshots tell of them, and what each has cost. */
import { Big } from "big.js";
import type { TradeEvent } from "fillcast";
import { isFilled, readTradeSnapshot, type SnapshotOrder, type TradeSnapshot } from "fillcast/messages";
import { toBig } from "../words/decimal.ts";

/** The newest snapshot that tells of the trade, and the event that brought it; null where no relay has sent one. */
export function newestSnapshot(
  events: readonly TradeEvent[],
): { readonly seq: number; readonly snapshot: TradeSnapshot } | null {
  const newest = events.findLast((event) => event.type === "trade_snapshot" && event.data.missing !== true);
  const snapshot = newest === undefined ? null : readTradeSnapshot(newest);
  return newest === undefined || snapshot === null ? null : { seq: newest.seq, snapshot };
}

/** Decimal places of a fee: more than any currency has. */
const FEE_DECIMALS = 12;

/** In the stake currency: what was filled, at its price, times the bot's fee. Null where one of them is not known, or nothing was filled. */
export function feeOf(order: SnapshotOrder, { entryFee, exitFee }: TradeSnapshot): string | null {
  const [filled, price, fee] = [order.filled, order.price, order.isEntry ? entryFee : exitFee].map(toBig);
  if (!isFilled(order) || filled == null || price == null || fee == null) return null;
  return new Big(filled.times(price).times(fee).toFixed(FEE_DECIMALS)).toFixed();
}
