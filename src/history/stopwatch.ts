/**
 * Where a read's time went, summed by source, for its Server-Timing.
 */
import type { AppContext } from "../http/context.ts";
import { addTiming } from "../http/server-timing.ts";

export type Source = "room" | "d1" | "kv";

export class Stopwatch {
  readonly #spentMs = new Map<Source, number>();

  /** The promise's outcome; its wait is added to `source`. */
  async time<Value>(source: Source, promise: Promise<Value>): Promise<Value> {
    const startMs = performance.now();
    try {
      return await promise;
    } finally {
      this.#spentMs.set(source, (this.#spentMs.get(source) ?? 0) + performance.now() - startMs);
    }
  }

  /** Puts the sums on the answer that is about to be made. */
  report(c: AppContext): void {
    for (const [source, ms] of this.#spentMs) addTiming(c, source, ms);
  }
}
