/**
 * Locks: pairs that a protection keeps from trading, until an instant. Here a message about one is read, once for room and
 * readers; how a newer lock replaces one of its bot, pair and side, and when it ends, is in ../patch.ts.
 */
import type { Json } from "../event.ts";
import { msToInstant, parseInstant } from "../instant.ts";
import { readText, type SaidEvent } from "./payload.ts";

/** What a protection's message says; null where it does not say it. */
export interface LockMessage {
  /** `*` for all pairs, which a global protection need not name. */
  readonly pair: string | null;
  readonly side: string | null;
  /** ISO 8601 UTC. */
  readonly until: string | null;
  readonly reason: string | null;
  /** False for a lock that is over. */
  readonly isActive: boolean;
}

/** What an event says about a lock; null for an event of another kind. */
export function readLockMessage({ type, data, pair }: SaidEvent): LockMessage | null {
  const isGlobal = type === "protection_trigger_global";
  if (type !== "protection_trigger" && !isGlobal) return null;
  return {
    pair: pair ?? readText(data.pair) ?? (isGlobal ? "*" : null),
    side: readText(data.side),
    until: parseInstant(data.lock_end_time) ?? timestampToInstant(data.lock_end_timestamp),
    reason: readText(data.reason),
    isActive: data.active !== false,
  };
}

function timestampToInstant(value: Json | undefined): string | null {
  const ms = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof ms === "number" ? msToInstant(ms) : null;
}
