/**
 * Storms: a key that sends far more than any bot or reader is turned away here, before it reaches a room or the database.
 * This instance counts what it sees, and asks the data centre's counter only about fast keys, so usual requests pay nothing.
 * An export may read the whole log, so each one is counted, by a separate counter.
 */
import { BoundedMap, refuse, type Refused } from "@fillcast/protocol";
import type { Env } from "../env.ts";
import { guarding } from "../http/problem.ts";
import { verifyCredential } from "./authenticate.ts";
import { socketCredential } from "./credentials.ts";
import type { Grant } from "./grant.ts";

/** A key of a feed. */
type Key = Pick<Grant, "feed" | "keyId">;

/** Requests of a key in one second of this instance from which on the platform is asked. */
const FAST_REQUESTS = 20;
const WINDOW_MS = 1_000;
const KEYS_MAX = 1_000;
const RETRY_AFTER_S = 10;
const EXPORT_RETRY_AFTER_S = 60;

interface Seen {
  readonly sinceMs: number;
  requests: number;
}

const seen = new BoundedMap<string, Seen>(KEYS_MAX);
/** Feeds whose operator has set no bound on publishing. */
const unbounded = new Set<string>();

/** Refuses a key's request if the platform counts a storm of it. */
export async function refuseStorm(env: Env, key: Key, nowMs: number): Promise<Refused | null> {
  if (unbounded.has(key.feed) || !isFast(toName(key), nowMs)) return null;
  return (await isWithin(env.STORM, key)) ? null : refuseFast();
}

/** The same for the routes under a feed, whichever of them it is. What is wrong with a key is the route's to say. */
export const refuseStorms = guarding((c) => {
  const credential = socketCredential(c);
  const claims = credential === null ? null : verifyCredential(c.env, credential);
  return claims === null ? null : refuseStorm(c.env, { feed: claims.sub, keyId: claims.jti }, c.get("nowMs"));
});

/** Refuses an answer that may read the whole log or ledger if the key had its share of them this minute. */
export async function refuseExport(env: Env, key: Key): Promise<Refused | null> {
  if (unbounded.has(key.feed) || (await isWithin(env.EXPORTS, key))) return null;
  const detail = `This key has requested too many exports. Retry after ${EXPORT_RETRY_AFTER_S} s.`;
  const extra = { limit: "exports", scope: "key" };
  return refuse("rate-limited", detail, { retryAfterS: EXPORT_RETRY_AFTER_S, extra });
}

/** The room has said whether this feed is bounded. */
export function noteUnbounded({ feed }: Key, isUnbounded: boolean): void {
  if (!isUnbounded) unbounded.delete(feed);
  else if (unbounded.size < KEYS_MAX) unbounded.add(feed);
}

/** A counter that fails, or is not there, refuses nobody. */
async function isWithin(counter: RateLimit | undefined, key: Key): Promise<boolean> {
  try {
    return counter === undefined || (await counter.limit({ key: toName(key) })).success;
  } catch {
    return true;
  }
}

function toName({ feed, keyId }: Key): string {
  return `${feed}/${keyId}`;
}

function isFast(name: string, nowMs: number): boolean {
  const known = seen.get(name);
  if (known !== undefined && nowMs >= known.sinceMs && nowMs - known.sinceMs < WINDOW_MS) {
    known.requests++;
    return known.requests > FAST_REQUESTS;
  }
  seen.set(name, { sinceMs: nowMs, requests: 1 });
  return false;
}

function refuseFast(): Refused {
  const detail = `This key has sent too many requests. Nothing was stored; retry after ${RETRY_AFTER_S} s.`;
  return refuse("rate-limited", detail, { retryAfterS: RETRY_AFTER_S, extra: { limit: "storm", scope: "key" } });
}
