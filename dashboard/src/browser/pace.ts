/**
 * How often figures change before the reader's eyes. Lists of what happens draw each frame; beside them sums, states and tables of
 * bots, which many events change, at most twice a second: nobody reads faster, and a slow device has time for the lists. What
 * changes after a quiet half second shows at once, and all that waits shows together. Without a list, figures draw each frame too.
 */
import { afterWaiting, nextFrame, type Schedule } from "./frame.ts";

export const FIGURES_EVERY_MS = 500;

export class Pace {
  readonly #everyMs: () => number;
  readonly #waiting = new Set<() => void>();
  #ranAt = Number.NEGATIVE_INFINITY;
  #isSet = false;

  constructor(everyMs: () => number) {
    this.#everyMs = everyMs;
  }

  /** Runs it with the others that wait: a function that waits already is not run twice. */
  readonly soon: Schedule = (run) => {
    this.#waiting.add(run);
    if (this.#isSet) return;
    this.#isSet = true;
    const restMs = this.#ranAt + this.#everyMs() - performance.now();
    if (restMs <= 0) afterWaiting(this.#runAll);
    else setTimeout(() => nextFrame(this.#runAll), restMs);
  };

  /** Runs it, and all that waits, in this turn. */
  readonly now: Schedule = (run) => {
    this.#waiting.add(run);
    this.#runAll();
  };

  readonly #runAll = (): void => {
    const due = [...this.#waiting];
    this.#waiting.clear();
    this.#isSet = false;
    if (due.length === 0) return;
    this.#ranAt = performance.now();
    for (const run of due) run();
  };
}
