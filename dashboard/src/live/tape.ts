/**
 * The events that this page holds, newest first. What arrives is gathered and shown at most once a frame, so that a burst is
 * one insertion. Holds a bounded number of events: what falls off the end is read from the history again when somebody scrolls
 * there.
 */
import type { TradeEvent } from "fillcast";
import { nextFrame, type Schedule } from "../browser/frame.ts";
import { Watched } from "../browser/watched.ts";

export interface TapeRow {
  readonly event: TradeEvent;
  /** It happened before this page was listening, or while it was away. */
  readonly replayed: boolean;
  /** It was replayed because this page had lost its connection, after it had caught up once. */
  readonly recovered: boolean;
}
export interface TapeView {
  /** Newest first, by seq without a gap. */
  readonly rows: readonly TapeRow[];
  /** Rows ever put on top; what a frozen reader compares to say "37 new". */
  readonly received: number;
  /** The rows are those of an earlier visit, current at this instant (ms since 1970); null from the first event of this one. */
  readonly asOf: number | null;
}
/** What an earlier visit kept. */
export interface EarlierTape {
  /** Newest first, by seq without a gap. */
  readonly events: readonly TradeEvent[];
  /** When they were current, ms since 1970. */
  readonly at: number;
}

const EMPTY: TapeView = { rows: [], received: 0, asOf: null };
/** Events kept in memory. */
export const TAPE_MAX_EVENTS = 100_000;
/** An external store for `useSyncExternalStore`; `view` is immutable and replaced as a whole. */
export class Tape extends Watched {
  view: TapeView = EMPTY;
  readonly #schedule: Schedule;
  readonly #shown = new Set<(rows: readonly TapeRow[]) => void>();
  readonly #replaced = new Set<() => void>();
  #waiting: TapeRow[] = [];
  #caughtUp = false;

  /** Shows what an earlier visit kept until this one has something. */
  constructor(schedule: Schedule = nextFrame, earlier: EarlierTape | null = null) {
    super();
    this.#schedule = schedule;
    if (earlier === null || earlier.events.length === 0) return;
    const rows = earlier.events.map((event): TapeRow => ({ event, replayed: true, recovered: false }));
    this.view = { rows, received: 0, asOf: earlier.at };
  }

  /** Takes events in order of seq; they show with the next frame. */
  push(events: readonly TradeEvent[], replayed: boolean): void {
    if (events.length === 0) return;
    const idle = this.#waiting.length === 0;
    const recovered = replayed && this.#caughtUp;
    for (const event of events) this.#waiting.push({ event, replayed, recovered });
    if (idle) this.#schedule(this.#flush);
  }

  /** What is replayed from now on was missed by an open page; and where nothing was replayed, there is nothing. */
  caughtUp(): void {
    this.#caughtUp = true;
    if (this.view.asOf !== null && this.#waiting.length === 0) this.clear();
  }

  /** Puts events from the history below the oldest; any order, repeats are dropped. */
  addOlder(events: readonly TradeEvent[]): void {
    const oldest = this.view.rows.at(-1)?.event.seq ?? Number.POSITIVE_INFINITY;
    const older = events
      .filter((event) => event.seq < oldest)
      .sort((a, b) => b.seq - a.seq)
      .map((event): TapeRow => ({ event, replayed: true, recovered: false }));
    if (older.length === 0) return;
    this.view = { ...this.view, rows: this.view.rows.concat(older).slice(0, TAPE_MAX_EVENTS) };
    this.#replace();
  }

  /** Forgets everything: the log began a new life. */
  clear(): void {
    this.#waiting = [];
    this.view = EMPTY;
    this.#replace();
  }

  /** Calls back once all that was taken is shown; at once where nothing waits. */
  settled(callback: () => void): void {
    if (this.#waiting.length === 0) callback();
    else this.#schedule(() => this.settled(callback));
  }

  readonly getView = (): TapeView => this.view;

  /** Hears of each insertion, oldest first, right after React was notified; the frame that shows it is being made. */
  onShown(listener: (rows: readonly TapeRow[]) => void): () => void {
    this.#shown.add(listener);
    return () => this.#shown.delete(listener);
  }

  /** Hears of a view that is no insertion on top of the one before. */
  onReplaced(listener: () => void): void {
    this.#replaced.add(listener);
  }

  #replace(): void {
    this.changed();
    for (const listener of this.#replaced) listener();
  }

  readonly #flush = (): void => {
    const arrived = this.#waiting;
    if (arrived.length === 0) return;
    this.#waiting = [];
    const isFirst = this.view.asOf !== null;
    const rows = arrived.toReversed().concat(isFirst ? [] : this.view.rows);
    if (rows.length > TAPE_MAX_EVENTS) rows.length = TAPE_MAX_EVENTS;
    this.view = { rows, received: this.view.received + arrived.length, asOf: null };
    if (isFirst) this.#replace();
    else this.changed();
    for (const listener of this.#shown) listener(arrived);
  };
}
