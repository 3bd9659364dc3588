/**
 * A token bucket for each name: a burst, then a steady rate. Holds a bounded number of names; a name that was dropped starts
 * over. Time is a parameter.
 */
import { BoundedMap } from "@fillcast/protocol";

interface Bucket {
  readonly tokens: number;
  /** When it held these tokens, ms since 1970. */
  readonly atMs: number;
}

const NAMES_MAX = 1_000;

export class Pace {
  readonly #burst: number;
  readonly #perSecond: number;
  /** The name that was last asked for is the last. */
  readonly #buckets = new BoundedMap<string, Bucket>(NAMES_MAX);

  constructor(burst: number, perSecond: number) {
    this.#burst = burst;
    this.#perSecond = perSecond;
  }

  /** Takes one of a name's tokens; false where it has none left. */
  take(name: string, nowMs: number): boolean {
    const { tokens: had, atMs } = this.#buckets.get(name) ?? { tokens: this.#burst, atMs: nowMs };
    const sinceMs = Math.max(0, nowMs - atMs);
    const tokens = Math.min(this.#burst, had + (sinceMs / 1_000) * this.#perSecond);
    const taken = tokens >= 1;
    this.#buckets.set(name, { tokens: taken ? tokens - 1 : tokens, atMs: nowMs });
    return taken;
  }
}
