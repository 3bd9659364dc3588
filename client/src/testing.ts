/**
 * For an app's own tests: a feed over an in-memory room and its own clock, with the real session inside. An app can test how
 * it handles replays, gaps, resets, refusals and silence without a server and without waiting.
 */
import { readVitals, type FeedState, type HeardVitals, type StatePatch } from "@fillcast/protocol";
import type { ConnectOptions, Feed } from "./api.ts";
import { createFeed } from "./core.ts";
import { createFakeClock } from "./fake-clock.ts";
import { completeEvent, makeUpEvent, type FakeEvent } from "./fake-event.ts";
import { createFakeRoom } from "./fake-room.ts";
import type { TradeEvent } from "./trade-event.ts";

export type { FakeEvent } from "./fake-event.ts";

const START_MS = 1_767_225_600_000;
const EMPTY: FeedState = { bots: {}, trades: {}, totals: [], days: [], locks: [] };

export interface FakeFeedOptions extends Partial<Pick<ConnectOptions, "start" | "store" | "filter" | "token">> {
  /** Drives jitter and the events that `publish()` makes up; the same seed gives the same course. */
  readonly seed?: number;
  /** The feed keeps its state, folded from what is published as the server does it; false for a feed without. Give a state to begin with. */
  readonly state?: boolean | FeedState;
  /** ms since 1970 at which the clock begins. */
  readonly now?: number;
}

/** A feed and the world that it lives in. Each promise resolves once the handlers have had all that follows. */
export interface FakeFeed {
  /** For `FeedProvider`, or for the code under test. It connects with the first promise below. */
  readonly feed: Feed;
  /** Publishes one event, several, or one made up. A `patch` is what they change in the state, in place of what the fold says. */
  readonly publish: (events?: FakeEvent | readonly FakeEvent[], patch?: StatePatch) => Promise<readonly TradeEvent[]>;
  /** A relay has read these from its bot's API: what is left out is null, or what the bot had before. */
  readonly setVitals: (bot: string, vitals?: Partial<HeardVitals>) => Promise<void>;
  /** Loses the next frame on its way: the feed notices by the frame after it, or by a pong within 7 s. */
  readonly drop: () => Promise<void>;
  /** The newest frame arrives again. */
  readonly duplicate: () => Promise<void>;
  /** The connection breaks; the feed comes back by itself, in its own time. */
  readonly disconnect: () => Promise<void>;
  /** The room forgets all that it has, and `everywhere` history too: who comes back from before is reset, and fills the gap or cannot. */
  readonly trim: (scope?: "room" | "everywhere") => Promise<void>;
  /** A new log begins: open connections close, and readers that reconnect get a reset. */
  readonly newEpoch: () => Promise<void>;
  /** The key is revoked: the feed fails. */
  readonly revoke: () => Promise<void>;
  /** The browser loses its network; the connection is gone with it. */
  readonly goOffline: () => Promise<void>;
  readonly goOnline: () => Promise<void>;
  /** Lets time pass. */
  readonly advance: (ms: number) => Promise<void>;
}

/** A feed without a server. */
export function fakeFeed(options: FakeFeedOptions = {}): FakeFeed {
  const { seed = 1, state = true, now = START_MS, token = "fake", ...rest } = options;
  const clock = createFakeClock(now);
  const room = createFakeRoom(clock, typeof state === "boolean" ? EMPTY : state);
  let online = true;
  let published = 0;
  const { feed, dispatch } = createFeed(
    { ...rest, url: "http://fake", feed: "fake", token, state: state !== false, clock, fetch: room.fetch },
    (query, events) => {
      if (online) return room.openSocket(query, events);
      clock.setTimeout(() => events.closed(1006, ""), 0);
      return { send: () => {}, close: () => {} };
    },
    seed,
  );
  const after = (change: () => void) => async (): Promise<void> => {
    // What is under way arrives first, so that the steps of a test do not mix.
    await clock.advance(0);
    change();
    await clock.advance(0);
  };
  const setOnline = (next: boolean): void => {
    online = next;
    if (!online) room.disconnect();
    dispatch({ kind: "surroundings", page: { online, awake: true } });
  };

  return {
    feed,
    async publish(events = makeUpEvent(seed, published), patch) {
      await clock.advance(0);
      const list = Array.isArray(events) ? (events as readonly FakeEvent[]) : [events as FakeEvent];
      const stored = room.append(
        list.map((event) => (state) => completeEvent(event, { published: published++, now: clock.now(), state })),
        patch,
      );
      await clock.advance(0);
      return stored as readonly TradeEvent[];
    },
    setVitals: (bot, vitals = {}) =>
      after(() => {
        const before = feed.vitals[bot] ?? readVitals({ vitals: {} })!;
        room.setVitals({ [bot]: { ...before, at: clock.now(), ...vitals } });
      })(),
    drop: after(room.loseFrame),
    duplicate: after(room.repeatFrame),
    disconnect: after(() => room.disconnect()),
    trim: (scope = "room") => after(() => room.trim(scope))(),
    newEpoch: after(() => {
      room.beginEpoch();
      room.disconnect();
    }),
    revoke: after(() => {
      room.refuse(4501);
      room.disconnect(4501);
    }),
    goOffline: after(() => setOnline(false)),
    goOnline: after(() => setOnline(true)),
    advance: clock.advance,
  };
}
