/**
 * The last state that this browser had of a feed, for a page that opens without a line to it: shown greyed, with its age. Kept
 * where the key is kept, and gone with it.
 */
import type { Feed, FeedState } from "fillcast";
import { type Keeping, readStored, writeStored } from "../access/credentials.ts";

export interface LastState {
  readonly state: FeedState;
  /** When it was current, ms since 1970. */
  readonly at: number;
}

const SAVE_EVERY_MS = 10_000;

const nameOf = (feed: string): string => `fillcast.state.${feed}`;

export function loadLastState(keeping: Keeping, feed: string): LastState | null {
  try {
    const value = JSON.parse(readStored(keeping, nameOf(feed)) ?? "null") as Partial<LastState> | null;
    return typeof value?.at === "number" && Array.isArray(value.state?.totals)
      ? { at: value.at, state: value.state }
      : null;
  } catch {
    return null;
  }
}

export function forgetLastState(feed: string): void {
  writeStored("tab", nameOf(feed), null);
  writeStored("device", nameOf(feed), null);
}

/** Saves the state now and then while it changes, and when the page is left. */
export function keepLastState(feed: Feed, name: string, keeping: Keeping, signal: AbortSignal): void {
  let savedAt = 0;
  let saved: FeedState | null = null;
  const save = (): void => {
    const { state, status } = feed;
    if (state === null || state === saved || status.phase !== "live") return;
    saved = state;
    savedAt = Date.now();
    writeStored(keeping, nameOf(name), JSON.stringify({ state, at: savedAt } satisfies LastState));
  };
  feed.on("state", () => {
    if (Date.now() - savedAt > SAVE_EVERY_MS) save();
  });
  feed.on("status", save);
  document.addEventListener("visibilitychange", save, { signal });
  window.addEventListener("pagehide", save, { signal });
}
