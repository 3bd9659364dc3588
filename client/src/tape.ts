/**
 * A tape: the newest events of a feed, kept across reloads. It is the feed's position store too. Events and position are one
 * value, written at once: after a reload they fit together, so that no event is missing from the list and none is in it twice.
 */
import { decodeCursor, encodeCursor, isEvent, parseJson, type Position } from "@fillcast/protocol";
import type { PositionStore } from "./api.ts";
import { keepEvents, type EventList } from "./kept-events.ts";
import { readText } from "./store.ts";
import type { TradeEvent } from "./trade-event.ts";

export type { EventList } from "./kept-events.ts";

const LIMIT = 100;
/** Of a tape's text: five tapes of this size fit into a browser's storage, which has 5 MB for a whole origin. */
const TEXT_MAX_CHARS = 1_000_000;

export interface TapeOptions {
  /** Keep this many events, 100 by default. Those that do not fit into a million characters of JSON are not kept, oldest first. */
  readonly limit?: number;
}

/** Give it to `connect` as `store`, let it follow the feed, and show its events. */
export interface Tape extends EventList, PositionStore {}

/** Survives a reload of this tab. */
export function sessionTape(key: string, options: TapeOptions = {}): Tape {
  return createTape(() => sessionStorage, key, options);
}

/** Survives the browser's end; one tape for all tabs that use the key. */
export function localTape(key: string, options: TapeOptions = {}): Tape {
  return createTape(() => localStorage, key, options);
}

/** On servers and in some private windows there is no storage: then nothing was kept, and the feed reports each `save` as `store-failed`. */
function createTape(storage: () => Storage, key: string, { limit = LIMIT }: TapeOptions): Tape {
  const kept = keepEvents(limit);
  let isRestored = false;
  let isFollowing = false;
  const restore = (): Position | null => {
    isRestored = true;
    const stored = decodeTape(readText(storage, key));
    if (stored === null) return null;
    kept.restore(stored.events, stored.position);
    return stored.position;
  };
  return {
    subscribe: kept.subscribe,
    events() {
      // Shown from the first look on, before the feed has asked for its position.
      if (!isRestored) restore();
      return kept.events();
    },
    follow(feed) {
      isFollowing = true;
      return kept.follow(feed);
    },
    load: async () => restore(),
    async save(position) {
      if (!isFollowing) throw new Error("Call tape.follow(feed) right after connect: the tape would miss events.");
      const cursor = encodeCursor(position);
      // Never back: a slower tab cannot undo what a faster one has handled.
      if (cursor <= cursorOf(storage().getItem(key) ?? "")) return;
      storage().setItem(key, encodeTape(cursor, kept.upTo(position)));
    },
  };
}

/** The cursor, which sorts like the log, a line feed, and the events, newest first. */
function encodeTape(cursor: string, events: readonly TradeEvent[]): string {
  let chars = cursor.length + 3;
  const texts: string[] = [];
  for (const event of events) {
    const text = JSON.stringify(event);
    chars += text.length + 1;
    if (chars > TEXT_MAX_CHARS) break;
    texts.push(text);
  }
  return `${cursor}\n[${texts.join()}]`;
}

function cursorOf(text: string): string {
  return text.slice(0, Math.max(0, text.indexOf("\n")));
}

/** Null for what is no tape: then the feed begins as without one. */
function decodeTape(text: string): { readonly position: Position; readonly events: readonly TradeEvent[] } | null {
  const cursor = cursorOf(text);
  const position = decodeCursor(cursor);
  const events = position && parseJson(text.slice(cursor.length));
  if (!position || !Array.isArray(events)) return null;
  let below = position.seq + 1;
  for (const event of events as unknown[]) {
    if (!isEvent(event) || event.seq >= below) return null;
    below = event.seq;
  }
  return { position, events: events as readonly TradeEvent[] };
}
