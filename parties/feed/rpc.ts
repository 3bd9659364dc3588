/**
 * The room as the rest of the Worker sees it: argument and answer types of its RPC methods, and the one way to refuse. Arguments carry a version, and
 * the previous one stays accepted, since Worker and room may run different builds for minutes after a deploy. Expected
 * failures are values (`refused`), never exceptions.
 */
import type { FeedEvent, Filter, Mode, Position, Presence, Problem, ProblemSlug } from "@fillcast/protocol";

export const RPC_VERSION = 1;

/** Who asks: an operator's token, or a key of this feed by its id (signature and expiry are checked at the edge already). */
export type Caller = { readonly kind: "admin" } | { readonly kind: "key"; readonly id: string };

export interface Call {
  readonly v: number;
  readonly caller: Caller;
}

/** The room says no, and why. */
export interface Refused {
  readonly kind: "refused";
  readonly problem: Problem;
}

/** An expected failure as a value; `detail` says what is wrong and what to do, and never carries a key. */
export function refuse(slug: ProblemSlug, detail: string, more: Omit<Problem, "slug" | "detail"> = {}): Refused {
  return { kind: "refused", problem: { slug, detail, ...more } };
}

export type DraftEvent = Omit<FeedEvent, "id" | "seq" | "at">;

/** An event on its way to the room, complete but for what only the room can give: `seq`, `at` and a webhook's id. */
export interface Draft {
  /** The producer's id or the edge's UUID; for `content` the body's hash, delivered as `<hash>.<seq>`. */
  readonly id: string;
  /**
   * What makes it a repeat. `id`: the same id (with another body it is a conflict). `content`: the same hash within
   * `windowMs` of the stored one's `at`; null for as long as the feed remembers.
   */
  readonly repeat: { readonly kind: "id" } | { readonly kind: "content"; readonly windowMs: number | null };
  /** 40 hex digits: the first 24 of the id's SHA-256, the first 16 of the SHA-256 of what the producer sent. */
  readonly fingerprint: string;
  readonly event: DraftEvent;
}

export interface AppendRequest {
  readonly v: number;
  readonly keyId: string;
  readonly drafts: readonly Draft[];
  /** When imported events happened, ms since 1970; absent for those of now. */
  readonly at?: number;
}
export interface Appended {
  readonly kind: "appended";
  readonly epoch: string;
  /** In the order of the drafts; `seq` is null for a heartbeat, which is kept as presence only. */
  readonly results: readonly { readonly id: string; readonly seq: number | null; readonly duplicate: boolean }[];
}

export type Scope = "publish" | "subscribe" | "inspect" | "owner";

/** A key as the room lists it; the signed text itself is nowhere stored. */
export interface KeyRecord {
  readonly id: string;
  readonly scope: Scope;
  readonly bot?: string;
  readonly mode?: Mode;
  readonly label?: string;
  /** ms since 1970. */
  readonly createdAt: number;
  readonly expiresAt?: number;
}

export interface CreateRequest {
  readonly v: number;
  readonly feed: string;
  readonly region: string;
  /** The first owner key. */
  readonly key: KeyRecord;
}
export interface Created {
  readonly kind: "created";
  readonly epoch: string;
}
export interface Keys {
  readonly kind: "keys";
  readonly keys: readonly KeyRecord[];
}
export interface Done {
  readonly kind: "done";
}

/** A socket's wishes, checked at the edge; travels as JSON in one header of the upgrade, whose URL is clean. */
export interface SubscribeRequest {
  readonly v: number;
  readonly keyId: string;
  /** The end of the key behind the socket, ms since 1970. */
  readonly expiresAt?: number;
  readonly start: Start;
  readonly filter?: Filter;
  readonly snapshot: boolean;
  readonly ack: boolean;
  readonly colo?: string;
}
/** Where a subscription begins: a position to continue from, a little back, or now. */
export type Start =
  | { readonly kind: "resume"; readonly position: Position }
  | { readonly kind: "tail"; readonly count: number }
  | { readonly kind: "since"; readonly ms: number }
  | { readonly kind: "live" };

export const SUBSCRIBE_HEADER = "x-fillcast-subscribe";

/** Where the room's log stands: what history needs to know before it asks the archive. */
export interface LogBounds {
  readonly epoch: string;
  readonly head: number;
  /** The oldest seq that the room holds; head + 1 where it holds none. Below it the archive is complete. */
  readonly oldest: number;
  /** The newest seq that is in the archive for sure. */
  readonly archived: number;
}
/** Events (after, through] of the room's part of the log, as they are stored: JSON texts joined by the separator, "" for none. */
export interface LogRead extends LogBounds {
  readonly kind: "read";
  readonly after: number;
  readonly through: number;
  readonly text: string;
}
/** A page that the room still holds; `text` is null where it does not. Records are joined by `RECORD_SEPARATOR`. */
export interface PageRead extends LogBounds {
  readonly kind: "page";
  readonly text: string | null;
  /** The text's last seq: the page's, but for an open one. */
  readonly last: number;
  /** Hex, after the page's last record. */
  readonly chain: string;
}
/** The state at `seq`; `text` is its JSON. */
export interface StateRead {
  readonly kind: "state";
  readonly epoch: string;
  readonly seq: number;
  /** ms since 1970. */
  readonly at: number;
  readonly text: string;
}

