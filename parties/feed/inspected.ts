/**
 * The answers of an inspection. Types only, because the Worker imports them too; inspection.ts fills them in.
 */
import type {
  DestinationKind,
  DestinationStatus,
  Filter,
  Position,
  Presence,
  ProblemSlug,
  QuotaName,
  QuotaScope,
  quotasToJson,
} from "@fillcast/protocol";

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
  /** There is no state at the moment: it is being built again, or it has a problem. */
  readonly rebuilding: boolean;
  /** The event at which the state stopped, and the fault of this build; null if it has not. The log continues meanwhile. */
  readonly stateProblem: { readonly seq: number; readonly error: string } | null;
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
    /** What the database has lost by going back to an earlier point, and what is done about it, in words; null while all is well. */
    readonly problem: string | null;
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
  /** Where alerts go, oldest first: how that goes, and nothing of their addresses but the host. */
  readonly destinations: readonly InspectedDestination[];
  /** The newest refused publishes, newest first, those of all keys together. */
  readonly refusals: readonly NotedAttempt[];
  /** The feed's quotas, null where there is no bound, and what was used of them. */
  readonly limits: ReturnType<typeof quotasToJson>;
  readonly used: Used;
  /** Who met a quota in the last hour, newest first. */
  readonly limited: readonly LimitedNow[];
}
export interface InspectedDestination extends DestinationStatus {
  readonly id: string;
  readonly kind: DestinationKind;
  readonly host: string;
  /** The key that made it; null for the operator. */
  readonly keyId: string | null;
  /** When its next message is due; null for none. */
  readonly dueAt: number | null;
  /** Tries of the message that is under way; 0 for none. */
  readonly tries: number;
}
/** Today is the UTC day of the room's clock. */
export interface Used {
  readonly feed: {
    readonly eventsToday: number;
    readonly bytesToday: number;
    readonly bytesKept: number;
    readonly sockets: number;
    readonly keys: number;
  };
  /** By key id; keys that have used nothing are left out. */
  readonly keys: {
    readonly [key: string]: { readonly eventsToday: number; readonly bytesToday: number; readonly sockets: number };
  };
}
/** Refusals of one key by one quota. */
export interface LimitedNow {
  readonly keyId: string;
  readonly scope: QuotaScope;
  readonly limit: QuotaName;
  /** Since `since`, at most an hour; the newest at `at`. ms since 1970. */
  readonly count: number;
  readonly since: number;
  readonly at: number;
}
/** A publish that the edge refused; its key is in force, but may be of another scope. */
export interface FailedAttempt {
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
export interface NotedAttempt extends FailedAttempt {
  /** When the room heard of it, ms since 1970. */
  readonly at: number;
}

export interface InspectedBot {
  readonly presence: Presence;
  readonly lastEventAt: number;
  readonly lastSeenAt: number | null;
  /** Between heartbeats. */
  readonly usualIntervalMs: number | null;
  /** The longest recent pause between events: what "usually" means for a bot without heartbeats. */
  readonly usualPauseMs: number | null;
  /** When it should have been heard from again. */
  readonly expectedBy: number | null;
  /** When its relay last read it, null without one. */
  readonly relayAt: number | null;
  /** When a message of it last came both through its relay and straight from it: its webhook is one too many. */
  readonly sentTwiceAt: number | null;
}
export interface InspectedSubscriber {
  readonly connection: string;
  readonly keyId: string;
  /** The detail of the answer. */
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
