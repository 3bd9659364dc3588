/**
 * The way of one bot's messages into the spool, in their order. A full disk does not stop them: they wait in memory, as many as
 * fit, and are tried again; what does not fit is a gap, reported like any other.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { Item } from "../item.ts";
import { HELD_MESSAGES_MAX } from "../limits.ts";
import type { Spool } from "../spool.ts";

const RETRY_MS = 1_000;

export interface IntakeOptions {
  readonly spool: Pick<Spool, "put">;
  readonly say: (line: string) => void;
  /** Messages from then on were dropped, up to now. */
  readonly dropped: (fromMs: number) => void;
  readonly signal: AbortSignal;
}

export class Intake {
  readonly #options: IntakeOptions;
  #held: Item[] = [];
  #work: Promise<void> | null = null;
  #droppedFromMs: number | null = null;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  take(item: Item): void {
    if (this.#held.length >= HELD_MESSAGES_MAX) this.#droppedFromMs ??= item.at;
    else this.#held.push(item);
    this.#work ??= this.#empty().finally(() => (this.#work = null));
  }

  /** Resolves when nothing is held. */
  async settled(): Promise<void> {
    await this.#work;
  }

  async #empty(): Promise<void> {
    const { spool, say, dropped, signal } = this.#options;
    let isFull = false;
    while (this.#held.length > 0) {
      const batch = this.#held.slice();
      try {
        await spool.put(batch);
        this.#held = this.#held.slice(batch.length);
        if (isFull) say("What waited in memory is on disk.");
        isFull = false;
      } catch (error) {
        const { message } = error as Error;
        if (!isFull) say(`The spool takes nothing: ${message} Messages wait in memory until it does.`);
        isFull = true;
        if (signal.aborted) return;
        await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
    const fromMs = this.#droppedFromMs;
    this.#droppedFromMs = null;
    if (fromMs !== null) dropped(fromMs);
  }
}
