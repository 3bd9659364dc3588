/**
 * The last state that this browser had of a feed, and the newest events with it, for a page that opens without a line to it:
 * shown greyed, with their age. Kept where the key is kept, and gone with it.
 */
import type { Feed, FeedState, TradeEvent } from "fillcast";
import { serverNow } from "../browser/now.ts";
import { type Keeping, readStored, writeStored } from "../browser/stored.ts";
import type { Tape, TapeView } from "./tape.ts";

export interface LastState {
  readonly state: FeedState;
  /** Newest first. */
  readonly events: readonly TradeEvent[];
  /** When it was current by the server's clock, ms since 1970. */
  readonly at: number;
}

const SAVE_EVERY_MS = 10_000;
/** A screenful and more. */
const KEPT_EVENTS = 50;
/** An event may have 32 KiB, and a browser's storage about five million characters for everything. */
const KEPT_CHARS = 100_000;

const nameOf = (feed: string): string => `fillcast.state.${feed}`;

export function loadLastState(keeping: Keeping, feed: string): LastState | null {
  try {
    const value = JSON.parse(readStored(keeping, nameOf(feed)) ?? "null") as Partial<LastState> | null;
    return typeof value?.at === "number" && Array.isArray(value.state?.totals)
      ? { at: value.at, state: value.state, events: Array.isArray(value.events) ? value.events : [] }
      : null;
  } catch {
    return null;
  }
}

/** The newest of the events, newest first, as many as are kept. */
export function keptEvents(events: readonly TradeEvent[]): readonly TradeEvent[] {
  let chars = 0;
  const newest = events.slice(0, KEPT_EVENTS);
  const end = newest.findIndex((event) => (chars += JSON.stringify(event).length) > KEPT_CHARS);
  return end < 0 ? newest : newest.slice(0, end);
}

export function forgetLastState(feed: string): void {
  writeStored("tab", nameOf(feed), null);
  writeStored("device", nameOf(feed), null);
}

interface Watched {
  readonly feed: Feed;
  readonly tape: Tape;
}

/** Where it is kept. */
interface Place {
  /** The feed's. */
  readonly name: string;
  readonly keeping: Keeping;
}

/** Saves state and events now and then while it changes, and when the page is left. */
export function keepLastState({ feed, tape }: Watched, { name, keeping }: Place, signal: AbortSignal): void {
  let savedAt = 0;
  let saved: { readonly state: FeedState; readonly view: TapeView } | null = null;
  const save = (): void => {
    const { state, status } = feed;
    const { view } = tape;
    if (state === null || status.phase !== "live" || (state === saved?.state && view === saved.view)) return;
    saved = { state, view };
    savedAt = Date.now();
    const events = keptEvents(view.rows.slice(0, KEPT_EVENTS).map(({ event }) => event));
    writeStored(keeping, nameOf(name), JSON.stringify({ state, events, at: serverNow() } satisfies LastState));
  };
  feed.on("state", () => {
    if (Date.now() - savedAt > SAVE_EVERY_MS) save();
  });
  // Live is said before what was replayed is in the tape.
  feed.on("status", () => tape.settled(save));
  document.addEventListener("visibilitychange", save, { signal });
  window.addEventListener("pagehide", save, { signal });
}
