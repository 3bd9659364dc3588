/** What can be said of an open trade without a relay: how far the price has moved since its entry, by the last one that was heard. */
import type { Trade } from "fillcast";
import { toBig } from "../words/decimal.ts";

/** A ratio, above zero where the trade gains: `0.05` is 5%. Null where entry or price are not known. It is no profit: no fees, no leverage. */
export function moveOf({
  averageEntry,
  lastPrice,
  direction,
}: Pick<Trade, "averageEntry" | "lastPrice" | "direction">): string | null {
  const [entry, price] = [toBig(averageEntry), toBig(lastPrice)];
  if (entry === null || price === null || entry.eq(0)) return null;
  const move = price.minus(entry).div(entry);
  return (direction === "short" ? move.times(-1) : move).toFixed();
}
