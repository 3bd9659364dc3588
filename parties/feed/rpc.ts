/**
 * The room as the rest of the Worker sees it: argument and answer types of its RPC methods. Arguments carry a version: a
 * room takes the present and all earlier ones, and answers a later one with `version-skew`, since Worker and room may run
 * different builds for minutes after a deploy. Expected failures are values (`Refused`), never exceptions.
 */
import type {
  AlertRules,
  Destination,
  DestinationAddress,
  FeedEvent,
  Filter,
  Mode,
  ModeSpan,
  Position,
  Problem,
  QuotaWish,
  Refused,
  Share,
  Trade,
} from "@fillcast/protocol";
import type { RatedTrade } from "../../archive/trades.ts";
import type { FailedAttempt, InspectedSubscribers, Inspection } from "./inspected.ts";

export type { FailedAttempt, Inspection, InspectedSubscribers } from "./inspected.ts";

/** Raised with each change of an argument that a room of the version before would misread. */
export const RPC_VERSION = 2;

/** Who asks: an operator's token, or a key of this feed by its id (signature and expiry are checked at the edge already). */
export type Caller = { readonly kind: "admin" } | { readonly kind: "key"; readonly id: string };

export interface Call {
  readonly v: number;
  readonly caller: Caller;
}

export type DraftEvent = Omit<FeedEvent, "id" | "seq" | "at">;

/** When an equal body of a sender without ids is a retry. */
export interface RepeatRule {
  readonly windowMs: number | null;
  readonly ifNewest?: true;
  readonly unlessUndone?: true;
}

/** An event on its way to the room, complete but for what only the room can give: `seq`, `at` and a webhook's id. */
export interface Draft {
  /** The producer's id or the edge's UUID; for `content` the body's hash, delivered as `<hash>.<seq>`. */
  readonly id: string;
  /**
   * What makes it a repeat. `id`: the same id (with another body it is a conflict). `content`: the same hash within
   * `windowMs` of the stored one's `at`; null for as long as the feed remembers. With `ifNewest` only while nothing else
   * was heard of the bot since; with `unlessUndone` only until the order was cancelled, or placed again, since.
   */
  readonly repeat: { readonly kind: "id" } | ({ readonly kind: "content" } & RepeatRule);
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
  /** A conflict is an answer of its own, and no reason to refuse the others. A room of the version before refuses all. */
  readonly lenient?: true;
}
export interface AppendResult {
  readonly id: string;
  /** Null for a heartbeat, which is kept as presence only, and for what was refused. */
  readonly seq: number | null;
  readonly duplicate: boolean;
  /** Of a lenient append: why this draft alone was refused. */
  readonly problem?: Problem;
}
export interface Appended {
  readonly kind: "appended";
  readonly epoch: string;
  /** In the order of the drafts. */
  readonly results: readonly AppendResult[];
  /** The operator has set no bound on publishing: the edge need not look for storms. */
  readonly unbounded?: true;
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
  /** The keys that led to it, the first one first: who issued it is the last. Empty for the operator; absent on old keys. */
  readonly lineage?: readonly string[];
}

