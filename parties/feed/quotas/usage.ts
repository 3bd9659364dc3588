/**
 * What each key has stored today (a UTC day of the room's clock): from the log itself, so that a nap forgets nothing and
 * nothing is written for it. Sealed pages have it in their rows, the open one is added up.
 */
import type { Log } from "../log/log.ts";

export interface Use {
  events: number;
  bytes: number;
}

const DAY_MS = 24 * 60 * 60 * 1_000;

export class Usage {
  readonly #keys = new Map<string, Use>();
  readonly #feed: Use = { events: 0, bytes: 0 };
  #day: number;

  constructor(log: Log, nowMs: number) {
    this.#day = dayOf(nowMs);
    for (const { key, events, bytes } of log.useSince(this.#day * DAY_MS)) this.#add(key, events, bytes);
  }

  /** What a key has used today; all keys together without one. */
  of(key: string | null, nowMs: number): Readonly<Use> {
    this.#turn(nowMs);
    return key === null ? this.#feed : (this.#keys.get(key) ?? { events: 0, bytes: 0 });
  }

  /** The keys that have used something today. */
  keys(nowMs: number): Iterable<string> {
    this.#turn(nowMs);
    return this.#keys.keys();
  }

  note(key: string, events: number, bytes: number, nowMs: number): void {
    this.#turn(nowMs);
    this.#add(key, events, bytes);
  }

  #add(key: string, events: number, bytes: number): void {
    const use = this.#keys.get(key) ?? { events: 0, bytes: 0 };
    use.events += events;
    use.bytes += bytes;
    this.#keys.set(key, use);
    this.#feed.events += events;
    this.#feed.bytes += bytes;
  }

  /** A new day begins with nothing; a clock that is set back begins none. */
  #turn(nowMs: number): void {
    if (dayOf(nowMs) <= this.#day) return;
    this.#day = dayOf(nowMs);
    this.#keys.clear();
    this.#feed.events = 0;
    this.#feed.bytes = 0;
  }
}

/** Until the next day begins, whole seconds from 1. */
export function untilNextDayS(nowMs: number): number {
  return Math.max(1, Math.ceil(((dayOf(nowMs) + 1) * DAY_MS - nowMs) / 1_000));
}

function dayOf(ms: number): number {
  return Math.floor(ms / DAY_MS);
}
