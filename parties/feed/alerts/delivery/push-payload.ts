/**
 * What a push brings to the service worker of the page, as JSON before it is encrypted: `{"v": 1, title, lines, path, tag, feed, at,
 * count, seqs}`. It fits into what push services take; lines that do not fit are left out.
 */
import type { AlertMessage } from "../message.ts";
import { plainMessage, plainText } from "./plain.ts";
import type { MessageSize } from "./request.ts";

export interface PushPayload {
  readonly v: 1;
  readonly title: string;
  readonly lines: readonly string[];
  /** Of the dashboard, from the root: what a tap opens. */
  readonly path: string;
  /** A notification replaces the one with the same tag. */
  readonly tag: string;
  readonly feed: string;
  /** ms since 1970. */
  readonly at: number;
  readonly count: number;
  /** Of the events that the message names one by one; `count` may be more. A page that has told all of them needs no notification. */
  readonly seqs: readonly number[];
}

/** 4,096 bytes encrypted at most (RFC 8291): 86 of them are the header, 17 the end of the record; a few are left in reserve. */
export const PAYLOAD_MAX_BYTES = 3_900;
const NAME_MAX_CHARS = 128;

export function pushPayload(message: AlertMessage, size: MessageSize = "whole"): string {
  const { title, lines, link } = plainMessage(message);
  const { pathname, search, hash } = new URL(link ?? "https://fillcast.invalid/");
  const payload: PushPayload = {
    v: 1,
    title,
    lines: [],
    // Two slashes would begin the name of a host.
    path: `${pathname.replace(/^\/+/, "/")}${search}${hash}`,
    tag: plainText(message.topic ?? message.id, NAME_MAX_CHARS),
    feed: plainText(message.feed, NAME_MAX_CHARS),
    at: message.at,
    count: message.count,
    seqs: message.items.map(({ seq }) => seq),
  };
  for (let kept = size === "brief" ? 0 : lines.length; kept > 0; kept--) {
    const text = JSON.stringify({ ...payload, lines: lines.slice(0, kept) });
    if (Buffer.byteLength(text, "utf8") <= PAYLOAD_MAX_BYTES) return text;
  }
  return JSON.stringify(payload);
}
