/**
 * The feed's quotas, held: what each key and all of them together have used, what is left, and who was refused. Buckets live in
 * memory; a day's use comes from the log. Nothing here is written but the operator's wish.
 */
import {
  BoundedMap,
  quotasToJson,
  wishToQuotas,
  refuse,
  type QuotaName,
  type QuotaScope,
  type QuotaWish,
  type Quotas,
  type Refused,
} from "@fillcast/protocol";
import type { Log } from "../log/log.ts";
import type { LimitedNow, Used } from "../inspected.ts";
import { readWish, writeWish } from "../feed-row.ts";
import type { Sql } from "../sql.ts";
import { refill, take, type Bucket, type Rate } from "./bucket.ts";
import { Usage, untilNextDayS } from "./usage.ts";

/** Refusals that the inspection lists, by key and quota; the oldest goes. */
const LIMITED_MAX = 50;
/** How long refusals of one key and quota are counted together. */
const LIMITED_MS = 60 * 60 * 1_000;
/** After a nap nobody knows how many heartbeats came just before it. */
const COLD_BEATS_PART = 5;
const FULL_RETRY_S = 3_600;

/** What one request brings. */
export interface Load {
  /** Repeats too: nobody knows yet. */
  readonly events: number;
  readonly heartbeats: number;
}

/** Whose request it is, of which its key's quota or the feed's is asked. */
interface Asked {
  readonly scope: QuotaScope;
  readonly key: string;
  readonly nowMs: number;
}

export class FeedQuotas {
  readonly #sql: Sql;
  readonly #log: Log;
  #quotas: Quotas;
  #usage: Usage | null = null;
  readonly #buckets = new Map<string, Bucket>();
  readonly #limited = new BoundedMap<string, LimitedNow>(LIMITED_MAX);

  constructor(sql: Sql, log: Log) {
    this.#sql = sql;
    this.#log = log;
    this.#quotas = wishToQuotas(readWish(sql));
  }

  get bounds(): Quotas {
    return this.#quotas;
  }

  /** True if nothing is bounded, so that the edge need not look for storms either. */
  get isUnbounded(): boolean {
    return this.#quotas.feed.publishPerSecond === Infinity && this.#quotas.key.publishPerSecond === Infinity;
  }

