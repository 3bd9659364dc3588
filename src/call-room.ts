/**
 * Calls of a feed's room: a fresh stub each time, one jittered retry within two seconds, and a room that stays out of reach
 * as a value. A retry is safe because every call either only reads or names what it makes (events, keys) by ids that were
 * given before the first try. Addressing a room makes it: callers have verified a key or asked the directory.
 */
import { refuse, type FeedRpc, type Refused } from "../parties/feed/rpc.ts";
import type { Env } from "./env.ts";

/** A retry begins within this time of the first try, or not at all. */
const RETRY_WITHIN_MS = 2_000;
const RETRY_DELAY_MIN_MS = 50;
const RETRY_DELAY_SPREAD_MS = 450;

/** What Cloudflare puts on errors of a stub. */
interface StubError {
  readonly overloaded?: boolean;
}

/** The room's answer, or room-overloaded. */
export async function callRoom<Answer>(
  env: Env,
  feed: string,
  call: (room: FeedRpc) => Promise<Answer>,
  options: DurableObjectNamespaceGetDurableObjectOptions = {},
): Promise<Answer | Refused> {
  const startMs = Date.now();
  try {
    return await call(env.Feed.getByName(feed, options));
  } catch (error) {
    logFailure(error);
    // An overloaded room only gets worse from another call.
    if ((error as StubError).overloaded === true || Date.now() - startMs > RETRY_WITHIN_MS) return refuseOverloaded();
  }
  const delayMs = RETRY_DELAY_MIN_MS + Math.random() * RETRY_DELAY_SPREAD_MS;
  await new Promise((resolve) => setTimeout(resolve, delayMs));
  try {
    return await call(env.Feed.getByName(feed, options));
  } catch (error) {
    logFailure(error);
    return refuseOverloaded();
  }
}

function refuseOverloaded(): Refused {
  return refuse("room-overloaded", "The feed's room takes no more at the moment. Send the same request again.", {
    retryAfterS: 1,
  });
}

/** Only what kind of error it was: a message might quote what was sent. */
function logFailure(error: unknown): void {
  const { name, overloaded, retryable } = error as Error & StubError & { readonly retryable?: boolean };
  console.warn(JSON.stringify({ level: "warn", what: "room call failed", error: name, overloaded, retryable }));
}