export interface CreateRequest {
  readonly v: number;
  readonly feed: string;
  readonly region: string;
  /** The first owner key. */
  readonly key: KeyRecord;
  /** Absent for the defaults. */
  readonly limits?: QuotaWish;
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

/** An owner ends a trade whose end its bot never reported, or restores it. */
export interface DismissRequest {
  readonly key: string;
  readonly dismissed: boolean;
}
export interface Dismissed {
  readonly kind: "dismissed";
  /** The event that says it; null where it was so already. */
  readonly seq: number | null;
}

/** An owner sets a bot's mode for a span of time; `mode` null clears it. ms since 1970; `to` is exclusive; null means no bound. */
export interface ModeRequest {
  readonly bot: string;
  readonly mode: Mode | null;
  readonly from: number | null;
  readonly to: number | null;
}
export interface ModeSet {
  readonly kind: "mode";
  /** The event that says it; null where it was said already. */
  readonly seq: number | null;
  /** The bot's from now on. */
  readonly spans: readonly ModeSpan[];
}

/** What the owner has set for all readers of the feed. */
export interface Settings {
  readonly kind: "settings";
  /** Counts the changes, from 0. */
  readonly version: number;
  /** JSON. */
  readonly bots: string;
}
export interface SettingsRequest {
  readonly bots: string;
  /** Only if this is the current one; null for any. */
  readonly ifVersion: number | null;
}

/** Where alerts are to go. The address is checked in form; whether messages may go there is the room's to say. */
export interface DestinationRequest {
  /** Of the destination, unless its device is known by another. */
  readonly id: string;
  readonly label: string;
  readonly address: DestinationAddress;
  /** Those that differ from the defaults, or from what is set of a known device. */
  readonly rules: Partial<AlertRules>;
  /** Of the dashboard: links in messages lead there. */
  readonly origin: string;
}
/** What is to be different; absent members stay. */
export interface DestinationChange {
  readonly label?: string;
  readonly address?: DestinationAddress;
  readonly rules?: Partial<AlertRules>;
  readonly on?: true;
  readonly origin: string;
}
export interface MadeDestination {
  readonly kind: "destination";
  readonly destination: Destination;
}
/** Those that the caller may see, oldest first. */
export interface Destinations {
  readonly kind: "destinations";
  readonly destinations: readonly Destination[];
}
/** A device's new subscription; `auth` is the old one's secret, which stands for a key. */
export interface RenewRequest {
  readonly id: string;
  readonly auth: string;
  readonly address: DestinationAddress;
}
/** Telegram's chats in which somebody has written to a bot. */
export interface Chats {
  readonly kind: "chats";
  readonly chats: readonly { readonly id: string; readonly title: string }[];
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
/** On an upgrade that the room accepted only to close it: the close code. */
export const CLOSED_HEADER = "x-fillcast-closed";

/** Where the room's log stands: what history needs to know before it asks the archive. */
export interface LogBounds {
  readonly epoch: string;
  readonly head: number;
  /** The oldest seq that the room holds; head + 1 where it holds none. Below it the archive is complete. */
  readonly oldest: number;
  /** The newest seq that is in the archive for sure. */
  readonly archived: number;
  /** What the archive's database has lost, in words; null while all is well, absent from a room before version 2. */
  readonly archiveProblem?: string | null;
}
/** Events (after, through] of the room's part of the log, as they are stored: JSON texts joined by the separator, "" for none. */
export interface LogRead extends LogBounds {
  readonly kind: "read";
  readonly after: number;
  readonly through: number;
  readonly text: string;
}
/** Which part of the log to read: (after, through], at most about `maxBytes` of it. */
export interface ReadCall {
  readonly after: number;
  readonly through: number;
  readonly maxBytes: number;
}
/** Which part of a page to read. */
export interface PageCall {
  readonly page: number;
  /** Also one that still fills, so far. */
  readonly open?: boolean;
  /** About a MiB of the records after this seq, and up to `through`; the whole page where it is absent, as before version 2. */
  readonly after?: number;
  readonly through?: number;
}
/** A page that the room still holds; `text` is null where it does not. Records are joined by `RECORD_SEPARATOR`. */
export interface PageRead extends LogBounds {
  readonly kind: "page";
  readonly text: string | null;
  /** The page's last seq, or how far an open one goes. */
  readonly last: number;
  /** Hex, after the record that ends at `last`. */
  readonly chain: string;
  /** The text's last seq; absent from a room before version 2, whose text goes to `last`. */
  readonly through?: number;
}
/** The state at `seq`; `text` is its JSON. */
export interface StateRead {
  readonly kind: "state";
  readonly epoch: string;
  readonly seq: number;
  /** ms since 1970. */
  readonly at: number;
  readonly text: string;
  /** The JSON of the bots' vitals; absent if there are none. */
  readonly vitals?: string;
}

/** Share links: all that are in force, or the one that was made. */
export interface Shares {
  readonly kind: "shares";
  readonly shares: readonly Share[];
}
/** A link's object asks by the link's id, which only the feed's list can admit. */
export interface SharedCall {
  readonly v: number;
  readonly share: string;
  /** Where the caller stands; null for nowhere. */
  readonly known: Position | null;
}
/** A trade of the state as a link's view is made of it. */
export type LiveTrade = RatedTrade &
  Pick<Trade, "status" | "averageEntry" | "lastPrice"> & {
    /** When the room heard of its first fill, ms since 1970, if it knew of the order before. */
    readonly filledAt?: number;
  };
/** What a link's object may know of the feed at `seq`. It redacts this further before anything leaves. */
export interface SharedRead {
  readonly kind: "shared";
  readonly epoch: string;
  readonly seq: number;
  /** ms since 1970. */
  readonly at: number;
  readonly share: Share;
  /** The settings' bots as JSON where the link shows names; else an empty object. */
  readonly names: string;
  /** JSON of {trades: LiveTrade[], closed: how many trades its bots have closed in all}; null if the caller knows this seq. */
  readonly text: string | null;
}

/** How many refusals the room remembers. */
export const FAILED_ATTEMPTS_MAX = 20;

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
  read(call: Call & ReadCall): Promise<LogRead | Refused>;
  /** A sealed page, or a piece of it. */
  readPage(call: Call & PageCall): Promise<PageRead | Refused>;
  readState(call: Call): Promise<StateRead | Refused>;
  /** Remembers a refused publish for the inspection; the edge says so after its answer. Refuses one by a key that is not on the list; a room of the build before says nothing at all. */
  noteRefusal(note: { readonly v: number; readonly attempt: FailedAttempt }): Promise<Done | Refused | undefined>;
  /** Rebuilds the state and the ledger from the log; returns when that has begun. One at a time, and not often. */
  rebuild(call: Call): Promise<Done | Refused>;
  /** Keeps an owner's word on a trade as an event. */
  dismissTrade(call: Call & DismissRequest): Promise<Dismissed | Refused>;
  /** Keeps an owner's word on a bot's money as an event, and begins to build state and ledger again with it. */
  setMode(call: Call & ModeRequest): Promise<ModeSet | Refused>;
  readSettings(call: Call): Promise<Settings | Refused>;
  writeSettings(call: Call & SettingsRequest): Promise<Settings | Refused>;
  listDestinations(call: Call): Promise<Destinations | Refused>;
  /** Makes a destination; a repeat of the same call, and a device that is known, change the one that there is. */
  addDestination(call: Call & DestinationRequest): Promise<MadeDestination | Refused>;
  changeDestination(call: Call & DestinationChange & { readonly id: string }): Promise<MadeDestination | Refused>;
  removeDestination(call: Call & { readonly id: string }): Promise<Done | Refused>;
  /** Sends a message now; returns once the receiver has taken it, or has not within seconds. */
  testDestination(call: Call & { readonly id: string }): Promise<Done | Refused>;
  renewDestination(request: RenewRequest & { readonly v: number }): Promise<Done | Refused>;
  findChats(call: Call & { readonly token: string }): Promise<Chats | Refused>;
  /** Puts a link on the list; a repeat of the same call does no harm. */
  addShare(call: Call & { readonly share: Omit<Share, "issuedBy"> }): Promise<Shares | Refused>;
  listShares(call: Call): Promise<Shares | Refused>;
  removeShare(call: Call & { readonly share: string }): Promise<Done | Refused>;
  readShared(call: SharedCall): Promise<SharedRead | Refused>;
  inspect(call: Call): Promise<Inspection | Refused>;
  inspectSubscribers(call: Call): Promise<InspectedSubscribers | Refused>;
  /** The operator's quotas, from now on. */
  setLimits(call: Call & { readonly limits: QuotaWish }): Promise<Done | Refused>;
  /** Empties the room and closes its sockets; a repeat does no harm. */
  erase(call: Call): Promise<Done | Refused>;
}