  /** The operator's wish, from now on. */
  set(wish: QuotaWish): void {
    writeWish(this.#sql, wish);
    this.#quotas = wishToQuotas(wish);
    this.#buckets.clear();
  }

  /** Takes what a request costs, or refuses it whole and takes nothing. */
  admit(key: string, load: Load, nowMs: number): Refused | null {
    const spend = new Map<string, Bucket>();
    for (const scope of ["key", "feed"] as const) {
      const asked = { scope, key, nowMs };
      const refused = this.#spend(asked, load, spend) ?? this.#checkDay(asked, load);
      if (refused !== null) return refused;
    }
    if (load.events > 0 && this.#log.keptBytes >= this.#quotas.feed.bytesKept) {
      return this.#refuse({ scope: "feed", key, nowMs }, "bytesKept", FULL_RETRY_S);
    }
    for (const [name, bucket] of spend) this.#buckets.set(name, bucket);
    return null;
  }

  #spend(asked: Asked, load: Load, spend: Map<string, Bucket>): Refused | null {
    const { scope, key, nowMs } = asked;
    const quotas = this.#quotas[scope];
    const owner = scope === "key" ? key : "";
    const publish = { perSecond: quotas.publishPerSecond, burst: quotas.publishBurst };
    const beats = { perSecond: quotas.heartbeatsPerMinute / 60, burst: quotas.heartbeatsPerMinute };
    const wanted: readonly [QuotaName, Rate, number, () => Bucket][] = [
      ["publishPerSecond", publish, 1, () => this.#firstRequests(asked, publish)],
      ["heartbeatsPerMinute", beats, load.heartbeats, () => firstBeats(beats, nowMs)],
    ];
    for (const [name, rate, count, begin] of wanted) {
      if (count === 0 || rate.burst === Infinity) continue;
      const bucket = `${name} ${owner}`;
      const held = refill(this.#buckets.get(bucket) ?? begin(), rate, nowMs);
      const taken = take(held, rate, count);
      if (taken.kind === "short") return this.#refuse(asked, name, taken.afterS);
      spend.set(bucket, taken.bucket);
    }
    return null;
  }

  /** After a nap: a full bucket without what the log says was sent just before it. */
  #firstRequests({ scope, key, nowMs }: Asked, { perSecond, burst }: Rate): Bucket {
    const sinceMs = nowMs - Math.ceil(burst / perSecond) * 1_000;
    let sent = 0;
    for (const use of this.#log.useSince(sinceMs)) if (scope === "feed" || use.key === key) sent += use.records;
    return { tokens: Math.max(0, burst - sent), atMs: nowMs };
  }

  #checkDay(asked: Asked, { events }: Load): Refused | null {
    const { scope, key, nowMs } = asked;
    if (events === 0) return null;
    const { eventsPerDay, bytesPerDay } = this.#quotas[scope];
    if (eventsPerDay === Infinity && bytesPerDay === Infinity) return null;
    const used = this.#use(nowMs).of(scope === "key" ? key : null, nowMs);
    const waitS = untilNextDayS(nowMs);
    const left = Math.max(0, eventsPerDay - used.events);
    if (events > left) return this.#refuse(asked, "eventsPerDay", waitS, left);
    return used.bytes >= bytesPerDay ? this.#refuse(asked, "bytesPerDay", waitS) : null;
  }

  /** A request was taken: `events` counts repeats too. */
  noteTaken(key: string, events: number, bytes: number, nowMs: number): void {
    if (events > 0) this.#use(nowMs).note(key, events, bytes, nowMs);
  }

  /** Null if one more key may be issued. */
  admitKey(issuer: string, keys: number, nowMs: number): Refused | null {
    return keys < this.#quotas.feed.keys
      ? null
      : this.#refuse({ scope: "feed", key: issuer, nowMs }, "keys", FULL_RETRY_S);
  }

  /** The quota that one more socket of a key would exceed, or null. */
  socketQuota(ofKey: number, ofFeed: number): QuotaScope | null {
    if (ofKey >= this.#quotas.key.sockets) return "key";
    return ofFeed >= this.#quotas.feed.sockets ? "feed" : null;
  }

  get frameRate(): Rate {
    return { perSecond: this.#quotas.key.framesPerSecond, burst: this.#quotas.key.framesBurst };
  }

  /** Counts a refusal for the inspection. */
  noteLimited(key: string, limit: QuotaName, scope: QuotaScope, nowMs: number): void {
    const name = `${scope} ${limit} ${key}`;
    const known = this.#limited.get(name);
    const isRecent = known !== undefined && nowMs - known.since < LIMITED_MS && nowMs >= known.since;
    const since = isRecent ? known.since : nowMs;
    this.#limited.set(name, { keyId: key, scope, limit, count: (isRecent ? known.count : 0) + 1, since, at: nowMs });
  }

  /** Newest first; those of the last hour. */
  limited(nowMs: number): LimitedNow[] {
    return [...this.#limited.values()].filter(({ at }) => nowMs - at < LIMITED_MS).reverse();
  }

  /** What was used, beside `quotas` in the inspection. */
  used(sockets: ReadonlyMap<string, number>, keys: number, nowMs: number): Used {
    const usage = this.#use(nowMs);
    const names = new Set([...usage.keys(nowMs), ...sockets.keys()]);
    const all = usage.of(null, nowMs);
    let open = 0;
    for (const count of sockets.values()) open += count;
    return {
      feed: { eventsToday: all.events, bytesToday: all.bytes, bytesKept: this.#log.keptBytes, sockets: open, keys },
      keys: Object.fromEntries(
        [...names].map((key) => {
          const { events, bytes } = usage.of(key, nowMs);
          return [key, { eventsToday: events, bytesToday: bytes, sockets: sockets.get(key) ?? 0 }];
        }),
      ),
    };
  }

  #use(nowMs: number): Usage {
    this.#usage ??= new Usage(this.#log, nowMs);
    return this.#usage;
  }

  /** `left`: how many events a smaller request may still have. */
  #refuse({ scope, key, nowMs }: Asked, name: QuotaName, retryAfterS: number, left = 0): Refused {
    this.noteLimited(key, name, scope, nowMs);
    const more = left === 0 ? "" : `${left} of them are left. `;
    return refuse("rate-limited", `${describeQuota(scope, name, this.#quotas)} ${more}${describeWait(retryAfterS)}`, {
      retryAfterS,
      extra: { limit: name, scope, ...(left === 0 ? {} : { left }) },
    });
  }
}

function firstBeats({ burst }: Rate, nowMs: number): Bucket {
  return { tokens: Math.ceil(burst / COLD_BEATS_PART), atMs: nowMs };
}

function describeQuota(scope: QuotaScope, name: QuotaName, quotas: Quotas): string {
  const value = quotasToJson(quotas)[scope][name as keyof Quotas[typeof scope]];
  const bound = new Intl.NumberFormat("en-US").format(value ?? 0);
  const who = scope === "key" ? "This key" : "This feed";
  switch (name) {
    case "publishPerSecond":
    case "publishBurst":
      return `${who} may publish ${bound} times a second.`;
    case "eventsPerDay":
      return `${who} may publish ${bound} events a day.`;
    case "bytesPerDay":
      return `${who} may publish ${bound} bytes a day.`;
    case "heartbeatsPerMinute":
      return `${who} may send ${bound} heartbeats a minute.`;
    case "sockets":
      return `${who} may have ${bound} open sockets and streams.`;
    case "framesPerSecond":
    case "framesBurst":
      return `A socket may send ${bound} frames a second.`;
    case "keys":
      return `${who} may have ${bound} keys. Revoke an unused one.`;
    case "bytesKept":
      return `${who} may keep ${bound} bytes. Ask the operator for more.`;
  }
}

function describeWait(retryAfterS: number): string {
  return `Nothing was stored; retry after ${retryAfterS} s.`;
}
