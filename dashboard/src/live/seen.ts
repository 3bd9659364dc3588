/**
 * The position last seen: the newest event that was on a visible screen, which is behind the position last received when the
 * tab was hidden. It outlives the page, so that "while you were away" counts from what the user's eyes had.
 */
import type { Position, Total } from "fillcast";
import { readStored, writeStored } from "../browser/stored.ts";

export interface Seen extends Position {
  /** When it was on screen, ms since 1970. */
  readonly at: number;
  /** The server's totals then; null where there was no state, or an earlier version of this page kept none. */
  readonly totals: readonly Total[] | null;
}

const nameOf = (feed: string): string => `fillcast.seen.${feed}`;

export function loadSeen(feed: string): Seen | null {
  try {
    const value = JSON.parse(readStored("device", nameOf(feed)) ?? "null") as Partial<Seen> | null;
    if (typeof value?.epoch !== "string" || !Number.isSafeInteger(value.seq) || typeof value.at !== "number")
      return null;
    const totals = Array.isArray(value.totals) ? value.totals : null;
    return { epoch: value.epoch, seq: value.seq as number, at: value.at, totals };
  } catch {
    return null;
  }
}

/** Saves a position that is not older only: another tab may be ahead. */
export function saveSeen(feed: string, seen: Seen): void {
  const saved = loadSeen(feed);
  if (saved !== null && saved.epoch === seen.epoch && saved.seq > seen.seq) return;
  writeStored("device", nameOf(feed), JSON.stringify(seen));
}

/** Storage waits for the disk: a busy feed paints many times in a second. */
const SAVE_EVERY_MS = 1_000;

/** Saves what was seen last: at once after a pause, else at intervals, and when the page is left. */
export class SeenKeeper {
  readonly #feed: string;
  #waiting: Seen | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(feed: string, signal: AbortSignal) {
    this.#feed = feed;
    document.addEventListener("visibilitychange", this.#save, { signal });
    window.addEventListener("pagehide", this.#save, { signal });
    signal.addEventListener("abort", () => this.#end());
  }

  note(seen: Seen): void {
    this.#waiting = seen;
    if (this.#timer !== undefined) return;
    this.#save();
    this.#timer = setTimeout(this.#after, SAVE_EVERY_MS);
  }

  readonly #after = (): void => {
    this.#timer = this.#waiting === null ? undefined : setTimeout(this.#after, SAVE_EVERY_MS);
    this.#save();
  };

  readonly #save = (): void => {
    if (this.#waiting !== null) saveSeen(this.#feed, this.#waiting);
    this.#waiting = null;
  };

  /** Nothing is saved after its end: the key may have been forgotten, and the feed with it. */
  #end(): void {
    clearTimeout(this.#timer);
    this.#waiting = null;
  }
}

export function forgetSeen(feed: string): void {
  writeStored("device", nameOf(feed), null);
}
