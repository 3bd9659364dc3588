/**
 * What the room tells history: its bounds, and what it holds of the log as text. Reads only.
 */
import { lastSeqOf } from "@fillcast/protocol";
import type { Log } from "./log.ts";
import { chainToHex } from "../../src/archive/chain.ts";
import type { LogBounds, LogRead, PageRead } from "./rpc.ts";

/** (after, through] as far as the room holds it, in whole records up to about `maxBytes`, at least one event where there is one. */
export function readRange(log: Log, bounds: LogBounds, after: number, through: number, maxBytes: number): LogRead {
  const from = Math.max(after, bounds.oldest - 1);
  const end = Math.min(through, bounds.head);
  const nothing: LogRead = { kind: "read", ...bounds, after: from, through: from, text: "" };
  if (from >= end) return nothing;
  const slice = log.read(from, maxBytes, end);
  return slice === null ? nothing : { kind: "read", ...bounds, after: from, through: slice.through, text: slice.text };
}

/** A page's text, `open` ones where they are wanted; null where the room does not hold it, or it has not begun. */
export function readPage(log: Log, bounds: LogBounds, page: number, open: boolean): PageRead {
  const held = open || lastSeqOf(page) <= bounds.head ? log.readPage(page) : null;
  return {
    kind: "page",
    ...bounds,
    text: held?.text ?? null,
    last: held?.last ?? lastSeqOf(page),
    chain: held === null ? "" : chainToHex(held.chain),
  };
}
