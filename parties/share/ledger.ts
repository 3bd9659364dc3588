/**
 * The closed trades of a link in memory while somebody looks. The ledger is read once; after that the room's state brings what
 * closes. The state has only the last hundred trades that ended, so the bots' own counts say whether one was missed; then the
 * ledger is read again, as it is every few minutes for corrections of older trades.
 */
import { SHARE_TRADES_MAX } from "@fillcast/protocol";
import type { RatedPage, RatedTrade } from "../../archive/trades.ts";
import type { LiveTrade } from "../feed/rpc.ts";
import { toClosedRow, toOpenRow, type ClosedRow, type OpenRow } from "./source.ts";

/** A trade takes some seconds to reach the ledger: no use in looking sooner. */
const MISSED_AFTER_MS = 30_000;
const CORRECTED_AFTER_MS = 5 * 60_000;

/** What the room says (`SharedRead.text`). */
export interface RoomTrades {
  readonly trades: readonly LiveTrade[];
  /** Of the link's bots, in all their life. */
  readonly closed: number;
}

export class ShareLedger {
  readonly #rows = new Map<string, ClosedRow>();
  #open: readonly OpenRow[] = [];
  #openedFrom: number | null = null;
  #readAtMs = -Infinity;
  /** What the room counted less what is here, when the ledger was read last. */
  #missing = 0;
  /** A read before said that as many are missing: they are not on their way. */
  #isSettled = false;
  /** The room has said something new since. */
  #hasChanged = false;

  get closed(): Iterable<ClosedRow> {
    return this.#rows.values();
  }

  get open(): readonly OpenRow[] {
    return this.#open;
  }

  get openedFrom(): number | null {
    return this.#openedFrom;
  }

  /** True if the ledger should be read, given what the room counts. */
  isDue({ closed }: Pick<RoomTrades, "closed">, nowMs: number): boolean {
    const ageMs = nowMs - this.#readAtMs;
    if (ageMs < MISSED_AFTER_MS) return false;
    const isMissed = closed - this.#rows.size !== this.#missing;
    const isOnItsWay = this.#missing > 0 && this.#openedFrom === null && !this.#isSettled;
    return isMissed || isOnItsWay || (this.#hasChanged && ageMs >= CORRECTED_AFTER_MS);
  }

  /** Takes over the ledger; the state's trades follow (`take`). */
  replace({ trades, openedFrom }: RatedPage, nowMs: number): void {
    this.#rows.clear();
    for (const trade of trades) this.#add(trade);
    this.#openedFrom = openedFrom;
    this.#readAtMs = nowMs;
    this.#hasChanged = false;
  }

  /** What the room says of its own trades, which is newer than any row; `isFresh` right after the ledger was read. */
  take({ trades, closed }: RoomTrades, isFresh: boolean): void {
    for (const trade of trades) {
      if (trade.status === "closed") this.#add(trade);
      else this.#rows.delete(trade.key);
    }
    this.#open = trades.flatMap((trade) => (trade.status === "open" ? (toOpenRow(trade) ?? []) : []));
    if (isFresh) {
      const missing = closed - this.#rows.size;
      this.#isSettled = missing === this.#missing;
      this.#missing = missing;
    } else this.#hasChanged = true;
    this.#bound();
  }

  #add(trade: RatedTrade & Pick<LiveTrade, "filledAt">): void {
    const row = toClosedRow(trade);
    if (row !== null && (this.#openedFrom === null || row.openedMs >= this.#openedFrom)) this.#rows.set(row.key, row);
  }

  /** The oldest go, and the view says from when on it counts. */
  #bound(): void {
    if (this.#rows.size <= SHARE_TRADES_MAX) return;
    const byOpening = [...this.#rows.values()].sort((a, b) => b.openedMs - a.openedMs);
    const rest = byOpening.slice(SHARE_TRADES_MAX);
    for (const { key } of rest) this.#rows.delete(key);
    this.#missing += rest.length;
    this.#openedFrom = byOpening[SHARE_TRADES_MAX - 1]!.openedMs;
  }
}
