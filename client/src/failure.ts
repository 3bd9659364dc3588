/**
 * Close codes that end a feed, as errors that say what to do. The code of the error is the reason that the server gave, a slug.
 */
import type { CLOSE } from "@fillcast/protocol";
import { FeedError } from "./error.ts";

/** As in the protocol, whose table of all codes and reasons is not needed here. */
export const CREDENTIALS_EXPIRED: typeof CLOSE.credentialsExpired = 4002;
export const SUBSCRIBER_LIMIT: typeof CLOSE.subscriberLimit = 4005;

/** Names as in the protocol, for where a close comes without its reason, and advice. */
const ENDS: { readonly [code: number]: readonly [slug: string, advice: string] } = {
  4500: ["invalid-request", "The server could not read the position or filter"],
  4501: ["unauthenticated", "The key is not valid or was revoked: get a new one, then reconnect()"],
  4502: ["forbidden", "The key does not open this feed"],
  4503: ["feed-not-found", "There is no such feed"],
  4504: ["unsupported-version", "The server speaks another version: update fillcast"],
};

/** The error of a close code after which the feed does not come back: 4500–4999. */
export function closeToError(code: number, reason: string, detail: string | undefined): FeedError {
  const [slug, advice] = ENDS[code] ?? ["refused", "The server refuses this connection for good"];
  return new FeedError(reason || slug, detail ?? advice, { closeCode: code });
}
