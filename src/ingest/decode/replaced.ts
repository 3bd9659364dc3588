/**
 * Webhook bodies that are not Unicode text throughout. Their senders have one try, so nothing is refused: what is not valid is
 * replaced, and the event says so by the digest of the body as it came. Two bodies that differ in those places alone stay two
 * events, and a retry stays a repeat.
 */
import { hash } from "node:crypto";
import type { JsonObject } from "@fillcast/protocol";
import { decodeUtf8 } from "../../http/body.ts";
import type { Said } from "../said.ts";

/** A member of `data`: hex SHA-256 of the body's bytes. */
export function bodyMark(bytes: Uint8Array): JsonObject {
  return { fillcast_body_sha256: hash("sha256", bytes, "hex") };
}

const lossy = new TextDecoder("utf-8");
/** A character that only valid UTF-8 gives. */
const BEYOND_ASCII = /[^\0-\x7f\ufffd]/;

/** The text of a body: UTF-8 with what is not valid as U+FFFD; a body of Latin-1 throughout is read as that. */
export function bytesToText(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes);
  if (text !== null) return text;
  const replaced = lossy.decode(bytes);
  return BEYOND_ASCII.test(replaced) ? replaced : Buffer.from(bytes).toString("latin1");
}

/** What was said, marked if anything in it stands for something else: the body was no UTF-8, or it has a U+FFFD. */
export function markReplaced(said: Said, bytes: Uint8Array): Said {
  const isReplaced = decodeUtf8(bytes) === null || JSON.stringify(said).includes("\ufffd");
  return isReplaced ? { ...said, data: { ...said.data, ...bodyMark(bytes) } } : said;
}
