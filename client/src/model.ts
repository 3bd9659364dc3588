/**
 * The session as values: its state, what can happen to it, and what it asks the shell to do. `session.ts` has the reducer.
 * All instants are ms since 1970 by the feed's clock; `generation` numbers connection attempts, so that whatever belongs to an
 * older one is recognised and dropped.
 */
import type {
  ByeFrame,
  FeedEvent,
  FeedState,
  PresenceFrame,
  Filter,
  Position,
  ResetReason,
  ServerFrame,
  SnapshotFrame,
  StatePatch,
  VitalsByBot,
} from "@fillcast/protocol";
import type { Pauses, Start, Status } from "./api.ts";
import type { FeedError } from "./error.ts";
import type { HistoryPage } from "./history.ts";

/** What never changes in a session. */
export interface Config {
  readonly start: Start;
  readonly filter: Filter;
  readonly state: boolean;
  readonly pauses?: Pauses | undefined;
}

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
}

/** A gap (seen, head] that is being read from history, and the frames that wait behind it. */
export interface Fill {
  readonly reason: ResetReason;
  readonly head: Position;
  readonly held: readonly ServerFrame[];
}

/** What is known of one attempt and its connection; each begins with nothing. */
export interface Link {
  /** What is awaited: the stored position, a token, the socket's welcome; `up` after that, absent while waiting and at the end. */
  stage?: "position" | "token" | "welcome" | "up";
  /** When what is awaited was asked for. */
  askedAt?: number;
  /** What the server said before it closes. */
  bye?: ByeFrame;
  /** The server named the time of the next attempt: nothing but the user goes before it. */
  firm?: boolean;
  /** Where the newest snapshot stands: patches up to it are in it. */
  base?: Position | undefined;
  /** The server has said that it has no state yet. */
  rebuilding?: boolean;
  /** Live events came without their patches: the state is behind them, and a snapshot has to come before the next patch. */
  unpatched?: boolean;
  /** The snapshot as far as its parts have come. */
  partial?: SnapshotFrame;
  fill?: Fill | undefined;
  /** `caught_up` was received. */
  caughtUp?: boolean;
  /** How far the log goes, by the newest pong. */
  head?: Position;
  /** The position that was acknowledged last. */
  acked?: Position | null | undefined;
  /** Handled, and not acknowledged yet. */
  unackedBytes?: number;
  /** It was said that the server sends what is no frame. */
  complained?: boolean;
  /** When the ping was sent that is not answered yet. */
  pingedAt?: number | undefined;
  sampledAt?: number;
}

/** What the browser says about network and life of the page. */
export interface Surroundings {
  readonly online: boolean;
  /** Not frozen and not in the back/forward cache. */
  readonly awake: boolean;
}

export interface Session {
  readonly config: Config;
  readonly page: Surroundings;
  readonly status: Status;
  readonly generation: number;
  /** The instant of the last step, and the state of the random numbers. */
  readonly now: number;
  readonly seed: number;
  /** The store's position is known. */
  readonly isLoaded: boolean;
  /** Since a connection has last held. */
  readonly failures: number;
  /** The credential of the newest attempt, and how often it was refused as expired. */
  readonly token: string;
  readonly refusals: number;
  /** Why handshakes fail, as far as known. */
  readonly cause: FeedError | undefined;
  /** History pages in a row that could not be had. */
  readonly fillTries: number;
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
  | { readonly kind: "snapshot"; readonly state: FeedState; readonly vitals?: VitalsByBot | undefined }
  | { readonly kind: "presence"; readonly frame: PresenceFrame }
  | { readonly kind: "vitals"; readonly bots: VitalsByBot }
  | {
      readonly kind: "reset";
      readonly reason: ResetReason;
      readonly filled: boolean;
      readonly position: Position;
      /** The state is of another log: it goes. */
      readonly isNewLog: boolean;
    }
);

export type Input =
  /** The store has answered, with null where it has none; or it failed. */
  | { readonly kind: "loaded"; readonly position?: Position | null; readonly error?: FeedError }
  | { readonly kind: "token"; readonly generation: number; readonly token?: string; readonly error?: FeedError }
  | { readonly kind: "text"; readonly generation: number; readonly text: string }
  /** 1000, 1005 or 1006 where it broke or never opened. */
  | { readonly kind: "closed"; readonly generation: number; readonly code: number; readonly reason: string }
  | { readonly kind: "tick" }
  /** The handlers have had an item, or, with size 0, a part of it. */
  | { readonly kind: "delivered"; readonly position: Position | null; readonly size: number }
  /** The history has answered with a page, or an error. */
  | { readonly kind: "page"; readonly generation: number; readonly page?: HistoryPage; readonly error?: FeedError }
  /** Plain HTTP has shown why handshakes fail. */
  | { readonly kind: "probed"; readonly error: FeedError }
  /** No socket can be opened here at all. */
  | { readonly kind: "broken"; readonly generation: number; readonly error: FeedError }
  | { readonly kind: "surroundings"; readonly page: Surroundings }
  | { readonly kind: "reconnect" }
  | { readonly kind: "close" };

/** The input of one kind, without what the reducer has dealt with. */
export type InputOf<Kind extends Input["kind"]> = Omit<Extract<Input, { readonly kind: Kind }>, "kind" | "generation">;

export type Effect =
  | { readonly kind: "load" }
  | { readonly kind: "token" }
  | { readonly kind: "open"; readonly query: Readonly<Record<string, unknown>> }
  | { readonly kind: "drop" }
  | { readonly kind: "send"; readonly text: string }
  | { readonly kind: "ack"; readonly seq: number }
  | { readonly kind: "deliver"; readonly item: Item }
  | { readonly kind: "fetch"; readonly after: Position }
  | { readonly kind: "probe" }
  /** Report that the server sends something other than Fillcast's frames. */
  | { readonly kind: "complain" }
  /** Keep the session's position. */
  | { readonly kind: "save" }
  | { readonly kind: "error"; readonly error: FeedError }
  /** An answer to what was sent at `sent`, with the server's clock where it has it. */
  | { readonly kind: "answer"; readonly sent: number; readonly server?: number };

/** A session within one step: a copy that the step's functions change, and the effects that they ask for. */
export type SessionStep = { -readonly [Key in keyof Session]: Session[Key] } & {
  due: Due;
  link: Link;
  readonly effects: Effect[];
};
