/**
 * For an app's own tests: a feed over an in-memory room and a clock of its own, with the real session inside. What an app does
 * about replays, gaps, resets, refusals and silence can be tested without a server, and without waiting.
 */
import type { FeedEvent, FeedState, JsonObject, StatePatch } from "@fillcast/protocol";
import type { ConnectOptions, Feed } from "./api.ts";
import { createFeed } from "./core.ts";
import { createFakeClock } from "./fake-clock.ts";
import { createFakeRoom } from "./fake-room.ts";
import type { TradeEvent } from "./trade-event.ts";

const START_MS = 1_767_225_600_000;
const EMPTY: FeedState = { bots: {}, trades: {}, totals: [], days: [], locks: [] };
const PAIRS = ["BTC/USDT", "ETH/USDT", "SOL/USDT"] as const;
/** From the edge to here, as each event says. */
const EDGE_MS = 12;

export interface FakeFeedOptions extends Partial<Pick<ConnectOptions, "start" | "store" | "filter" | "token">> {
  /** Drives jitter and the events that `publish()` makes up; the same seed gives the same course. */
  readonly seed?: number;
  /** The room's first state; then the feed keeps its state. */
  readonly state?: FeedState;
  /** ms since 1970 at which the clock begins. */
  readonly now?: number;
}

/** An event to publish: `type` is enough, the rest is made up. */
export type FakeEvent = Partial<Omit<TradeEvent, "type" | "seq" | "at" | "data">> & {
  readonly type: TradeEvent["type"];
  readonly data?: TradeEvent["data"];
};

/** A feed and the world that it lives in. Each promise resolves once the handlers have had all that follows. */
export interface FakeFeed {
  /** For `FeedProvider`, or for the code under test. It connects with the first promise below. */
  readonly feed: Feed;
  /** Publishes one event, several, or one made up; `patch` is what they change in the state. */
  readonly publish: (events?: FakeEvent | readonly FakeEvent[], patch?: StatePatch) => Promise<readonly TradeEvent[]>;
  /** Loses the next frame on its way: the feed notices by the frame after it, or by a pong within 7 s. */
  readonly drop: () => Promise<void>;
  /** The newest frame arrives again. */
  readonly duplicate: () => Promise<void>;
  /** The connection breaks; the feed comes back by itself, in its own time. */
  readonly disconnect: () => Promise<void>;
  /** The room forgets all that it has, and `everywhere` history too: who comes back from before is reset, and fills the gap or cannot. */
  readonly trim: (scope?: "room" | "everywhere") => Promise<void>;
  /** The log begins anew: open connections end, and who comes back is reset. */
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
  const { seed = 1, state, now = START_MS, token = "fake", ...rest } = options;
  const clock = createFakeClock(now);
  const room = createFakeRoom(clock, state ?? EMPTY);
  let online = true;
  let published = 0;
  const { feed, dispatch } = createFeed(
    { ...rest, url: "http://fake", feed: "fake", token, state: state !== undefined, clock, fetch: room.fetch },
    (query, events) => {
      if (online) return room.openSocket(query, events);
      clock.setTimeout(() => events.closed(1006, ""), 0);
      return { send: () => {}, close: () => {} };
    },
    seed,
  );
  const after = (change: () => void) => async (): Promise<void> => {
    // What is under way arrives first: each step of a test is told from the next.
    await clock.advance(0);
    change();
    await clock.advance(0);
  };
  const setOnline = (next: boolean): void => {
    online = next;
    if (!online) room.disconnect();
    dispatch({ kind: "surroundings", page: { online, awake: true } });
  };
  const complete = (event: FakeEvent): Omit<FeedEvent, "seq" | "at"> => {
    published++;
    const { type, data = {}, ...given } = event;
    const edge = { at: clock.now() - EDGE_MS };
    return { id: `fake-${published}`, bot: "bot-1", source: "api", edge, ...given, type, data: data as JsonObject };
  };
  const makeUp = (): FakeEvent => {
    const pick = (seed + published * 7) % PAIRS.length;
    return { type: published % 2 === 0 ? "entry_fill" : "exit_fill", pair: PAIRS[pick]! };
  };

  return {
    feed,
    async publish(events = makeUp(), patch) {
      await clock.advance(0);
      const list = Array.isArray(events) ? (events as readonly FakeEvent[]) : [events as FakeEvent];
      const stored = room.append(list.map(complete), patch);
      await clock.advance(0);
      return stored as readonly TradeEvent[];
    },
    drop: after(room.loseFrame),
    duplicate: after(room.repeatFrame),
    disconnect: after(() => room.disconnect()),
    trim: (scope = "room") => after(() => room.trim(scope === "everywhere"))(),
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
