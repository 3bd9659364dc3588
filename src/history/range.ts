/**
 * Which part of the log a request is about, and where the next piece of it is to be had: pure decisions over the cursors, the
 * limit and the room's bounds. A span is (low, high], whatever the direction in which it is walked; each step takes its
 * first piece off, and nothing is left out between two pieces.
 */
import { firstSeqOf, lastSeqOf, pageOf, type Position } from "@fillcast/protocol";
import type { LogBounds } from "../../parties/feed/rpc.ts";

export type Direction = "forward" | "backward";

/** The seqs (low, high]; empty where low ≥ high. */
export interface Span {
  readonly low: number;
  readonly high: number;
}

/** Where a span's next piece is to be had: pages in the order of the walk, or a part of the tail that lies in one page. */
export type Source =
  | { readonly kind: "archive"; readonly first: number; readonly last: number }
  | { readonly kind: "room"; readonly span: Span }
  | { readonly kind: "end" };

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

/** The room has what is not below its oldest seq; below it the archive is complete. `pagesMax` bounds one look into the archive. */
export function decideSource({ low, high }: Span, direction: Direction, oldest: number, pagesMax: number): Source {
  if (low >= high) return { kind: "end" };
  if (direction === "forward") {
    if (low + 1 >= oldest) return { kind: "room", span: { low, high: Math.min(high, lastSeqOf(pageOf(low + 1))) } };
    const first = pageOf(low + 1);
    return { kind: "archive", first, last: Math.min(pageOf(Math.min(high, oldest - 1)), first + pagesMax - 1) };
  }
  if (high >= oldest) {
    return { kind: "room", span: { low: Math.max(low, oldest - 1, firstSeqOf(pageOf(high)) - 1), high } };
  }
  const last = pageOf(high);
  return { kind: "archive", first: Math.max(pageOf(low + 1), last - pagesMax + 1), last };
}

/**
 * A span without what lies before `from` or after `to`, as far as pages tell. `fromPage` is the first page with an event at
 * `from` or later, `afterPage` the first with one after `to`; each null where it was not asked for, or not found among the
 * archived pages.
 */
export function narrowSpan(
  { low, high }: Span,
  { archived }: Pick<LogBounds, "archived">,
  fromPage: number | null,
  afterPage: number | null,
): Span {
  return {
    // An archived page may be the open one: what came after it was archived is not known to lie before `from`.
    low: fromPage === null ? low : Math.max(low, Math.min(firstSeqOf(fromPage) - 1, archived)),
    high: afterPage === null ? high : Math.min(high, lastSeqOf(afterPage)),
  };
}
