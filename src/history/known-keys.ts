/**
 * Keys that the room has admitted within the last minute. What comes from a cache asks no room, so it goes by this, which only
 * this instance's memory has. Everything else asks the room.
 */
import { BoundedMap } from "@fillcast/protocol";

const ADMITTED_MS = 60_000;
/** Far more than read at a time. A forgotten key costs one call of its room. */
const KEYS_MAX = 10_000;

/** When the room last admitted a key, by feed and key. */
const admittedAt = new BoundedMap<string, number>(KEYS_MAX);

/** The room has just admitted this key. */
export function rememberKey(feed: string, keyId: string, nowMs: number): void {
  admittedAt.set(`${feed}/${keyId}`, nowMs);
}

/** True if the room has admitted the key within the last minute. */
export function isKnownKey(feed: string, keyId: string, nowMs: number): boolean {
  const at = admittedAt.get(`${feed}/${keyId}`);
  return at !== undefined && nowMs >= at && nowMs - at <= ADMITTED_MS;
}
