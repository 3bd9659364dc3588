/**
 * An archive in memory with D1's contract and its ways to fail: what unit tests and simulations give a room.
 */
import type { Trade } from "@fillcast/protocol";
import type { FullArchive } from "../../parties/feed/duties.ts";
import type { PageText } from "../../src/archive/page.ts";

/** `before` fails without having stored, `after` has stored and fails all the same. */
export type Fault = "none" | "before" | "after" | "hang";

export class MemoryArchive implements FullArchive {
  readonly pages = new Map<number, PageText>();
  readonly trades = new Map<string, Trade>();
  /** Asked at each call. */
  fault: () => Fault = () => "none";
  /** How long a call takes. */
  delay: () => Promise<void> = async () => {};
  writes = 0;

  writePage(page: PageText): Promise<{ kind: "ok" } | { kind: "mismatch"; page: number }> {
    return this.#call(() => {
      const stored = this.pages.get(page.page);
      if (stored !== undefined && !page.text.startsWith(stored.text) && !stored.text.startsWith(page.text)) {
        return { kind: "mismatch", page: page.page };
      }
      if (stored === undefined || page.last > stored.last) this.pages.set(page.page, page);
      return { kind: "ok" };
    });
  }

  writeTrades(trades: readonly Trade[]): Promise<void> {
    return this.#call(() => {
      for (const trade of trades) {
        if (trade.updatedSeq > (this.trades.get(trade.key)?.updatedSeq ?? 0)) this.trades.set(trade.key, trade);
      }
    });
  }

  readonly readPages = (wanted: readonly number[]): Promise<PageText[]> =>
    this.#call(() => wanted.flatMap((page) => this.pages.get(page) ?? []));

  dropStaleTrades(): Promise<void> {
    return this.#call(() => {});
  }

  async #call<Result>(work: () => Result): Promise<Result> {
    const fault = this.fault();
    this.writes++;
    await this.delay();
    if (fault === "hang") return new Promise(() => {});
    if (fault === "before") throw new Error("D1_ERROR: the database is gone");
    const result = work();
    if (fault === "after") throw new Error("D1_ERROR: the answer was lost");
    return result;
  }
}
