/**
 * An archive in memory with D1's contract and its ways to fail: what unit tests and simulations give a room.
 */
import { RECORD_SEPARATOR, firstSeqOf, lastSeqOf, type Trade } from "@fillcast/protocol";
import type { FullArchive } from "../../parties/feed/duties/duties.ts";
import type { Hole, PartText, StoredPart } from "../../archive/page.ts";
import { HOLES_MAX } from "../../archive/pages.ts";
import type { LedgerMark } from "../../archive/trades.ts";

/** `before` fails without having stored, `after` has stored and fails all the same. */
export type Fault = "none" | "before" | "after" | "hang";

/** A page put together of its parts. */
export interface KeptPage {
  readonly page: number;
  readonly first: number;
  readonly last: number;
  readonly text: string;
}

export class MemoryArchive implements FullArchive {
  /** Parts by page and part. */
  readonly parts = new Map<string, PartText>();
  readonly trades = new Map<string, Trade>();
  /** Asked at each call. */
  fault: () => Fault = () => "none";
  /** How long a call takes. */
  delay: () => Promise<void> = async () => {};
  writes = 0;
  /** Calls that have not been answered. */
  pending = 0;

  /** The pages that it has, oldest first. */
  get pages(): KeptPage[] {
    const byPage = Map.groupBy(this.#sorted(), ({ page }) => page);
    return [...byPage].map(([page, parts]) => ({
      page,
      first: parts[0]!.first,
      last: parts.at(-1)!.last,
      text: parts.map(({ text }) => text).join(RECORD_SEPARATOR),
    }));
  }

  /** What the archive is at a moment; `restore` brings it back, as a database that is restored to an earlier point. */
  snapshot(): { readonly restore: () => void } {
    const [parts, trades] = [new Map(this.parts), new Map(this.trades)];
    return {
      restore: () => {
        this.parts.clear();
        this.trades.clear();
        for (const [name, part] of parts) this.parts.set(name, part);
        for (const [key, trade] of trades) this.trades.set(key, trade);
      },
    };
  }

  listStored({ first, last }: { readonly first: number; readonly last: number }): Promise<StoredPart[]> {
    return this.#call(() =>
      this.#sorted()
        .filter(({ page }) => page >= first && page <= last)
        .map(({ page, part, first: from, last: through, chain }) => {
          return { page, part, first: from, last: through, chain: Buffer.from(chain).toString("hex") };
        }),
    );
  }

  hasTrade({ key, seq }: LedgerMark): Promise<boolean> {
    return this.#call(() => (this.trades.get(key)?.updatedSeq ?? 0) >= seq);
  }

  findHoles(last: number): Promise<Hole[]> {
    return this.#call(() => {
      const whole = new Set(
        this.pages
          .filter((page) => page.first === firstSeqOf(page.page) && page.last === lastSeqOf(page.page))
          .map(({ page }) => page),
      );
      const holes: Hole[] = [];
      for (let page = 1; page <= last; page++) {
        if (whole.has(page)) continue;
        const newest = holes.at(-1);
        if (newest?.last === firstSeqOf(page) - 1)
          holes[holes.length - 1] = { first: newest.first, last: lastSeqOf(page) };
        else holes.push({ first: firstSeqOf(page), last: lastSeqOf(page) });
      }
      return holes.slice(0, HOLES_MAX);
    });
  }

  writePart(part: PartText): Promise<void> {
    return this.#call(() => {
      const name = `${part.page} ${part.part}`;
      if (part.last > (this.parts.get(name)?.last ?? 0)) this.parts.set(name, part);
    });
  }

  clearPage(page: number): Promise<void> {
    return this.#call(() => {
      for (const [name, part] of this.parts) if (part.page === page) this.parts.delete(name);
    });
  }

  writeTrades(trades: readonly Trade[]): Promise<LedgerMark | null> {
    return this.#call(() => {
      let mark: LedgerMark | null = null;
      for (const trade of trades) {
        if (trade.updatedSeq <= (this.trades.get(trade.key)?.updatedSeq ?? 0)) continue;
        this.trades.set(trade.key, trade);
        mark = { openedAtMs: Date.parse(trade.openedAt), key: trade.key, generation: 0, seq: trade.updatedSeq };
      }
      return mark;
    });
  }

  async *readParts({ low, high }: { readonly low: number; readonly high: number }): AsyncGenerator<PartText> {
    for (const part of this.#sorted()) {
      if (part.last <= low || part.first > high) continue;
      yield await this.#call(() => part);
    }
  }

  dropStaleTrades(): Promise<void> {
    return this.#call(() => {});
  }

  #sorted(): PartText[] {
    return [...this.parts.values()].toSorted((a, b) => a.page - b.page || a.part - b.part);
  }

  async #call<Result>(work: () => Result): Promise<Result> {
    const fault = this.fault();
    this.writes++;
    this.pending++;
    await this.delay();
    this.pending--;
    if (fault === "hang") return new Promise(() => {});
    if (fault === "before") throw new Error("D1_ERROR: the database is gone");
    const result = work();
    if (fault === "after") throw new Error("D1_ERROR: the answer was lost");
    return result;
  }
}
