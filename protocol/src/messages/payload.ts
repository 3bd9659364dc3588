/**
 * An event's payload as the readers of messages take it, and the texts in it as the state keeps them: bounded, since a snapshot
 * carries all of them. The log has them whole.
 */
import type { FeedEvent, Json } from "../event.ts";
import { STATE_TEXT_MAX_CHARS } from "../limits.ts";

/** Any member may be absent. */
export interface Payload {
  readonly [name: string]: Json | undefined;
}

/** An event of any type, as it is on the wire or as the client types it. */
export interface SaidEvent extends Omit<FeedEvent, "data"> {
  readonly data: Payload;
}

/** The text, cut with a mark if it is too long; null if it is not a text or is empty. Never cuts a character in two. */
export function readText(value: Json | undefined): string | null {
  if (typeof value !== "string" || value === "") return null;
  if (value.length <= STATE_TEXT_MAX_CHARS) return value;
  return `${value.slice(0, STATE_TEXT_MAX_CHARS - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
