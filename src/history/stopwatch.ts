/**
 * Where a read spent its time, summed by store, for Server-Timing.
 */
import type { AppContext } from "../http/context.ts";
import { addTiming } from "../http/server-timing.ts";

type Store = "room" | "d1" | "kv";

export class Stopwatch {
  readonly #spentMs = new Map<Store, number>();

  /** The promise's outcome; its wait is added to `store`. */
  async time<Value>(store: Store, promise: Promise<Value>): Promise<Value> {
    const startMs = performance.now();
    try {
      return await promise;
    } finally {
      this.#spentMs.set(store, (this.#spentMs.get(store) ?? 0) + performance.now() - startMs);
    }
  }

  /** Puts the sums on the answer that is about to be made. */
  report(c: AppContext): void {
    for (const [store, ms] of this.#spentMs) addTiming(c, store, ms);
  }
}
