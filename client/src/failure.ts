/**
 * Close codes that end a feed, as errors that say what to do. The code of the error is the reason that the server gave, a slug.
 */
import type { CLOSE } from "@fillcast/protocol";
import { FeedError } from "./error.ts";

/** As in the protocol, whose table of all codes and reasons is not needed here. */
export const CREDENTIALS_EXPIRED: typeof CLOSE.credentialsExpired = 4002;
export const SUBSCRIBER_LIMIT: typeof CLOSE.subscriberLimit = 4005;

/** Names of the problem registry from 4500 on, for where a close comes without its reason. */
const SLUGS = ["invalid-request", "unauthenticated", "forbidden", "feed-not-found", "unsupported-version"];

/** The error of a close code after which the feed does not come back: 4500–4999. */
export function closeToError(code: number, reason: string, detail: string | undefined): FeedError {
  const slug = reason || SLUGS[code - 4_500] || "refused";
  return new FeedError(slug, detail ?? `${slug}: check key, feed and options, then reconnect()`, { closeCode: code });
}
