/**
 * Log lines: one JSON object each, for people who search them at three in the morning. A feed appears as a hash, which the
 * operator can compute from its name but nobody can reverse by looking. Keys and bodies never appear.
 */
import { createHash } from "node:crypto";

/** The first twelve hex digits of the SHA-256 of a feed's name. */
export function hashFeed(feed: string): string {
  return createHash("sha256").update(feed, "utf8").digest("hex").slice(0, 12);
}

/** Something is wrong on our side and somebody has to look. */
export function logFault(feed: string, what: string, details: object): void {
  console.error(JSON.stringify({ level: "error", what, feed: hashFeed(feed), ...details }));
}

/** Something went wrong that passes by itself, unless it goes on. */
export function logTrouble(feed: string, what: string, details: object): void {
  console.warn(JSON.stringify({ level: "warn", what, feed: hashFeed(feed), ...details }));
}
