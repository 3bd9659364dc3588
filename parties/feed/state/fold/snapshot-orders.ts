/**
 * What follows from a snapshot's orders: fees, the most that was at stake, when the last exit was. Null where not all of them
 * are known.
 */
import { isFilled, type SnapshotOrder, type TradeSnapshot } from "@fillcast/protocol";
import { add, divide, larger, multiply, subtract, ZERO, type Decimal } from "./decimal.ts";

/** A quotient's digits are enough for a sum of products. */
const rounded = (value: Decimal): Decimal => divide(value, "1");

/** In the stake currency: the bot's fee, a part of what an order is worth, over all that was filled, as the bot counts it in its profit. */
export function feesOf({ orders, entryFee, exitFee }: TradeSnapshot): Decimal | null {
  if (orders === null) return null;
  let fees: Decimal = ZERO;
  for (const order of orders.filter(isFilled)) {
    const fee = order.isEntry ? entryFee : exitFee;
    if (fee === null || order.price === null) return null;
    fees = add(fees, multiply(multiply(order.filled!, order.price), fee));
  }
  return rounded(fees);
}

/** The largest stake that the trade had: an exit takes its part of the cost. */
export function peakStakeOf({ orders, leverage }: TradeSnapshot): Decimal | null {
  if (orders === null) return null;
  let amount: Decimal = ZERO;
  let cost: Decimal = ZERO;
  let peak: Decimal | null = null;
  for (const { isEntry, filled, price } of orders.filter(isFilled)) {
    if (price === null) return null;
    if (isEntry) {
      amount = add(amount, filled!);
      cost = add(cost, multiply(filled!, price));
    } else if (amount !== ZERO) {
      cost = subtract(cost, divide(multiply(cost, filled!), amount));
      amount = subtract(amount, filled!);
    }
    peak = larger(peak, cost);
  }
  return peak === null ? null : divide(peak, leverage ?? "1");
}

/** ms since 1970. */
export function lastExitMs({ orders }: TradeSnapshot): number | null {
  const times = (orders ?? []).filter(isExit).flatMap(({ filledAt }) => filledAt ?? []);
  return times.length === 0 ? null : Math.max(...times);
}

function isExit(order: SnapshotOrder): boolean {
  return !order.isEntry && isFilled(order);
}
