/**
 * A bounded list of a feed's newest events, to show them. Each event is in it once, whatever is replayed. When the feed
 * cannot continue, the list is emptied, because older events do not connect to newer ones.
 */
import type { Position } from "@fillcast/protocol";
import type { Feed } from "./api.ts";
import type { TradeEvent } from "./trade-event.ts";

/** The newest events of a feed, as an external store (`useSyncExternalStore` and its like). */
export interface EventList {
  /** Newest first; the same array until something comes. */
  readonly events: () => readonly TradeEvent[];
  /** Called after any change; the answer ends that. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Keeps what this feed delivers from now on; the answer ends that. Call it right after `connect`. */
  readonly follow: (feed: Feed) => () => void;
}

/** What a tape needs beside it, to keep list and position together. */
export interface KeptEvents extends EventList {
  /** Puts in what was kept up to this position. */
  readonly restore: (events: readonly TradeEvent[], position: Position) => void;
  /** What is kept up to this position: the list may be ahead of it. */
  readonly upTo: (position: Position) => readonly TradeEvent[];
}

/** An empty list of at most `limit` events. */
export function keepEvents(limit: number): KeptEvents {
  let kept: readonly TradeEvent[] = [];
  let epoch = "";
  const listeners = new Set<() => void>();
  const set = (next: readonly TradeEvent[]): void => {
    kept = next;
    for (const listener of listeners) listener();
  };
  const add = (events: readonly TradeEvent[], { epoch: of }: Position): void => {
    const before = of === epoch ? kept : [];
    const newest = before[0]?.seq ?? 0;
    epoch = of;
    const fresh = events.filter(({ seq }) => seq > newest);
    if (fresh.length > 0) set([...fresh].reverse().concat(before).slice(0, limit));
  };
  return {
    events: () => kept,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    follow(feed) {
      const offEvents = feed.on("events", ({ events, position }) => add(events, position));
      const offReset = feed.on("reset", ({ filled }) => (filled ? undefined : set([])));
      return () => {
        offEvents();
        offReset();
      };
    },
    restore(events, position) {
      ({ epoch } = position);
      set(events.slice(0, limit));
    },
    upTo: (position) => (position.epoch === epoch ? kept.filter(({ seq }) => seq <= position.seq) : []),
  };
}
