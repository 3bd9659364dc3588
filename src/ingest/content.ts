/**
 * What an event says, as one text. Its size is bounded, and repeats are recognised by its digest.
 */
import { EVENT_MAX_BYTES, type Json, type JsonObject } from "@fillcast/protocol";
import type { DraftEvent } from "../../parties/feed/rpc.ts";

/** What the producer sent, in one spelling. */
export function contentOf({ type, bot, ts, pair, trade, data }: DraftEvent): string {
  const content = {
    type,
    bot,
    ...(ts === undefined ? {} : { ts }),
    ...(pair === undefined ? {} : { pair }),
    ...(trade === undefined ? {} : { trade: trade as unknown as JsonObject }),
    data,
  };
  return canonicalJson(content);
}

/** True for a content that is over the limit of an event. */
export function isTooLarge(content: string): boolean {
  return content.length * 3 > EVENT_MAX_BYTES && Buffer.byteLength(content, "utf8") > EVENT_MAX_BYTES;
}

/** JSON with sorted keys and no white space: one text for one value. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = value as { readonly [key: string]: Json };
  const texts = Object.keys(members)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(members[key]!)}`);
  return `{${texts.join(",")}}`;
}
