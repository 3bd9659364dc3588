/**
 * The archive's part of the log, page by page. A filter first looks at what pages hold, and opens only those that may have
 * what is wanted; the others are covered unopened, but have to be there: a hole is refused, never passed over.
 */
import { lastSeqOf, type Filter } from "@fillcast/protocol";
import type { Refused } from "../../parties/feed/rpc.ts";
import { textToEvents, type ArchivedPage } from "../archive/page.ts";
import { createPiece, refuseHole, type Piece, type Sieve } from "./piece.ts";
import { pageToSpan, type Direction, type Span } from "./range.ts";
import type { LogSources } from "./sources.ts";

/** Pages that one query brings: a page's text has some 400 KiB, at worst 16 MiB. */
export const PAGES_PER_READ = 4;
/** Pages whose keys one query looks at. */
export const PAGES_PER_SCAN = 512;

/** Pages that may still be opened, and looked at; counted down on the way. */
export interface Budget {
  open: number;
  scan: number;
}

/** True where pages can be told apart by what they hold. */
export function isSelective(sieve: Sieve | null): sieve is Sieve {
  return sieve !== null && Object.values(sieve.filter).some((names) => names !== undefined);
}

/** Pieces of the span, one for each of the pages first … last as far as the budget goes, in the walk's direction. */
export async function* walkArchive(
  sources: LogSources,
  epoch: string,
  span: Span,
  range: { readonly first: number; readonly last: number },
  direction: Direction,
  sieve: Sieve | null,
  budget: Budget,
): AsyncGenerator<Piece | Refused> {
  const listed = await listRange(sources, epoch, range, isSelective(sieve) ? sieve.filter : null);
  if (listed.kind === "refused") return yield listed;
  const pages = direction === "forward" ? listed.pages : listed.pages.reverse();
  let opened: readonly ArchivedPage[] = [];
  for (const [index, { page, matches }] of pages.entries()) {
    const whole = pageToSpan(page);
    const covered = { low: Math.max(span.low, whole.low), high: Math.min(span.high, whole.high) };
    budget.scan -= 1;
    if (!matches) {
      yield { kind: "piece", span: covered, events: [] };
      continue;
    }
    if (budget.open === 0) return;
    budget.open -= 1;
    if (!opened.some((archived) => archived.page === page)) {
      const next = pages.slice(index).filter((ahead) => ahead.matches);
      const read = await sources.readPages(
        epoch,
        next.slice(0, Math.min(PAGES_PER_READ, budget.open + 1)).map((ahead) => ahead.page),
      );
      if (read.kind === "refused") return yield read;
      opened = read.value;
    }
    yield toPiece(
      opened.find((archived) => archived.page === page),
      covered,
      direction,
      sieve,
    );
  }
}

interface Candidate {
  readonly page: number;
  readonly matches: boolean;
}

async function listRange(
  sources: LogSources,
  epoch: string,
  range: { readonly first: number; readonly last: number },
  filter: Filter | null,
): Promise<{ readonly kind: "pages"; readonly pages: Candidate[] } | Refused> {
  const numbers = Array.from({ length: range.last - range.first + 1 }, (_, index) => range.first + index);
  if (filter === null) return { kind: "pages", pages: numbers.map((page) => ({ page, matches: true })) };
  const listed = await sources.listPages(epoch, range, filter);
  if (listed.kind === "refused") return listed;
  const hole = numbers.find((page, index) => {
    const there = listed.value[index];
    return there?.page !== page || there.last !== lastSeqOf(page);
  });
  return hole === undefined ? { kind: "pages", pages: listed.value } : refuseHole(pageToSpan(hole));
}

function toPiece(
  archived: ArchivedPage | undefined,
  covered: Span,
  direction: Direction,
  sieve: Sieve | null,
): Piece | Refused {
  if (archived === undefined) return refuseHole(covered);
  const texts = textToEvents(archived.text);
  const offset = archived.first - 1;
  return createPiece(covered, texts.slice(covered.low - offset, covered.high - offset), direction, sieve);
}
