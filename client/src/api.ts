/**
 * The public shapes of the library: options, the feed, its status, events and figures. Types only; `connect` makes a feed.
 */
import type { FeedState, Position, ResetReason, VitalsByBot } from "@fillcast/protocol";
import type { FeedError } from "./error.ts";
import type { OpenSocket } from "./socket.ts";
import type { TradeEvent } from "./trade-event.ts";

/**
 * Where a position survives. `load` answers null where nothing is kept; the feed waits for it, and asks again where it fails.
 * `save` is called with positions whose events every handler has had, one call at a time.
 */
export interface PositionStore {
  load(): Promise<Position | null>;
  save(position: Position): Promise<void>;
}

/** The time and the timers that a feed uses; yours in a test, the platform's by default. */
export interface Clock {
  /** ms since 1970. */
  now(): number;
  setTimeout(callback: () => void, delayMs: number): unknown;
  clearTimeout(timer: unknown): void;
}

/** Where a feed begins when its store holds no position: now, the last N events, the events of `15m` (s, m, h, d), or a position of yours. */
export type Start = "live" | { readonly tail: number } | { readonly since: string } | Position;

/** Pauses that an app may want otherwise, ms, each from 100 to a day. */
export interface Pauses {
  /** The first attempt after a loss comes after anything from nothing to this, and each next one after twice as much; 1,000 by default. */
  readonly firstMs?: number | undefined;
  /** … and never after more than this, unless the server asks for it; 30,000 by default. */
  readonly maxMs?: number | undefined;
  /** Between looks at the connection; 4,500 by default. A dead one, or a lost last frame, is found that much later. */
  readonly pingMs?: number | undefined;
}

/** What a credential is fetched for: `connect` takes a key or a ticket, `history` (also where a gap is filled) a key. */
export type TokenUse = "connect" | "history";

/** What connects a feed in place of a WebSocket: `eventStream` of `fillcast/sse`. */
export type Transport = (options: ConnectOptions) => OpenSocket;

/** What `connect` takes. It throws a `FeedError` with code `invalid-option` where something of it cannot work. */
export interface ConnectOptions {
  /** The server, `https://…`; a path prefix is kept. */
  readonly url: string;
  /** The feed's id. */
  readonly feed: string;
  /**
   * A key or ticket, or a function that fetches one: called before each connection attempt, given 10 s, and before the log is
   * read. A function that throws is asked again, with growing pauses, unless it throws a `FeedError` that is not `retryable`: with
   * that the feed fails. One that answers null says that nobody is logged in: the feed fails with `logged-out`.
   */
  readonly token: string | ((use: TokenUse) => string | null | Promise<string | null>);
  /** `live` by default. */
  readonly start?: Start | undefined;
  /** `memory()` by default: continues after any disconnect, forgets with the page. */
  readonly store?: PositionStore | undefined;
  /** Only these types, bots and pairs, chosen by the server; lists are combined by AND, and an empty one counts as absent. */
  readonly filter?:
    | {
        readonly types?: readonly string[] | undefined;
        readonly bots?: readonly string[] | undefined;
        readonly pairs?: readonly string[] | undefined;
      }
    | undefined;
  /** Keep the feed's state (bots, trades, totals): a snapshot at each connection, then patches. */
  readonly state?: boolean | undefined;
  /** Aborting closes the feed. */
  readonly signal?: AbortSignal | undefined;
  readonly pauses?: Pauses | undefined;
  /** Takes over where the runtime has no WebSocket, or the network lets none through. */
  readonly fallback?: Transport | undefined;
  readonly clock?: Clock | undefined;
  /** For runtimes without a global one. */
  readonly WebSocket?: typeof WebSocket | undefined;
  readonly fetch?: typeof fetch | undefined;
}

/**
 * Why a feed waits before its next attempt: a close reason of the server (`room-restarting`, `slow-subscriber`,
 * `credentials-expired`, `heartbeat-missed`, `rate-limited`, `subscriber-limit`), the code of an error (`token-failed`,
 * `store-failed`, or that of a history request that fills a gap), or `network`.
 */
export type Reason = string;

/**
 * What the feed is doing. `live` means that everything up to the moment when the connection had caught up was delivered and
 * handled; from then on the newest `position` says how far handlers are. `attempt` counts from 1 and starts again after a
 * connection that held; `retryAt` is ms since 1970, and `error` the cause of the wait, where it is known (for `network` from
 * the third attempt on). `failed` is final until `reconnect()`: its error says what to do.
 */
export type Status =
  | { readonly phase: "connecting" | "replaying" | "live"; readonly attempt: number }
  | { readonly phase: "waiting"; readonly retryAt: number; readonly reason: Reason; readonly error?: FeedError }
  | { readonly phase: "offline" }
  | { readonly phase: "closed" }
  | { readonly phase: "failed"; readonly error: FeedError };

