/**
 * Ids of destinations. A service worker renews a subscription without a key, so the edge must know an id that was given out from
 * one that was guessed before it asks anything of a room or the database: the id carries a mark that only we can make.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Secrets } from "../auth/jwt.ts";

const RANDOM_BYTES = 8;
const MARK_CHARS = 16;
const ID_PATTERN = /^[0-9a-f]{32}$/;

/** 64 random bits and the mark, hex. */
export function createDestinationId(feed: string, { current }: Secrets): string {
  const random = randomBytes(RANDOM_BYTES).toString("hex");
  return random + markOf(feed, random, current);
}

/** True for an id that was made for this feed, with the current secret or the one before. */
export function isDestinationId(feed: string, id: string, { current, previous }: Secrets): boolean {
  if (!ID_PATTERN.test(id)) return false;
  const random = id.slice(0, -MARK_CHARS);
  const mark = Buffer.from(id.slice(-MARK_CHARS));
  return [current, previous]
    .filter((secret) => secret !== undefined && secret !== "")
    .some((secret) => timingSafeEqual(mark, Buffer.from(markOf(feed, random, secret!))));
}

function markOf(feed: string, random: string, secret: string): string {
  const text = `fillcast destination id\n${feed}\n${random}`;
  return createHmac("sha256", secret).update(text, "utf8").digest("hex").slice(0, MARK_CHARS);
}
