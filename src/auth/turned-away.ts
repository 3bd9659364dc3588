/**
 * Keys that a room has recently turned away. Revoked keys and keys of erased feeds never become valid again, so they are
 * refused here for a minute. A key over a quota may not publish until the quota allows it, at most for a minute. Both happen
 * before the body is read and without waking the room; after that, the room is asked again. In this instance's memory only.
 */
import {
  BoundedMap,
  TURNED_AWAY_MS,
  type Problem,
  type ProblemSlug,
  type QuotaName,
  type Refused,
} from "@fillcast/protocol";
import type { AppContext } from "../http/context.ts";
import type { Need } from "./grant.ts";

/** Which key of which feed. */
interface KeyName {
  readonly feed: string;
  readonly keyId: string;
}

interface TurnedAway {
  readonly problem: Problem;
  /** ms since 1970. */
  readonly atMs: number;
}

/** What a room says of a key that will not open it again. */
const FINAL: ReadonlySet<ProblemSlug> = new Set(["key-revoked", "feed-not-found", "feed-erased"]);
/** Quotas that refuse every event that a key publishes; one of heartbeats or sockets must not hold up a trade. */
const OF_EVENTS: ReadonlySet<unknown> = new Set<QuotaName>([
  "publishPerSecond",
  "eventsPerDay",
  "bytesPerDay",
  "bytesKept",
]);
/** When it is full the oldest are forgotten, which costs them a call. */
const KEYS_MAX = 10_000;

/** By feed and key, oldest first. */
const turnedAway = new BoundedMap<string, TurnedAway>(KEYS_MAX);

/** What the room said of the key within the last minute; null if it said nothing of the kind. The time to wait is what is left of it. */
export function findTurnedAway(name: KeyName, need: Need, nowMs: number): Refused | null {
  const known = turnedAway.get(toText(name));
  if (known === undefined || nowMs < known.atMs) return null;
  const { problem, atMs } = known;
  const sinceMs = nowMs - atMs;
  if (FINAL.has(problem.slug)) return sinceMs > TURNED_AWAY_MS ? null : { kind: "refused", problem };
  const leftMs = (problem.retryAfterS ?? 0) * 1_000 - sinceMs;
  if (need !== "publish" || leftMs <= 0 || sinceMs > TURNED_AWAY_MS) return null;
  return { kind: "refused", problem: { ...problem, retryAfterS: Math.ceil(leftMs / 1_000) } };
}

/** Remembers what the room said of a key, if it would say the same again. A repeat does not make it longer. */
export function noteTurnedAway(name: KeyName, problem: Problem, nowMs: number): void {
  // Where a smaller request would be taken, the key is not over its quota.
  const { limit, left } = problem.extra ?? {};
  const isQuota = problem.slug === "rate-limited" && OF_EVENTS.has(limit) && left === undefined;
  if (!FINAL.has(problem.slug) && !isQuota) return;
  if (findTurnedAway(name, "publish", nowMs) !== null) return;
  turnedAway.set(toText(name), { problem, atMs: nowMs });
}

/** Forgets the keys of a feed: its quotas have changed. */
export function forgetTurnedAway(feed: string): void {
  for (const name of turnedAway.keys()) if (name.startsWith(`${feed}/`)) turnedAway.delete(name);
}

/** After all routes: what the answer says of the request's key is what the room said. */
export function rememberTurnedAway(c: AppContext): void {
  const [grant, problem] = [c.get("grant"), c.get("problem")];
  if (grant !== undefined && problem !== undefined) noteTurnedAway(grant, problem, c.get("nowMs"));
}

function toText({ feed, keyId }: KeyName): string {
  return `${feed}/${keyId}`;
}
