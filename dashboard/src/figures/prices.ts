/** The newest price of a pair, from whichever bot named it last: several bots trade the same pair, and the youngest word is the best. */
import type { Trade } from "fillcast";

/** The trades with the newest price that any of `all` knows for their pair on their exchange. */
export function withNewestPrices(trades: readonly Trade[], all: readonly Trade[]): readonly Trade[] {
  const newest = new Map<string, Trade>();
  for (const trade of all) {
    const known = newest.get(placeOf(trade));
    if (trade.lastPriceAt !== null && trade.lastPriceAt > (known?.lastPriceAt ?? 0)) newest.set(placeOf(trade), trade);
  }
  return trades.map((trade) => {
    const found = newest.get(placeOf(trade));
    return found === undefined || found === trade
      ? trade
      : { ...trade, lastPrice: found.lastPrice, lastPriceAt: found.lastPriceAt };
  });
}

function placeOf({ exchange, pair }: Trade): string {
  return `${exchange ?? ""} ${pair}`;
}
