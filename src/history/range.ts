/**
 * Decides which part of the log a request is about, and where its next piece comes from: pure, over the cursors, the limit
 * and the room's bounds. A span is (low, high], in both directions; each step takes off its first piece, and nothing is left
 * out between two pieces.
 */
import { firstSeqOf, lastSeqOf, pageOf, type Position } from "@fillcast/protocol";
import type { LogBounds } from "../../parties/feed/rpc.ts";
import type { Sought } from "../../archive/pages.ts";
import type { Direction } from "../../archive/parts.ts";

export type { Direction };

/** The seqs (low, high]; empty where low ≥ high. */
export interface Span {
  readonly low: number;
  readonly high: number;
}

/** Where a span's next pieces come from: everything that only the archive has, or a part of the tail within one page. */
type Stretch = { readonly kind: "archive" | "room"; readonly span: Span } | { readonly kind: "end" };

/** A sealed page's seqs. */
export function pageToSpan(page: number): Span {
  return { low: firstSeqOf(page) - 1, high: lastSeqOf(page) };
}

/** Everything between the cursors: `after` and `before` are both left out themselves. */
export function decideSpan(after: Position | null, before: Position | null, head: number): Span {
  return { low: after?.seq ?? 0, high: before === null ? head : Math.min(before.seq - 1, head) };
}

/** The first `count` seqs of a span in the direction of the walk: what is enough where each of them counts. */
export function takeFromSpan({ low, high }: Span, direction: Direction, count: number): Span {
  return direction === "forward"
    ? { low, high: Math.min(high, low + count) }
    : { low: Math.max(low, high - count), high };
}

/** What is left of a span after a piece of it. */
export function restOfSpan({ low, high }: Span, direction: Direction, piece: Span): Span {
  return direction === "forward" ? { low: Math.max(low, piece.high), high } : { low, high: Math.min(high, piece.low) };
}

/** The room has what is not below its oldest seq; below it the archive is complete. */
export function decideSource({ low, high }: Span, direction: Direction, oldest: number): Stretch {
  if (low >= high) return { kind: "end" };
  if (direction === "forward") {
    if (low + 1 >= oldest) return { kind: "room", span: { low, high: Math.min(high, lastSeqOf(pageOf(low + 1))) } };
    return { kind: "archive", span: { low, high: Math.min(high, oldest - 1) } };
  }
  if (high >= oldest) {
    return { kind: "room", span: { low: Math.max(low, oldest - 1, firstSeqOf(pageOf(high)) - 1), high } };
  }
  return { kind: "archive", span: { low, high } };
}

/** The piece of a span that its page bounds, at the walk's end of it. */
export function firstPageOf({ low, high }: Span, direction: Direction): Span {
  return direction === "forward"
    ? { low, high: Math.min(high, lastSeqOf(pageOf(low + 1))) }
    : { low: Math.max(low, firstSeqOf(pageOf(high)) - 1), high };
}

/**
 * A span without what lies before `from` or after `to`, as far as the archive's parts tell, up to `archived`. `from` is where
 * the search found the first part with an event at that time or later, `after` the first with a later one than `to`; null
 * where it was not asked for.
 */
export function narrowSpan(
  { low, high }: Span,
  { archived }: Pick<LogBounds, "archived">,
  from: Sought | null,
  after: Sought | null,
): Span {
  // What came after the newest part was archived is not known to lie before `from`.
  const fromLow = from?.kind === "part" ? Math.min(from.first - 1, archived) : from?.kind === "none" ? archived : low;
  return { low: Math.max(low, fromLow), high: after?.kind === "part" ? Math.min(high, after.last) : high };
}
