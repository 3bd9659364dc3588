/**
 * Locks: pairs that a protection keeps from trading, until an instant. Here they are read; how a newer one replaces one of its
 * bot, pair and side, and when they end, is the same for readers (protocol/src/patch.ts).
 */
import type { FeedEvent, Json, Lock } from "@fillcast/protocol";
import { msToInstant, parseInstant } from "./instant.ts";

/** The lock that an event tells of, or null. A global protection names the pair `*`. */
export function readLock(event: FeedEvent): Lock | null {
  if (event.type !== "protection_trigger" && event.type !== "protection_trigger_global") return null;
  const { bot, data } = event;
  const until = parseInstant(data.lock_end_time) ?? timestampToInstant(data.lock_end_timestamp);
  if (until === null || data.active === false) return null;
  const pair = event.pair ?? text(data.pair) ?? (event.type === "protection_trigger_global" ? "*" : null);
  return pair === null ? null : { bot, pair, side: text(data.side) ?? "*", until, reason: text(data.reason) };
}

function timestampToInstant(value: Json | undefined): string | null {
  const ms = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof ms === "number" ? msToInstant(ms) : null;
}

function text(value: Json | undefined): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
