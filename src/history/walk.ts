/**
 * The walk over a log, archive and tail as one: pieces that follow each other without a hole and without a repeat, while
 * pages are sealed, archived and dropped under the reader. What does not join exactly is refused, never skipped. Holds a few
 * pages at a time, however long the walk is.
 */
import { pageOf } from "@fillcast/protocol";
import type { LogBounds, LogRead, Refused } from "../../parties/feed/rpc.ts";
import { PAGES_PER_READ, PAGES_PER_SCAN, isSelective, walkArchive, type Budget } from "./archived.ts";
import type { Piece, Sieve } from "./piece.ts";
import { decideSource, narrowSpan, restOfSpan, type Direction, type Span } from "./range.ts";
import type { LogSources } from "./sources.ts";
import { readTail } from "./tail.ts";

export interface Walk {
  readonly span: Span;
  readonly direction: Direction;
  /** Null where every event is wanted: then none is parsed. */
  readonly sieve: Sieve | null;
  /** Pages that may be opened, and of the archive looked at. */
  readonly budget: Budget;
}

/**
 * Walks the span from its beginning in the walk's direction, until its end or until the budget is used up; a refusal is the
 * last that it says. `opening` is what the room said first: where it begins the walk, the room is not asked again.
 */
export async function* walkLog(sources: LogSources, opening: LogRead, walk: Walk): AsyncGenerator<Piece | Refused> {
  const { direction, sieve } = walk;
  const budget = { ...walk.budget };
  const pagesMax = isSelective(sieve) ? PAGES_PER_SCAN : PAGES_PER_READ;
  let { span } = walk;
  let bounds: LogBounds = opening;
  let said: LogRead | null = opening;
  while (budget.open > 0 && budget.scan > 0) {
    const source = decideSource(span, direction, bounds.oldest, Math.min(pagesMax, budget.scan));
    if (source.kind === "end") return;
    if (source.kind === "archive") {
      for await (const piece of walkArchive(sources, bounds.epoch, span, source, direction, sieve, budget)) {
        yield piece;
        if (piece.kind === "refused") return;
        span = restOfSpan(span, direction, piece.span);
      }
      continue;
    }
    const read = await readTail(sources, bounds, source.span, direction, sieve, said);
    said = null;
    if (read.kind === "refused") return yield read;
    bounds = read.bounds;
    if (read.piece === null) continue;
    budget.open -= 1;
    yield read.piece;
    span = restOfSpan(span, direction, read.piece.span);
  }
}

/**
 * The span without what lies before `from` or after `to`, as far as the archive's pages tell: what is left is walked and
 * sieved. The archive holds most of the tail too, so that a long tail need not be walked for a short while of it.
 */
export async function narrowByTime(
  sources: LogSources,
  bounds: LogBounds,
  span: Span,
  { from, to }: Pick<Sieve, "from" | "to">,
): Promise<({ readonly kind: "span" } & Span) | Refused> {
  const whole = { kind: "span", ...span } as const;
  const high = Math.min(span.high, bounds.archived);
  if (span.low >= high) return whole;
  const pages = { first: pageOf(span.low + 1), last: pageOf(high) };
  const seek = async (at: number | undefined) => (at === undefined ? null : sources.seekPage(bounds.epoch, pages, at));
  const found = await Promise.all([seek(from), seek(to === undefined ? undefined : to + 1)]);
  const refused = found.find((answer) => answer?.kind === "refused");
  // The tail can be walked without the archive.
  if (refused?.kind === "refused") return span.low + 1 >= bounds.oldest ? whole : refused;
  const [fromPage, afterPage] = found.map((answer) => (answer?.kind === "answer" ? answer.value : null));
  return {
    kind: "span",
    ...narrowSpan(span, bounds, fromPage ?? null, afterPage !== pages.last + 1 ? (afterPage ?? null) : null),
  };
}
