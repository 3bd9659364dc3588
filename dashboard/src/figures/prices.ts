/** The newest price of a pair, from whichever bot named it last: several bots trade the same pair, and the youngest word is the best. */
import type { Trade } from "fillcast";

type Priced = Pick<Trade, "lastPrice" | "lastPriceAt">;

/** The newest prices of pairs on exchanges, as far as trades have told of them. A price stays when its trade goes. */
export class NewestPrices {
  readonly #newest = new Map<string, Priced>();
  /** By trade, so that the same price makes the same object. */
  readonly #made = new WeakMap<Trade, { readonly from: Priced; readonly trade: Trade }>();

  add(trades: readonly Trade[]): void {
    for (const trade of trades) {
      const { lastPriceAt } = trade;
      if (lastPriceAt === null) continue;
      const place = placeOf(trade);
      if (lastPriceAt > (this.#newest.get(place)?.lastPriceAt ?? 0)) this.#newest.set(place, trade);
    }
  }

  /** The trade with the newest price; the trade itself where it has that. */
  of(trade: Trade): Trade {
    const from = this.#newest.get(placeOf(trade));
    if (from === undefined || from === trade || from.lastPriceAt === trade.lastPriceAt) return trade;
    const made = this.#made.get(trade);
    if (made?.from === from) return made.trade;
    const next = { ...trade, lastPrice: from.lastPrice, lastPriceAt: from.lastPriceAt };
    this.#made.set(trade, { from, trade: next });
    return next;
  }
}

function placeOf({ exchange, pair }: Trade): string {
  return `${exchange ?? ""} ${pair}`;
}
