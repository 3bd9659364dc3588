/**
 * How long a bot is usually quiet between its events, from the newest events that the page holds. Kept up from one insertion to
 * the next, and said again at intervals: a habit does not change with one event.
 */
import { Watched } from "../browser/watched.ts";
import type { Tape, TapeRow } from "./tape.ts";

/** Fewer gaps than this are no habit. */
const MIN_GAPS = 8;
/** The newest gaps of a bot that are looked at. */
const KEPT_GAPS = 250;
/** Bots that are remembered; the state names no more. */
const KEPT_BOTS = 1_000;
/** Between two reckonings. */
const EVERY_MS = 10_000;

interface Heard {
  newestAt: number;
  /** Oldest first. */
  readonly gaps: number[];
}

/** An external store: by bot, the gap in ms that nine of ten gaps between its events stay under; bots with too few events are not in it. */
export class UsualGaps extends Watched {
  readonly #tape: Tape;
  readonly #bots = new Map<string, Heard>();
  readonly #now: () => number;
  #view: ReadonlyMap<string, number> = new Map();
  #reckonedAt = -Infinity;
  #newestSeq = 0;

  constructor(tape: Tape, now: () => number = () => performance.now()) {
    super();
    this.#tape = tape;
    this.#now = now;
    this.#begin();
    tape.onShown((rows) => this.#hear(rows));
    tape.onReplaced(() => this.#begin());
  }

  readonly getView = (): ReadonlyMap<string, number> => this.#view;

  /** The tape has other rows than were added to it one by one. */
  #begin(): void {
    this.#bots.clear();
    this.#newestSeq = 0;
    this.#hear(this.#tape.view.rows.slice(0, KEPT_GAPS * MIN_GAPS).toReversed());
    this.#reckon();
  }

  /** Oldest first. */
  #hear(rows: readonly TapeRow[]): void {
    for (const { event } of rows) {
      if (event.seq <= this.#newestSeq) continue;
      this.#newestSeq = event.seq;
      const heard = this.#bots.get(event.bot);
      if (heard === undefined) {
        if (this.#bots.size < KEPT_BOTS) this.#bots.set(event.bot, { newestAt: event.at, gaps: [] });
        continue;
      }
      heard.gaps.push(event.at - heard.newestAt);
      heard.newestAt = event.at;
      if (heard.gaps.length >= 2 * KEPT_GAPS) heard.gaps.splice(0, heard.gaps.length - KEPT_GAPS);
    }
    if (this.#now() - this.#reckonedAt >= EVERY_MS) this.#reckon();
  }

  #reckon(): void {
    this.#reckonedAt = this.#now();
    const usual = new Map<string, number>();
    for (const [bot, { gaps }] of this.#bots) {
      if (gaps.length < MIN_GAPS) continue;
      const sorted = gaps.slice(-KEPT_GAPS).sort((a, b) => a - b);
      usual.set(bot, sorted[Math.ceil(sorted.length * 0.9) - 1] ?? 0);
    }
    this.#view = usual;
    this.changed();
  }
}
