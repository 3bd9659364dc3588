/**
 * A token bucket for each name: so many at once, then so many a second. It holds a bounded number of names, and one that
 * was pushed out starts anew. Time comes in as a value.
 */

interface Bucket {
  readonly tokens: number;
  /** When it held so many, ms since 1970. */
  readonly atMs: number;
}

const NAMES_MAX = 1_000;

export class Pace {
  readonly #burst: number;
  readonly #perSecond: number;
  /** The name that was last asked for is the last. */
  readonly #buckets = new Map<string, Bucket>();

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
    this.#buckets.delete(name);
    this.#buckets.set(name, { tokens: taken ? tokens - 1 : tokens, atMs: nowMs });
    if (this.#buckets.size > NAMES_MAX) this.#buckets.delete(this.#buckets.keys().next().value!);
    return taken;
  }
}
