/** The figures of the closed trades that are meant, kept up. */
import type { Trade } from "fillcast";
import type { ClosedFigures } from "./closed.ts";
import type { Kept } from "./kept.ts";
import { RunningFigures } from "./running.ts";

/** `isOwn` lets through trades of one book. */
export class BookFigures implements Kept<ClosedFigures> {
  readonly #isOwn: (trade: Trade) => boolean;
  readonly #running = new RunningFigures();

  constructor(isOwn: (trade: Trade) => boolean) {
    this.#isOwn = isOwn;
  }

  change(gone: readonly Trade[], came: readonly Trade[]): void {
    for (const trade of gone) if (this.#isOwn(trade)) this.#running.remove(trade);
    for (const trade of came) if (this.#isOwn(trade)) this.#running.add(trade);
  }

  get view(): ClosedFigures {
    return this.#running.figures;
  }
}
