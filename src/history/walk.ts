/**
 * Walks a log, archive and tail as one: the pieces follow each other without holes or repeats, while pages are sealed,
 * archived and dropped. If two pieces do not join exactly, the walk is refused; nothing is skipped. Holds a few parts at a
 * time, however long the walk and however large the events.
 */
import { pageOf, isRefused, type Refused } from "@fillcast/protocol";
import type { LogBounds, LogRead } from "../../parties/feed/rpc.ts";
import { walkArchive, type Walk } from "./archived.ts";
import type { Piece, Sieve } from "./piece.ts";
import { decideSource, narrowSpan, restOfSpan, type Span } from "./range.ts";
import type { LogSources } from "./sources.ts";
import { readTail } from "./tail.ts";

/**
 * Walks the span from its beginning in the walk's direction, until its end or until the budget is used up; a refusal is the
 * last that it says. `opening` is what the room said first: where it begins the walk, the room is not asked again.
 */
export async function* walkLog(sources: LogSources, opening: LogRead, walk: Walk): AsyncGenerator<Piece | Refused> {
  const { direction, sieve } = walk;
  const budget = { ...walk.budget };
  let { span } = walk;
  let bounds: LogBounds = opening;
  let said: LogRead | null = opening;
  while (budget.open > 0 && budget.scan > 0) {
    const source = decideSource(span, direction, bounds.oldest);
    if (source.kind === "end") return;
    if (source.kind === "archive") {
      for await (const piece of walkArchive(sources, bounds.epoch, { span: source.span, direction, sieve, budget })) {
        yield piece;
        if (isRefused(piece)) return;
        span = restOfSpan(span, direction, piece.span);
      }
      continue;
    }
    const read = await readTail(sources, { span: source.span, direction, sieve }, { epoch: bounds.epoch, said });
    said = null;
    if (isRefused(read)) return yield read;
    bounds = read.bounds;
    if (read.piece === null) continue;
    budget.open -= 1;
    yield read.piece;
    span = restOfSpan(span, direction, read.piece.span);
  }
}

/**
 * The span without what lies before `from` or after `to`, as far as the archive's parts tell: what is left is walked and
 * sieved. The archive holds most of the tail too, so that a long tail need not be walked for a short while of it.
 */
export async function narrowByTime(
  sources: LogSources,
  bounds: LogBounds,
  span: Span,
  { from, to }: Pick<Sieve, "from" | "to">,
): Promise<Span | Refused> {
  const high = Math.min(span.high, bounds.archived);
  if (span.low >= high) return span;
  const pages = { first: pageOf(span.low + 1), last: pageOf(high) };
  const seek = async (at: number | undefined) => (at === undefined ? null : sources.seekPart(bounds.epoch, pages, at));
  const [fromPart, afterPart] = await Promise.all([seek(from), seek(to === undefined ? undefined : to + 1)]);
  // The tail can be walked without the archive.
  const isTail = span.low + 1 >= bounds.oldest;
  if (isRefused(fromPart)) return isTail ? span : fromPart;
  if (isRefused(afterPart)) return isTail ? span : afterPart;
  return narrowSpan(span, bounds, fromPart, afterPart);
}
