/** One trade, found by the keys that its address may mean, and kept up. */
import type { Trade } from "fillcast";
import type { Kept } from "../figures/kept.ts";
import { isSameTrade } from "../live/trade-key.ts";

/** Undefined where no trade is meant. */
export class KnownTrade implements Kept<Trade | undefined> {
  readonly #keys: readonly string[];
  /** The earlier of the keys, and one that names the trade exactly, wins. */
  #found: { readonly trade: Trade; readonly rank: number } | null = null;

  constructor(keys: readonly string[]) {
    this.#keys = keys;
  }

  change(gone: readonly Trade[], came: readonly Trade[]): void {
    for (const trade of gone) if (this.#found?.trade === trade) this.#found = null;
    for (const trade of came) {
      const rank = this.#rankOf(trade);
      if (rank !== null && (this.#found === null || rank <= this.#found.rank)) this.#found = { trade, rank };
    }
  }

  get view(): Trade | undefined {
    return this.#found?.trade;
  }

  #rankOf(trade: Trade): number | null {
    const exact = this.#keys.indexOf(trade.key.toWellFormed());
    if (exact >= 0) return exact;
    return this.#keys.some((key) => isSameTrade(key, trade)) ? this.#keys.length : null;
  }
}
