/**
 * How far the archive is, and what it still has to get: the room's side of D1. Owns the watermark, the trades that the ledger
 * lacks, failures in a row and the bytes that wait. Publishing never waits for it.
 */
import { ARCHIVE_RUN_MS } from "./alarm.ts";
import { describeError, flush, type FlushOutcome } from "./flush.ts";
import type { PageText } from "../../src/archive/page.ts";
import type { Log } from "./log.ts";
import type { Trade } from "@fillcast/protocol";

/** The archive of one feed in its present epoch. Both calls may be repeated and may fail. */
export interface Archive {
  /** `mismatch` where the archive holds another history under this epoch, from `page` on. */
  writePage(page: PageText): Promise<{ readonly kind: "ok" } | { readonly kind: "mismatch"; readonly page: number }>;
  writeTrades(trades: readonly Trade[]): Promise<void>;
}

export class Archiving {
  readonly #log: Log;
  #archived: number;
  #waitingBytes: number;
  /** Changed and not in the ledger, by key; the newest wins. */
  readonly #unledgered = new Map<string, Trade>();
  #failures = 0;
  #unfinished = false;
  #lastError: { readonly text: string; readonly at: number } | null = null;
  #lastSuccessAt: number | null = null;
  #running: Promise<FlushOutcome> | null = null;

  constructor(log: Log, archived: number, unledgered: readonly Trade[]) {
    this.#log = log;
    this.#archived = archived;
    this.#waitingBytes = log.bytesAfter(archived);
    this.noteTrades(unledgered);
  }

  /** Everything up to here is in the archive for sure. */
  get archived(): number {
    return this.#archived;
  }

  get unledgered(): Trade[] {
    return [...this.#unledgered.values()];
  }

  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  get failures(): number {
    return this.#failures;
  }

  get unfinished(): boolean {
    return this.#unfinished;
  }

  get lastError(): { readonly text: string; readonly at: number } | null {
    return this.#lastError;
  }

  /** When the archive was last level with the log, ms since 1970; null where not since the room woke. */
  get lastSuccessAt(): number | null {
    return this.#lastSuccessAt;
  }

  get behind(): boolean {
    return this.#archived < this.#log.head.seq || this.#unledgered.size > 0;
  }

  noteAppended(bytes: number): void {
    this.#waitingBytes += bytes;
  }

  noteTrades(trades: Iterable<Trade>): void {
    for (const trade of trades) this.#unledgered.set(trade.key, trade);
  }

  /** The archive failed outside a run of the drain. */
  noteFailure(error: unknown, nowMs: number): void {
    this.#failures++;
    this.#lastError = { text: describeError(error), at: nowMs };
  }

  /** One run of the drain; appends go on meanwhile, a second run joins the first. */
  run(archive: Archive, now: () => number): Promise<FlushOutcome> {
    this.#running ??= this.#drain(archive, now).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #drain(archive: Archive, now: () => number): Promise<FlushOutcome> {
    const outcome = await flush(
      {
        archived: this.#archived,
        head: () => this.#log.head.seq,
        readPage: (page) => this.#log.readPage(page),
        writePage: (page) => archive.writePage(page),
        unledgered: () => this.unledgered,
        noteLedgered: (trades) => {
          for (const trade of trades) if (this.#unledgered.get(trade.key) === trade) this.#unledgered.delete(trade.key);
        },
        writeTrades: (trades) => archive.writeTrades(trades),
        now,
      },
      now() + ARCHIVE_RUN_MS,
    );
    this.#archived = outcome.archived;
    this.#waitingBytes = this.#log.bytesAfter(outcome.archived);
    this.#unfinished = outcome.unfinished;
    this.#failures = outcome.error === null ? 0 : this.#failures + 1;
    if (outcome.error !== null) this.#lastError = { text: outcome.error, at: now() };
    else if (!outcome.unfinished) this.#lastSuccessAt = now();
    return outcome;
  }
}
