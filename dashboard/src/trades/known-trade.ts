/** One trade, found by the keys that its address may mean, and kept up. */
import type { Trade } from "fillcast";
import type { Kept } from "../figures/kept.ts";
import { NewestPrices } from "../figures/prices.ts";
import { isSameTrade } from "../live/trade-key.ts";

/** Undefined where no trade is meant. One that goes on has the newest price of its pair. */
export class KnownTrade implements Kept<Trade | undefined> {
  readonly #keys: readonly string[];
  readonly #prices = new NewestPrices();
  /** The earlier of the keys, and one that names the trade exactly, wins. */
  #found: { readonly trade: Trade; readonly rank: number } | null = null;

  constructor(keys: readonly string[]) {
    this.#keys = keys;
  }

  change(gone: readonly Trade[], came: readonly Trade[]): void {
    this.#prices.add(came);
    for (const trade of gone) if (this.#found?.trade === trade) this.#found = null;
    for (const trade of came) {
      const rank = this.#rankOf(trade);
      if (rank !== null && (this.#found === null || rank <= this.#found.rank)) this.#found = { trade, rank };
    }
  }

  get view(): Trade | undefined {
    const trade = this.#found?.trade;
    // Of an ended trade the last price is the one that ended it.
    return trade?.status === "open" || trade?.status === "pending" ? this.#prices.of(trade) : trade;
  }

  #rankOf(trade: Trade): number | null {
    const exact = this.#keys.indexOf(trade.key.toWellFormed());
    if (exact >= 0) return exact;
    return this.#keys.some((key) => isSameTrade(key, trade)) ? this.#keys.length : null;
  }
}
