/** The newest price of a pair, from whichever bot named it last: several bots trade the same pair, and the youngest word is the best. */
import type { Trade } from "fillcast";
import type { Kept } from "./kept.ts";

export type Priced = Pick<Trade, "lastPrice" | "lastPriceAt">;

/** The newest prices of pairs on exchanges, as far as trades have told of them. A price stays when its trade goes. */
export class NewestPrices implements Kept<NewestPrices> {
  readonly view = this;
  readonly #newest = new Map<string, Priced>();

  change(_: readonly Trade[], came: readonly Trade[]): void {
    for (const trade of came) {
      const { lastPriceAt } = trade;
      if (lastPriceAt === null) continue;
      const place = placeOf(trade);
      if (lastPriceAt > (this.#newest.get(place)?.lastPriceAt ?? 0)) this.#newest.set(place, trade);
    }
  }

  /** The newest of the trade's pair: the same object until there is a newer one. Of an ended trade the last price is the one that ended it. */
  of(trade: Trade): Priced {
    if (trade.status !== "open" && trade.status !== "pending") return trade;
    const newest = this.#newest.get(placeOf(trade));
    return newest === undefined || newest.lastPriceAt === trade.lastPriceAt ? trade : newest;
  }
}

function placeOf({ exchange, pair }: Trade): string {
  return `${exchange ?? ""} ${pair}`;
}