/** Milliseconds of the newest samples; null where there are none. */
export interface Percentiles {
  readonly count: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly max: number | null;
}
/** The room from inside. Times are ms since 1970; counts, rates and latencies are since it woke. */
export interface Inspection {
  readonly kind: "inspection";
  readonly feed: string;
  readonly region: string;
  readonly epoch: string;
  readonly head: number;
  readonly oldest: number;
  readonly chain: string;
  readonly createdAt: number;
  readonly wokeAt: number;
  readonly now: number;
  /** The state is being built anew. */
  readonly rebuilding: boolean;
  readonly archive: {
    /** Everything up to here is in the archive. */
    readonly seq: number;
    /** Events that are not. */
    readonly lag: number;
    readonly waitingBytes: number;
    /** Changed trades that the ledger lacks. */
    readonly waitingTrades: number;
    /** Runs in a row that failed. */
    readonly failures: number;
    readonly lastError: string | null;
    readonly lastErrorAt: number | null;
    readonly lastSuccessAt: number | null;
  };
  readonly connections: number;
  /** Sent and not heard of since, all connections together. */
  readonly debtBytes: number;
  readonly databaseBytes: number;
  readonly appends: number;
  readonly events: number;
  readonly duplicates: number;
  readonly conflicts: number;
  readonly heartbeats: number;
  readonly eventsPerMinute: number;
  readonly edgeToRoomMs: Percentiles;
  /** As readers report it with their acks. */
  readonly edgeToReaderMs: Percentiles;
  readonly bots: { readonly [bot: string]: InspectedBot };
  /** The newest refused publishes, newest first, those of all keys together. */
  readonly refusals: readonly Refusal[];
}
/** How many refusals the room remembers. */
export const REFUSALS_MAX = 20;

/** A publish that the edge refused; its key's signature was good, but the key may be over, revoked or of another scope. */
export interface RefusedAttempt {
  readonly keyId: string;
  /** The key's bot. */
  readonly bot: string | null;
  readonly status: number;
  readonly problem: ProblemSlug;
  /** Of the first error, an RFC 6901 pointer into the body; null where the problem names no place. */
  readonly pointer: string | null;
  /** What is wrong; at most 300 characters. */
  readonly detail: string;
}
export interface Refusal extends RefusedAttempt {
  /** When the room heard of it, ms since 1970. */
  readonly at: number;
}
export interface InspectedBot {
  readonly presence: Presence;
  readonly lastEventAt: number;
  readonly lastSeenAt: number | null;
  /** Between heartbeats. */
  readonly usualIntervalMs: number | null;
  /** The longest pause between events of late: what "usually" means for a bot without heartbeats. */
  readonly usualPauseMs: number | null;
  /** When it should have been heard from again. */
  readonly expectedBy: number | null;
}
export interface InspectedSubscriber {
  readonly connection: string;
  readonly keyId: string;
  /** What it was told. */
  readonly position: Position;
  readonly behind: number;
  readonly phase: "replaying" | "live";
  readonly ack: boolean;
  /** Without acks: sent since it was last heard. */
  readonly unackedBytes: number;
  readonly filter: Filter | null;
  readonly snapshot: boolean;
  readonly colo: string | null;
  readonly openedAt: number;
  readonly heardAt: number;
  readonly silentMs: number;
  readonly latencyMs: number | null;
}
export interface InspectedSubscribers {
  readonly kind: "subscribers";
  readonly subscribers: readonly InspectedSubscriber[];
}

/** The room's RPC methods. */
export interface FeedRpc extends Rpc.DurableObjectBranded {
  /** Numbers, keeps and fans out in one synchronous step; a repeat of the whole call appends nothing. */
  append(request: AppendRequest): Promise<Appended | Refused>;
  /** Begins the feed; a repeat of the same call answers as the first did. */
  create(request: CreateRequest): Promise<Created | Refused>;
  /** Refuses a caller whose key is not on the list. */
  authorize(call: Call): Promise<Done | Refused>;
  issueKey(call: Call & { readonly key: KeyRecord }): Promise<Done | Refused>;
  listKeys(call: Call): Promise<Keys | Refused>;
  /** Refuses the key from now on and closes the sockets that it opened. */
  revokeKey(call: Call & { readonly keyId: string }): Promise<Done | Refused>;
  /** What the room holds of (after, through], from its oldest seq on and at most about `maxBytes` of it; bounds alone where that is nothing. */
  read(
    call: Call & { readonly after: number; readonly through: number; readonly maxBytes: number },
  ): Promise<LogRead | Refused>;
  /** A sealed page; with `open` also one that still fills, so far. */
  readPage(call: Call & { readonly page: number; readonly open?: boolean }): Promise<PageRead | Refused>;
  readState(call: Call): Promise<StateRead | Refused>;
  /** Remembers a refused publish for the inspection; the edge says so after its answer. A room without a feed remembers nothing. */
  noteRefusal(note: { readonly v: number; readonly attempt: RefusedAttempt }): Promise<void>;
  inspect(call: Call): Promise<Inspection | Refused>;
  inspectSubscribers(call: Call): Promise<InspectedSubscribers | Refused>;
  /** Empties the room and closes its sockets; a repeat does no harm. */
  erase(call: Call): Promise<Done | Refused>;
}
