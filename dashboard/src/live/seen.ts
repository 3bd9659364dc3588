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

export function forgetSeen(feed: string): void {
  writeStored("device", nameOf(feed), null);
}
