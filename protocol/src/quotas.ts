/**
 * Quotas: how much one key, and all keys of one feed together, may do. The operator can change them for each feed. They are
 * what a leaked key can cost, and what keeps one bot from starving the others of its feed.
 */

/** Per key. A ticket counts for its key. */
export interface KeyQuotas {
  /** Requests that publish: rate per second, and burst. */
  readonly publishPerSecond: number;
  readonly publishBurst: number;
  /** Events and their bytes in a UTC day; repeats count as events while the room is awake. */
  readonly eventsPerDay: number;
  readonly bytesPerDay: number;
  readonly heartbeatsPerMinute: number;
  /** Open sockets and event streams. */
  readonly sockets: number;
  /** Frames that one socket sends: rate per second, and burst. An acknowledgement of something new is free. */
  readonly framesPerSecond: number;
  readonly framesBurst: number;
}

/** Per feed, all keys together. */
export interface FeedQuotas {
  readonly publishPerSecond: number;
  readonly publishBurst: number;
  readonly eventsPerDay: number;
  readonly bytesPerDay: number;
  readonly heartbeatsPerMinute: number;
  readonly sockets: number;
  /** Keys that are not revoked. */
  readonly keys: number;
  /** Bytes of the log, in the room and in the archive. */
  readonly bytesKept: number;
}

/** `Infinity` where there is no bound. */
export interface Quotas {
  readonly key: KeyQuotas;
  readonly feed: FeedQuotas;
}

export type QuotaName = keyof KeyQuotas | keyof FeedQuotas;
export type QuotaScope = keyof Quotas;

const MIB = 1024 * 1024;

/**
 * What a feed has unless the operator says otherwise. Twenty bots on fifty pairs that all act at once send 1,000 requests; a
 * busy day of theirs is 10,000 events of 1 KB.
 */
export const DEFAULT_QUOTAS: Quotas = {
  key: {
    publishPerSecond: 50,
    publishBurst: 2_000,
    eventsPerDay: 100_000,
    bytesPerDay: 256 * MIB,
    heartbeatsPerMinute: 1_000,
    sockets: 64,
    framesPerSecond: 20,
    framesBurst: 100,
  },
  feed: {
    publishPerSecond: 200,
    publishBurst: 8_000,
    eventsPerDay: 250_000,
    bytesPerDay: 512 * MIB,
    heartbeatsPerMinute: 4_000,
    sockets: 2_000,
    keys: 200,
    bytesKept: 5_000_000_000,
  },
};

/** Some of the quotas; null for no bound. */
type Some<Of> = { readonly [name in keyof Of]?: number | null | undefined };

/** What the operator asks for: the defaults, none at all, or those that differ from the defaults. */
export type QuotaWish =
  | "default"
  | "none"
  | { readonly key?: Some<KeyQuotas> | undefined; readonly feed?: Some<FeedQuotas> | undefined };

/** The quotas of a wish. */
export function wishToQuotas(wish: QuotaWish): Quotas {
  if (wish === "default") return DEFAULT_QUOTAS;
  if (wish === "none") return { key: unbounded(DEFAULT_QUOTAS.key), feed: unbounded(DEFAULT_QUOTAS.feed) };
  return { key: overlay(DEFAULT_QUOTAS.key, wish.key), feed: overlay(DEFAULT_QUOTAS.feed, wish.feed) };
}

/** As JSON has them: null where there is no bound. */
export function quotasToJson({ key, feed }: Quotas): {
  readonly key: { readonly [name in keyof KeyQuotas]: number | null };
  readonly feed: { readonly [name in keyof FeedQuotas]: number | null };
} {
  return { key: finite(key), feed: finite(feed) };
}

function overlay<Of extends object>(quotas: Of, wish: Some<Of> | undefined): Of {
  const changed = Object.entries(wish ?? {}).filter(([, value]) => value !== undefined);
  return { ...quotas, ...Object.fromEntries(changed.map(([name, value]) => [name, value ?? Infinity])) };
}

function unbounded<Of extends object>(quotas: Of): { readonly [name in keyof Of]: number } {
  return mapValues(quotas, () => Infinity);
}

function finite<Of extends object>(quotas: Of): { readonly [name in keyof Of]: number | null } {
  return mapValues(quotas, (value) => (value === Infinity ? null : value));
}

function mapValues<Of extends object, Value>(
  quotas: Of,
  change: (value: number) => Value,
): { readonly [name in keyof Of]: Value } {
  const entries = Object.entries(quotas).map(([name, value]) => [name, change(value as number)] as const);
  return Object.fromEntries(entries) as { readonly [name in keyof Of]: Value };
}
