/**
 * ntfy: the text is the body, everything else a header. Headers are ASCII, so other text is encoded as in mail (RFC 2047), which
 * ntfy reads; nothing can end a header's line.
 */
import type { NtfyAddress } from "@fillcast/protocol";
import type { AlertMessage } from "../message.ts";
import { type Answer, bodyMembers, failed, headerWait, off, readStatus, saidBy } from "./answer.ts";
import type { Outcome } from "./outcome.ts";
import { fitLines, unlinkedMessage } from "./plain.ts";
import type { ChannelRequest, MessageSize } from "./request.ts";

/** A longer body becomes an attachment. */
const BODY_MAX_BYTES = 4_096;
/** An encoded word has at most 75 characters: with its frame of 12, 60 of base64 are 45 bytes. */
const WORD_MAX_BYTES = 45;

export function writeNtfy(
  message: AlertMessage,
  { url, token }: NtfyAddress,
  size: MessageSize = "whole",
): ChannelRequest {
  const { title, lines, link } = unlinkedMessage(message);
  // With no body ntfy writes `triggered`.
  const [first = title, ...rest] = size === "brief" ? [] : lines;
  return {
    url,
    headers: {
      "Content-Type": "text/plain; charset=utf-8",
      Title: encodeHeader(title),
      ...(message.urgent ? { Priority: "high", Tags: "rotating_light" } : {}),
      ...(link === null ? {} : { Click: link }),
      ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
    },
    body: fitLines(first, rest, BODY_MAX_BYTES, byteLength),
  };
}

/** A header's value for any line of text: as it is where it is plain ASCII, else in encoded words of whole characters. */
export function encodeHeader(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text) && !text.includes("=?")) return text;
  const words: string[] = [];
  let word = "";
  for (const char of text) {
    if (word !== "" && byteLength(word + char) > WORD_MAX_BYTES) {
      words.push(word);
      word = "";
    }
    word += char;
  }
  return [...words, word].map((part) => `=?UTF-8?B?${Buffer.from(part, "utf8").toString("base64")}?=`).join(" ");
}

function byteLength(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

export function readNtfy(who: string, answer: Answer): Outcome {
  const { error } = bodyMembers(answer);
  switch (answer.status) {
    case 400:
      return failed(`${who} refused the message (400)${saidBy(error)}`);
    case 401:
    case 403:
      return off(`${who} does not let this token write to the topic (${answer.status}): enter one that may.`);
    case 404:
      return off(`${who} has no such topic (404): check the address.`);
    case 429:
      return failed(`${who} takes no more messages for now (429)${saidBy(error)}`, headerWait(answer));
    default:
      return readStatus(who, answer);
  }
}
