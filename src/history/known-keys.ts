/**
 * Keys that the room knew of late. What comes from a cache does not ask the room, so that its word on a key may be a minute
 * old there, and no older: this is where it is remembered, in this instance's memory only. Everything else asks the room.
 */

const WORD_MAX_AGE_MS = 60_000;
/** Far more than read at a time; when it is full the oldest are forgotten, which costs them a call. */
const KEYS_MAX = 10_000;

/** When the room last knew a key, by feed and key, oldest first. */
const knownAt = new Map<string, number>();

/** The room has just admitted this key. */
export function rememberKey(feed: string, keyId: string, nowMs: number): void {
  const name = `${feed}/${keyId}`;
  knownAt.delete(name);
  knownAt.set(name, nowMs);
  if (knownAt.size <= KEYS_MAX) return;
  const [oldest] = knownAt.keys();
  knownAt.delete(oldest!);
}

/** True where the room has admitted the key within the last minute. */
export function isKnownKey(feed: string, keyId: string, nowMs: number): boolean {
  const at = knownAt.get(`${feed}/${keyId}`);
  return at !== undefined && nowMs >= at && nowMs - at <= WORD_MAX_AGE_MS;
}
