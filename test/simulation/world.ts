/**
 * A world in one process: virtual time, seeded chance, and everything that happens in one order that the seed decides.
 */

interface Happening {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

export class World {
  now: number;
  readonly #random: () => number;
  readonly #queue: Happening[] = [];
  #order = 0;

  constructor(seed: number, startMs: number) {
    this.now = startMs;
    this.#random = mulberry32(seed);
  }

  /** From 0 to 1. */
  chance(): number {
    return this.#random();
  }

  /** True with this probability. */
  maybe(probability: number): boolean {
    return this.#random() < probability;
  }

  /** A whole number from `min` to `max`. */
  between(min: number, max: number): number {
    return min + Math.floor(this.#random() * (max - min + 1));
  }

  pick<Value>(values: readonly Value[]): Value {
    return values[this.between(0, values.length - 1)]!;
  }

  /** Runs something later; the answer takes it back. */
  after(ms: number, run: () => void): () => void {
    const happening = { at: this.now + Math.max(0, ms), order: this.#order++, run };
    let low = 0;
    for (let high = this.#queue.length; low < high;) {
      const middle = (low + high) >> 1;
      const other = this.#queue[middle]!;
      if (other.at > happening.at || (other.at === happening.at && other.order > happening.order)) low = middle + 1;
      else high = middle;
    }
    this.#queue.splice(low, 0, happening);
    return () => {
      const index = this.#queue.indexOf(happening);
      if (index !== -1) this.#queue.splice(index, 1);
    };
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(ms, resolve);
    });
  }

  /** Lets time pass until the condition holds, which is asked after each happening; false where it never does. */
  async run(untilMs: number, done: () => boolean = () => false): Promise<boolean> {
    for (;;) {
      // Promises of the code under test settle between two happenings.
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
      if (done()) return true;
      const next = this.#queue.at(-1);
      if (next === undefined || next.at > untilMs) {
        this.now = untilMs;
        return done();
      }
      this.#queue.pop();
      this.now = next.at;
      next.run();
    }
  }
}

/** A small generator of good enough numbers from a 32-bit seed. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
