/**
 * Which parts of a log may hold what a filter asks for, without reading a body: by the keys of whole chapters, and of the
 * pages where no chapter says it. A failing database throws.
 */
import { PAGE_EVENTS, firstSeqOf, lastSeqOf, pageOf, type Filter } from "@fillcast/protocol";
import { CHAPTER_PAGES, chapterOf } from "./chapters.ts";
import type { Direction } from "./parts.ts";
import type { PartRow } from "./page.ts";
import { READ_ROWS, type Stretch } from "./read-parts.ts";
import type { ArchivedLog } from "./tables.ts";

/** A part as a filter sees it, a page of a chapter, or several pages that do not match. */
export interface ListedPart {
  /** The first of them. */
  readonly page: number;
  readonly first: number;
  readonly last: number;
  /** It may hold what is asked for. It is of one page then. */
  readonly matches: boolean;
}

/** Which parts are listed: those of the stretch, in the direction of a walk, at most `limit` of those that no chapter has. */
export interface PartsQuery {
  readonly stretch: Stretch;
  readonly direction: Direction;
  readonly filter: Filter;
  readonly limit: number;
}

export interface Listing {
  /** In the direction of the walk, from its beginning. */
  readonly parts: readonly ListedPart[];
  /** They go as far as the archive does; if not, the next listing goes on after them. */
  readonly isAll: boolean;
  /** The first rows of those that match, if they came along: a question less. */
  readonly begun: readonly PartRow[];
}

/** Chapters that one listing looks at: two million events. */
const CHAPTERS_MAX = 64;
/** The first seq of each row that begins a gzip: a row of the old form may go on in others (parts.ts). */
const IS_HEAD = `(part = 0 OR first > ${PAGE_EVENTS} * (page - 1) + 1)`;

/** The parts that hold any of a stretch, and which of them are worth opening. */
export async function listParts(log: ArchivedLog, query: PartsQuery): Promise<Listing> {
  const { stretch, direction, filter, limit } = query;
  const chapters = {
    first: chapterOf(pageOf(stretch.low + 1)),
    last: Math.floor(pageOf(stretch.high) / CHAPTER_PAGES),
  };
  if (chapters.first > chapters.last) return toListing(await listRows(log, query), limit);
  const low = Math.max(stretch.low, lastSeqOf(chapters.last * CHAPTER_PAGES));
  const rest = { ...query, stretch: { low, high: stretch.high } };
  const bodies = direction === "forward" ? [bodiesStatement(log, chapters, stretch, filter)] : [];
  const [found, after, begun] = await log.db.batch<ChapterRow | ListedRow | PartRow>([
    chaptersStatement(log, chapters, direction, filter),
    rowsStatement(log, rest),
    ...bodies,
  ]);
  const pages = followChapters(found!.results as ChapterRow[], chapters, direction, pageOf(stretch.low + 1));
  const ends = toListing((after!.results as ListedRow[]).map(toListed), limit);
  const isWhole = pages.count === chapters.last - chapters.first + 1;
  if (direction === "forward") {
    if (pages.count === 0) return toListing(await listRows(log, query), limit);
    const lastPage = (chapters.first - 1 + pages.count) * CHAPTER_PAGES;
    const rows = (begun!.results as PartRow[]).filter(({ page }) => page <= lastPage);
    return isWhole
      ? { parts: [...pages.parts, ...ends.parts], isAll: ends.isAll, begun: rows }
      : { parts: pages.parts, isAll: false, begun: rows };
  }
  if (ends.isAll && isWhole) return { parts: [...ends.parts, ...pages.parts], isAll: true, begun: [] };
  // What lacks between the two is for the next listing, or for the pages to say.
  if (ends.isAll && pages.count > 0) return { parts: [...ends.parts, ...pages.parts], isAll: false, begun: [] };
  return toListing(await listRows(log, query), limit);
}

function toListing(parts: readonly ListedPart[], limit: number): Listing {
  return { parts, isAll: parts.length < limit, begun: [] };
}

interface ListedRow {
  readonly page: number;
  readonly first: number;
  readonly last: number;
  readonly matches: number;
}

async function listRows(log: ArchivedLog, query: PartsQuery): Promise<ListedPart[]> {
  const { results } = await rowsStatement(log, query).all<ListedRow>();
  return results.map(toListed);
}

const toListed = ({ matches, ...place }: ListedRow): ListedPart => ({ ...place, matches: matches === 1 });

function rowsStatement(
  { db, feed, epoch }: ArchivedLog,
  { stretch: { low, high }, direction, filter, limit }: PartsQuery,
): D1PreparedStatement {
  const order = direction === "forward" ? "ASC" : "DESC";
  return db
    .prepare(
      `SELECT page, first, last, ${matchesIn("keys")} AS matches
       FROM page WHERE feed = ?1 AND epoch = ?2 AND page BETWEEN ?6 AND ?7 AND last > ?8 AND first <= ?9 AND ${IS_HEAD}
       ORDER BY page ${order}, part ${order} LIMIT ?10`,
    )
    .bind(feed, epoch, ...filterParams(filter), pageOf(low + 1), pageOf(high), low, high, limit);
}

