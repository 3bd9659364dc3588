/**
 * What the room tells history: its bounds, and what it holds of the log as text. Reads only.
 */
import { firstSeqOf, lastSeqOf } from "@fillcast/protocol";
import type { Log } from "./log.ts";
import type { LogBounds, LogRead, PageCall, PageRead, ReadCall } from "../rpc.ts";

/** (after, through] as far as the room holds it, in whole records up to about `maxBytes`, at least one event where there is one. */
export function readRange(log: Log, bounds: LogBounds, { after, through, maxBytes }: ReadCall): LogRead {
  const from = Math.max(after, bounds.oldest - 1);
  const end = Math.min(through, bounds.head);
  const nothing: LogRead = { kind: "read", ...bounds, after: from, through: from, text: "" };
  if (from >= end) return nothing;
  const slice = log.read(from, maxBytes, end);
  return slice === null ? nothing : { kind: "read", ...bounds, after: from, through: slice.through, text: slice.text };
}

/** What one call brings of a page: it crosses from the room to the Worker in one message. */
const PIECE_BYTES = 1024 * 1024;

/** A page's text or a piece of it, open ones where they are wanted; null where the room does not hold it, or it has not begun. */
export function readPage(log: Log, bounds: LogBounds, { page, open, after, through }: PageCall): PageRead {
  const end = open === true || lastSeqOf(page) <= bounds.head ? log.records.endOf(page) : null;
  const nothing: PageRead = { kind: "page", ...bounds, text: null, last: lastSeqOf(page), chain: "" };
  if (end === null) return nothing;
  const from = after ?? firstSeqOf(page) - 1;
  const maxBytes = after === undefined ? Infinity : PIECE_BYTES;
  const piece = log.records.readPiece(page, from, Math.min(through ?? end.last, end.last), maxBytes);
  return { ...nothing, ...end, text: piece?.text ?? "", through: piece?.last ?? from };
}
