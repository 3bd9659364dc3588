/**
 * Reads the archive's part of the log, part by part. With a filter, it first looks at the parts' keys and opens only parts
 * that may match. The others are covered unopened, but must exist: a hole is refused, never skipped.
 */
import { isRefused, type Refused } from "@fillcast/protocol";
import { textToEvents } from "../../archive/page.ts";
import type { Listing } from "../../archive/listing.ts";
import type { ArchivedPart } from "../../archive/parts.ts";
import { createPiece, refuseHole, type Piece, type Sieve } from "./piece.ts";
import { firstPageOf, restOfSpan, type Direction, type Span } from "./range.ts";
import type { LogSources } from "./sources.ts";

/** Parts whose keys one query looks at, beside those that whole chapters tell; a page usually is one. */
export const PARTS_PER_SCAN = 512;

/** Parts that may still be opened, and looked at; counted down on the way. */
export interface Budget {
  open: number;
  scan: number;
}

export interface Walk {
  readonly span: Span;
  readonly direction: Direction;
  /** Null for every event: then none is parsed. */
  readonly sieve: Sieve | null;
  /** Parts that may be opened, and of the archive looked at. */
  readonly budget: Budget;
}

/** True if parts can be skipped by their keys. */
export function isSelective(sieve: Sieve | null): sieve is Sieve {
  return sieve !== null && Object.values(sieve.filter).some((names) => names !== undefined);
}

/** Pieces of the span, which is all the archive's, as far as the budget goes, in the walk's direction. */
export async function* walkArchive(
  sources: LogSources,
  epoch: string,
  { span, direction, sieve, budget }: Walk,
): AsyncGenerator<Piece | Refused> {
  if (isSelective(sieve)) return yield* walkListed(sources, epoch, { span, direction, sieve, budget });
  let rest = span;
  for await (const part of sources.readParts(epoch, [span], direction)) {
    if (isRefused(part)) return yield part;
    if (isCovered(part, rest, direction)) continue;
    if (budget.open === 0) return;
    budget.open -= 1;
    budget.scan -= 1;
    const piece = partToPiece(part, rest, direction, sieve);
    yield piece;
    if (isRefused(piece)) return;
    rest = restOfSpan(rest, direction, piece.span);
    if (rest.low >= rest.high) return;
  }
  yield refuseHole(firstPageOf(rest, direction));
}

/** Goes through a list of parts, and opens those that may match. */
async function* walkListed(
  sources: LogSources,
  epoch: string,
  { span, direction, sieve, budget }: Walk & { readonly sieve: Sieve },
): AsyncGenerator<Piece | Refused> {
  const limit = Math.min(PARTS_PER_SCAN, budget.scan);
  const listed = await sources.listParts(epoch, { stretch: span, direction, filter: sieve.filter, limit });
  if (isRefused(listed)) return yield listed;
  const opening = openMatching(sources, epoch, listed, direction);
  let rest = span;
  for (const row of listed.parts) {
    if (isCovered(row, rest, direction)) continue;
    const covered = coverOf(row, rest, direction);
    if (covered === null) break;
    budget.scan -= 1;
    if (!row.matches) {
      yield { span: covered, events: [] };
      rest = restOfSpan(rest, direction, covered);
      continue;
    }
    for (const end = restOfSpan(rest, direction, covered); rest.low < end.low || rest.high > end.high;) {
      if (budget.open === 0) return;
      const next = await opening.next();
      const part = next.done === true ? undefined : next.value;
      if (isRefused(part)) return yield part;
      if (part !== undefined && isCovered(part, rest, direction)) continue;
      budget.open -= 1;
      const piece = part === undefined ? refuseHole(covered) : partToPiece(part, rest, direction, sieve);
      yield piece;
      if (isRefused(piece)) return;
      rest = restOfSpan(rest, direction, piece.span);
    }
  }
  if (rest.low < rest.high && listed.isAll) yield refuseHole(firstPageOf(rest, direction));
}

function openMatching(
  sources: LogSources,
  epoch: string,
  { parts, begun }: Listing,
  direction: Direction,
): AsyncGenerator<ArchivedPart | Refused> {
  const stretches = parts.filter(({ matches }) => matches).map(({ first, last }) => ({ low: first - 1, high: last }));
  return sources.readParts(epoch, stretches, direction, begun);
}

/** True for what the walk has passed: rows of two writes may overlap. */
function isCovered({ first, last }: Place, rest: Span, direction: Direction): boolean {
  return direction === "forward" ? last <= rest.low : first > rest.high;
}

/** What a part is of the rest of a span; null where something lacks before it. */
function coverOf({ first, last }: Place, { low, high }: Span, direction: Direction): Span | null {
  if (direction === "forward") return first > low + 1 ? null : { low, high: Math.min(high, last) };
  return last < high ? null : { low: Math.max(low, first - 1), high };
}

interface Place {
  readonly first: number;
  readonly last: number;
}

function partToPiece(part: ArchivedPart, rest: Span, direction: Direction, sieve: Sieve | null): Piece | Refused {
  const covered = coverOf(part, rest, direction);
  if (covered === null) return refuseHole(firstPageOf(rest, direction));
  const texts = textToEvents(part.text);
  const offset = part.first - 1;
  return createPiece(covered, texts.slice(covered.low - offset, covered.high - offset), direction, sieve);
}