interface ChapterRow {
  readonly chapter: number;
  /** JSON: the places of the pages that match; null where none does. */
  readonly places: string | null;
}

function chaptersStatement(
  { db, feed, epoch }: ArchivedLog,
  { first, last }: { readonly first: number; readonly last: number },
  direction: Direction,
  filter: Filter,
): D1PreparedStatement {
  return db
    .prepare(
      `SELECT chapter, CASE WHEN ${matchesIn("keys")} THEN
         (SELECT json_group_array(page.key) FROM json_each(keys) AS page WHERE ${matchesIn("page.value")}) END AS places
       FROM chapter WHERE feed = ?1 AND epoch = ?2 AND chapter BETWEEN ?6 AND ?7
       ORDER BY chapter ${direction === "forward" ? "ASC" : "DESC"} LIMIT ${CHAPTERS_MAX}`,
    )
    .bind(feed, epoch, ...filterParams(filter), first, last);
}

/** The rows that a reader of the pages that match asks for first (read-parts.ts). */
function bodiesStatement(
  { db, feed, epoch }: ArchivedLog,
  { first, last }: { readonly first: number; readonly last: number },
  { low, high }: Stretch,
  filter: Filter,
): D1PreparedStatement {
  return db
    .prepare(
      `SELECT page, part, first, last, chain, hex(body) AS body FROM page
       WHERE feed = ?1 AND epoch = ?2 AND last > ?9 AND first <= ?10 AND page IN (
         SELECT ${CHAPTER_PAGES} * (chapter - 1) + place.key + 1 AS matching FROM chapter, json_each(keys) AS place
         WHERE feed = ?1 AND epoch = ?2 AND chapter BETWEEN ?6 AND ?7 AND matching >= ?8
           AND ${matchesIn("keys")} AND ${matchesIn("place.value")}
         ORDER BY chapter, place.key LIMIT ${READ_ROWS})
       ORDER BY page, part LIMIT ${READ_ROWS}`,
    )
    .bind(
      feed,
      epoch,
      ...filterParams(filter),
      first,
      Math.min(last, first + CHAPTERS_MAX - 1),
      pageOf(low + 1),
      low,
      high,
    );
}

/** The pages from `firstPage` on of the chapters that follow each other from where the walk begins, and how many chapters these are. */
function followChapters(
  rows: readonly ChapterRow[],
  { first, last }: { readonly first: number; readonly last: number },
  direction: Direction,
  firstPage: number,
): { readonly parts: ListedPart[]; readonly count: number } {
  const parts: ListedPart[] = [];
  const step = direction === "forward" ? 1 : -1;
  const begin = direction === "forward" ? first : last;
  let count = 0;
  for (const { chapter, places } of rows) {
    if (chapter !== begin + step * count) break;
    const pages = chapterToParts(chapter, new Set(JSON.parse(places ?? "[]") as number[]), firstPage);
    parts.push(...(direction === "forward" ? pages : pages.toReversed()));
    count++;
  }
  return { parts, count };
}

/** A chapter's pages from `firstPage` on: each that matches, and what lies between them. */
function chapterToParts(chapter: number, places: ReadonlySet<number>, firstPage: number): ListedPart[] {
  const before = (chapter - 1) * CHAPTER_PAGES;
  const parts: ListedPart[] = [];
  for (let place = Math.max(0, firstPage - before - 1); place < CHAPTER_PAGES;) {
    const matches = places.has(place);
    let end = place + 1;
    if (!matches) while (end < CHAPTER_PAGES && !places.has(end)) end++;
    const page = before + place + 1;
    parts.push({ page, first: firstSeqOf(page), last: lastSeqOf(before + end), matches });
    place = end;
  }
  return parts;
}

/** Whether keys as JSON have one of the names of each kind that is asked for (?3 to ?5). */
function matchesIn(keys: string): string {
  return [3, 4, 5]
    .map(
      (at) => `(?${at} IS NULL OR EXISTS (SELECT 1 FROM json_each(?${at}) AS name WHERE instr(${keys}, name.value)))`,
    )
    .join(" AND ");
}

const filterParams = ({ types, bots, pairs }: Filter) => [types, bots, pairs].map(namesToParam);

/** Names as they stand in `keys`, with their quotes, so that a part of a name does not match. */
function namesToParam(names: readonly string[] | undefined): string | null {
  return names === undefined ? null : JSON.stringify(names.map((name) => JSON.stringify(name)));
}
