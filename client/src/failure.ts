/**
 * Close codes that end a feed, as errors that say what to do. The code of the error is the reason that the server gave: a slug.
 */
import type { CLOSE } from "@fillcast/protocol";
import { FeedError } from "./error.ts";

/** As in the protocol, whose table of all codes and reasons is not needed here. */
export const CREDENTIALS_EXPIRED: typeof CLOSE.credentialsExpired = 4002;
export const SUBSCRIBER_LIMIT: typeof CLOSE.subscriberLimit = 4005;

const ADVICE: { readonly [code: number]: string } = {
  4500: "The server could not read the position or filter",
  4501: "The key is not valid or was revoked: get a new one and reconnect()",
  4502: "The key does not open this feed: use one of its own with scope subscribe",
  4503: "There is no such feed",
  4504: "The server speaks another version: update fillcast",
};

/** The error of a close code after which the feed does not come back: 4500–4999. */
export function closeToError(code: number, reason: string, detail: string | undefined): FeedError {
  return new FeedError(reason, detail ?? ADVICE[code] ?? reason, { closeCode: code });
}
