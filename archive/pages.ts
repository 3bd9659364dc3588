/**
 * The archive's pages without their bodies: which parts exist, and their times. Only this file, listing.ts, chapters.ts,
 * read-parts.ts and write-pages.ts have SQL of the table `page`. A failing database throws.
 */
import { PAGE_EVENTS, firstSeqOf, lastSeqOf } from "@fillcast/protocol";
import type { Hole, StoredPart } from "./page.ts";
import type { Direction } from "./parts.ts";
import type { ArchivedLog } from "./tables.ts";

/** Of the thousand questions that an answer may ask the database; the rest is for what comes before. */
const ANSWER_QUERIES = 900;
/** What a query of read-parts.ts returns at most: rows, or bytes. */
const QUERY_ROWS = 4;
const QUERY_BYTES = 512 * 1024;
/** Pages that an answer reaches however large they are: a page has at most 64 parts. */
const SURE_PAGES = 14;
/** Holes that one look finds; a database that went back has one. */
export const HOLES_MAX = 8;

/** The rows of the pages first … last, in the order of the table. */
export async function listStored(
  { db, feed, epoch }: ArchivedLog,
  { first, last }: { readonly first: number; readonly last: number },
): Promise<StoredPart[]> {
  const { results } = await db
    .prepare(
      `SELECT page, part, first, last, chain FROM page
       WHERE feed = ?1 AND epoch = ?2 AND page BETWEEN ?3 AND ?4 ORDER BY page, part`,
    )
    .bind(feed, epoch, first, last)
    .all<StoredPart>();
  return results;
}

/** How far the archive has a page, and the digest there, hex; null where it has none of it. */
export async function readPageEnd(
  { db, feed, epoch }: ArchivedLog,
  page: number,
): Promise<{ readonly last: number; readonly chain: string } | null> {
  return db
    .prepare(
      `SELECT last, chain FROM page WHERE feed = ?1 AND epoch = ?2 AND page = ?3 ORDER BY last DESC, part LIMIT 1`,
    )
    .bind(feed, epoch, page)
    .first();
}

/** Where a search by time ended. */
export type Sought =
  | { readonly kind: "part"; readonly first: number; readonly last: number }
  /** All events of these pages are earlier. */
  | { readonly kind: "none" }
  /** A page that the search came by is missing. */
  | { readonly kind: "unknown" };

/**
 * The first part of the pages first … last with an event at `at` (ms) or later. The room's clock never goes back within a log,
 * so a search by halves does, in one query.
 */
export async function seekPart(
  { db, feed, epoch }: ArchivedLog,
  { first, last }: { readonly first: number; readonly last: number },
  at: number,
): Promise<Sought> {
  const found = await db
    .prepare(
      `WITH RECURSIVE search (low, high) AS (
         VALUES (CAST(?3 AS INTEGER), CAST(?4 AS INTEGER) + 1)
         UNION ALL
         SELECT iif(page.max_at < ?5, page.page + 1, low), iif(page.max_at < ?5, high, page.page)
         FROM search JOIN page ON feed = ?1 AND epoch = ?2 AND page = (low + high) / 2
           AND part = (SELECT max(part) FROM page WHERE feed = ?1 AND epoch = ?2 AND page = (low + high) / 2)
         WHERE low < high
       )
       SELECT low, high, page.first, page.last FROM (SELECT low, high FROM search ORDER BY high - low LIMIT 1)
         LEFT JOIN page ON feed = ?1 AND epoch = ?2 AND page = low AND max_at >= ?5 ORDER BY part LIMIT 1`,
    )
    .bind(feed, epoch, first, last, at)
    .first<{ low: number; high: number; first: number | null; last: number | null }>();
  if (found === null || found.low < found.high) return { kind: "unknown" };
  if (found.low > last) return { kind: "none" };
  if (found.first === null || found.last === null) return { kind: "unknown" };
  return { kind: "part", first: found.first, last: found.last };
}

/** The last of the pages first … last, or going down the first, that one answer's questions to the database reach. */
export async function findReach(
  { db, feed, epoch }: ArchivedLog,
  { first, last }: { readonly first: number; readonly last: number },
  direction: Direction,
): Promise<number> {
  const [order, edge, end] =
    direction === "forward" ? (["ASC", "max", last] as const) : (["DESC", "min", first] as const);
  if (last - first < SURE_PAGES) return end;
  const reach = await db
    .prepare(
      `SELECT ${edge}(page) AS page FROM (
         SELECT page, sum(max(1.0 / ${QUERY_ROWS}, length(body) * 1.0 / ${QUERY_BYTES})) OVER (ORDER BY page ${order}, part ${order}) AS queries
         FROM page WHERE feed = ?1 AND epoch = ?2 AND page BETWEEN ?3 AND ?4
       ) WHERE queries <= ${ANSWER_QUERIES}`,
    )
    .bind(feed, epoch, first, last)
    .first<number | null>("page");
  // A hole is the reader's to find.
  return reach ?? end;
}

/** What lacks of the pages 1 … last, which should be whole; the first few holes. */
export async function findHoles({ db, feed, epoch }: ArchivedLog, last: number): Promise<Hole[]> {
  const { results } = await db
    .prepare(
      `WITH whole (page) AS (
         SELECT page FROM page WHERE feed = ?1 AND epoch = ?2 AND page <= ?3 GROUP BY page
         HAVING min(first) = ${PAGE_EVENTS} * (page - 1) + 1 AND max(last) = ${PAGE_EVENTS} * page
           AND sum(last - first + 1) >= ${PAGE_EVENTS}
         UNION ALL SELECT ?3 + 1
       )
       SELECT before + 1 AS first, page - 1 AS last
       FROM (SELECT page, lag(page, 1, 0) OVER (ORDER BY page) AS before FROM whole)
       WHERE page > before + 1 ORDER BY page LIMIT ${HOLES_MAX}`,
    )
    .bind(feed, epoch, last)
    .all<{ first: number; last: number }>();
  return results.map((pages) => ({ first: firstSeqOf(pages.first), last: lastSeqOf(pages.last) }));
}
