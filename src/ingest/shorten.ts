/**
 * Shortens webhook events over the limit. Their senders have one try, and a long text (a traceback) matters, so its middle
 * is cut out, with a mark that says how much. The event gets the digest of the original body. Both ends stay, because the
 * last lines of a traceback say most.
 */
import type { Json, JsonObject } from "@fillcast/protocol";
import type { DraftEvent } from "../../parties/feed/rpc.ts";
import { contentOf, isTooLarge } from "./content.ts";
import { bodyMark } from "./decode/replaced.ts";

/** What is left of each text and name, characters: the first length at which the event fits. */
const LENGTHS = [30_000, 8_000, 2_000, 500, 100];
/** An event whose many members are too much is kept as one text, three bytes a character at most. */
const WHOLE_CHARS = 8_000;

/** The event, cut where it is too large. */
export function shorten(event: DraftEvent, bytes: Uint8Array): DraftEvent {
  if (!isTooLarge(contentOf(event))) return event;
  const mark = bodyMark(bytes);
  for (const chars of LENGTHS) {
    const short = { ...event, data: { ...cutMembers(event.data, chars), ...mark } };
    if (!isTooLarge(contentOf(short))) return short;
  }
  return { ...event, data: { body: cutText(JSON.stringify(event.data), WHOLE_CHARS), ...mark } };
}

function cutMembers(members: JsonObject, chars: number): JsonObject {
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => [cutText(name, chars), cutValue(value, chars)] as const),
  );
}

function cutValue(value: Json, chars: number): Json {
  if (typeof value === "string") return cutText(value, chars);
  if (typeof value !== "object" || value === null) return value;
  return Array.isArray(value) ? value.map((item) => cutValue(item, chars)) : cutMembers(value as JsonObject, chars);
}

/** Three quarters of what stays are the beginning. No character is cut in two. */
function cutText(text: string, chars: number): string {
  if (text.length <= chars) return text;
  const head = text.slice(0, Math.floor(chars * 0.75)).replace(/[\ud800-\udbff]$/, "");
  const tail = text.slice(text.length - Math.floor(chars * 0.25)).replace(/^[\udc00-\udfff]/, "");
  const left = text.length - head.length - tail.length;
  return `${head}… [truncated: ${left} characters left out] …${tail}`;
}