/** A run of events that arrived together. `position` is where the feed stands once they are handled: store it with their effect. */
export interface EventBatch {
  readonly events: readonly TradeEvent[];
  /** They happened before this connection was live. */
  readonly replay: boolean;
  readonly position: Position;
}

/** What `on` can listen to; it throws `invalid-option` for any other name. Handlers of `event`, `events`, `state`, `vitals` and `reset` are awaited, one after the other; the others are called immediately. */
export interface FeedEvents {
  event: TradeEvent;
  events: EventBatch;
  status: Status;
  state: FeedState;
  /** Of all bots behind a relay, whenever one of them changed. */
  vitals: VitalsByBot;
  /** The server could not continue from the position. `filled`: the gap was fetched from history and nothing is missing. */
  reset: { readonly reason: ResetReason; readonly filled: boolean };
  error: FeedError;
  /** Each step that the feed takes, for `fillcast/debug`. */
  debug: DebugEntry;
}

/** A step of a feed: what it heard, what it did about it, and where it stands. What is in it may change with any version. */
export interface DebugEntry {
  /** ms since 1970. */
  readonly at: number;
  readonly heard: { readonly kind: string };
  readonly did: readonly { readonly kind: string }[];
  readonly status: Status;
}

/** One figure over the last 15 minutes, at most 1,000 samples; ms. Percentiles are null without samples. */
export interface LatencyFigure {
  readonly count: number;
  readonly last: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
}

/** Measured on live events of this feed, never on replayed ones. */
export interface LatencyStats {
  /** From the edge, where the event reached the network, to this process; corrected by the clock offset. */
  readonly edgeToHere: LatencyFigure;
  /** From the producer's own clock to the edge; only where it sent a `ts` that is plausible (0 to 60 s earlier). */
  readonly botToEdge: LatencyFigure;
  /** Of heartbeats. */
  readonly roundTrip: LatencyFigure;
  /** Add it to this machine's clock to get the server's; null until measured. */
  readonly clockOffset: number | null;
  /** How far off `clockOffset`, and with it `edgeToHere`, may be: half the best round trip. */
  readonly uncertainty: number | null;
  /** Data centre of the newest live event, where known. */
  readonly colo: string | null;
}

/** What one live event took; null where it cannot be known. */
export interface EventLatency {
  readonly edgeToHere: number | null;
  readonly botToEdge: number | null;
}

/** Which part of the log `history` walks: oldest first, or, where `before` is given, newest first. */
export interface HistoryQuery {
  /** Events after this position; from the very first by default. */
  readonly after?: Position | undefined;
  /** Events before this one, back from it. */
  readonly before?: Position | undefined;
  readonly types?: readonly string[] | undefined;
  readonly bots?: readonly string[] | undefined;
  readonly pairs?: readonly string[] | undefined;
  /** By the room's clock, ms since 1970, inclusive. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Words, separated by spaces, that all occur in the event's texts: up to 8 in 100 characters. */
  readonly text?: string | undefined;
  /** Stop after this many events. */
  readonly limit?: number | undefined;
}

/** A live subscription. Made by `connect`, or by `fakeFeed` of `fillcast/testing`. Its functions need no `this`. */
export interface Feed {
  readonly status: Status;
  /** What all handlers have had. Null until the feed knows where it stands. */
  readonly position: Position | null;
  /** With `state: true`, the feed's state at `position` or later; null until the first snapshot. */
  readonly state: FeedState | null;
  /** What the bots' relays have read from their APIs last, by bot: open profit, what the account is worth. Empty without relays; all of them with `state: true`, else from the first change on. */
  readonly vitals: VitalsByBot;
  /** Registers a handler; the answer takes it away. A handler that throws is reported as `error` `handler-failed`, and the feed goes on. */
  readonly on: <Name extends keyof FeedEvents>(
    name: Name,
    handler: (value: FeedEvents[Name]) => void | Promise<void>,
  ) => () => void;
  /** Events from now on, one at a time: the feed waits for the loop's body, up to 30 s, and holds the server back where it is slow. Ends with the feed; throws where it fails, and `loop-abandoned` where the body took longer. */
  readonly events: () => AsyncIterable<TradeEvent>;
  /** Resolves when all that happened before was handled; rejects where the feed fails or is closed. */
  readonly caughtUp: () => Promise<Position>;
  /** Reads the log over HTTP, page by page as the loop asks. Needs a key: a ticket opens sockets only. */
  readonly history: (query?: HistoryQuery) => AsyncIterable<TradeEvent>;
  readonly latency: () => LatencyStats;
  /** What this event took; null for replayed and foreign ones. */
  readonly latencyOf: (event: TradeEvent) => EventLatency | null;
  /** Called after any change of status, position or state: for `useSyncExternalStore` and its like. */
  readonly subscribe: (listener: () => void) => () => void;
  /** A new connection now, from the same position; also out of `failed`. An attempt that is under way goes on. */
  readonly reconnect: () => void;
  /** The end: no handler is called after it. */
  readonly close: () => void;
}
