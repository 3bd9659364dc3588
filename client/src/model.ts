/**
 * The session as values: its state, what can happen to it, and what it asks the shell to do. `session.ts` has the reducer.
 * All instants are ms since 1970 by the feed's clock; `generation` numbers connection attempts, so that whatever belongs to an
 * older one is recognised and dropped.
 */
import type {
  ByeFrame,
  FeedEvent,
  FeedState,
  Filter,
  Position,
  ResetReason,
  ServerFrame,
  StatePatch,
} from "@fillcast/protocol";
import type { Reason, Start } from "./api.ts";
import type { FeedError } from "./error.ts";

/** What never changes in a session. */
export interface Config {
  readonly start: Start;
  readonly filter: Filter;
  readonly state: boolean;
}

/**
 * `loading` the position → `token` asked for → `opening` the socket, until its welcome → `up` → `waiting` for the next
 * attempt. `closed` and `failed` are ends; `failed` can be left by a reconnect.
 */
export type Phase = "loading" | "token" | "opening" | "up" | "waiting" | "closed" | "failed";

/** Instants at which the session wants a `tick`. */
export interface Due {
  /** The next attempt. */
  retry?: number;
  /** An answer is missing: position, token, welcome or pong. */
  deadline?: number;
  ping?: number;
  ack?: number;
  /** Behind a pong's head without progress. */
  stall?: number;
  /** The connection has held: failures are forgotten. */
  stable?: number;
  /** The next try of a history page. */
  fill?: number;
}

/** A gap (seen, head] that is being read from history, and the frames that wait behind it. */
export interface Fill {
  readonly reason: ResetReason;
  readonly head: Position;
  readonly tries: number;
  readonly busy: boolean;
  readonly held: readonly ServerFrame[];
}

/** What is known of one attempt and its connection; each begins with nothing. */
export interface Link {
  /** What the server said before it closes. */
  bye?: ByeFrame;
  /** The server named the time of the next attempt: nothing but the user goes before it. */
  firm?: boolean;
  /** The snapshot has come, or the word that there is none yet. */
  snapshot?: boolean;
  fill?: Fill | undefined;
  /** `caught_up` was received; `live`: everything up to it was handled. */
  caughtUp?: boolean;
  live?: boolean;
  /** Handled, and the server was not told yet. */
  unackedBytes?: number;
  /** When the ping was sent that is not answered yet. */
  pingedAt?: number | undefined;
  sampledAt?: number;
  /** A pong was missed, another ping was sent, and nothing has been heard since. */
  probing?: boolean;
}

/** What the browser says about network, sight and life of the page. */
export interface Surroundings {
  readonly online: boolean;
  readonly visible: boolean;
  /** Not frozen and not in the back/forward cache. */
  readonly awake: boolean;
}

export interface Session {
  readonly config: Config;
  readonly page: Surroundings;
  readonly phase: Phase;
  readonly generation: number;
  /** The instant of the last step, and the state of the random numbers. */
  readonly now: number;
  readonly seed: number;
  readonly failures: number;
  readonly attempt: number;
  /** Why it waits. */
  readonly reason: Reason;
  /** Why it failed. */
  readonly error: FeedError | null;
  /** Received and queued for the handlers. */
  readonly seen: Position | null;
  /** Handled. */
  readonly position: Position | null;
  /** Size of what the handlers have not had yet; at least 1 for each item. */
  readonly pending: number;
  readonly due: Readonly<Due>;
  readonly link: Readonly<Link>;
}

/** What the handlers get, in this order and one at a time. `position` is where the feed stands after it, where it moves. */
export type Item = { readonly size: number } & (
  | {
      readonly kind: "events";
      readonly events: readonly FeedEvent[];
      readonly replay: boolean;
      readonly position: Position;
      readonly patch?: StatePatch | undefined;
    }
  | { readonly kind: "snapshot"; readonly state: FeedState }
  | { readonly kind: "presence"; readonly bots: { readonly [bot: string]: number } }
  | { readonly kind: "reset"; readonly reason: ResetReason; readonly filled: boolean; readonly position: Position }
);

export type Input =
  /** The store has answered; null where it has none or could not. */
  | { readonly kind: "loaded"; readonly position: Position | null }
  /** The token function has answered; null where it threw or rejected. */
  | { readonly kind: "token"; readonly generation: number; readonly token: string | null; readonly cause?: unknown }
  | { readonly kind: "text"; readonly generation: number; readonly text: string }
  /** 1000, 1005 or 1006 where it broke or never opened. */
  | { readonly kind: "closed"; readonly generation: number; readonly code: number; readonly reason: string }
  | { readonly kind: "tick" }
  /** The handlers have had an item, or, with size 0, a part of it. */
  | { readonly kind: "delivered"; readonly position: Position | null; readonly size: number }
  /** A history page; null where it could not be had, and `retryAfterMs` is null where trying again is of no use. */
  | {
      readonly kind: "page";
      readonly generation: number;
      readonly page: {
        readonly epoch: string | undefined;
        readonly events: readonly FeedEvent[];
        readonly size: number;
      } | null;
      readonly retryAfterMs: number | null;
    }
  | { readonly kind: "surroundings"; readonly page: Surroundings }
  | { readonly kind: "reconnect" }
  | { readonly kind: "close" };

export type Effect =
  | { readonly kind: "token"; readonly generation: number }
  | { readonly kind: "open"; readonly generation: number; readonly query: Readonly<Record<string, unknown>> }
  | { readonly kind: "drop" }
  | { readonly kind: "send"; readonly text: string }
  | { readonly kind: "ack"; readonly seq: number }
  | { readonly kind: "deliver"; readonly item: Item }
  | { readonly kind: "fetch"; readonly generation: number; readonly after: Position }
  /** Keep the session's position. */
  | { readonly kind: "save" }
  | { readonly kind: "error"; readonly error: FeedError }
  /** An answer to what was sent at `sent`, with the server's clock where it has it. */
  | { readonly kind: "answer"; readonly sent: number; readonly server?: number };

/** One step's own copy of the session, which its functions change, and the effects that they ask for. */
export type Draft = { -readonly [Key in keyof Session]: Session[Key] } & {
  due: Due;
  link: Link;
  readonly effects: Effect[];
};
