/**
 * What a client has shown, kept small: each event as its seq and a digest of all that it said.
 */
import { createHash } from "node:crypto";

/** An event as somebody saw it. */
export interface Seen {
  readonly seq: number;
  /** Of the event's JSON, however it was parsed. */
  readonly digest: string;
}

const DIGEST_CHARS = 16;

/** `event` is a parsed event, from wherever. */
export function toSeen(event: { readonly seq: number }): Seen {
  const digest = createHash("sha1").update(JSON.stringify(event)).digest("base64url").slice(0, DIGEST_CHARS);
  return { seq: event.seq, digest };
}
