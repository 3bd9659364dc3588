/**
 * Writes pages to D1. Writes can be repeated, late, and out of order: a full part never changes, and no part shrinks. Before
 * a write, follow.ts decides whether the existing rows are the room's own. A failing database throws.
 */
import { CHUNK_MAX_BYTES, lastSeqOf } from "@fillcast/protocol";
import { CHAPTER_PAGES, copyChapters, eraseChapters, storeChapter } from "./chapters.ts";
import type { ArchivedLog } from "./tables.ts";
import { encodePart, type EncodedPart, type PartText } from "./page.ts";

/** Rows of one DELETE or of one copy: it stays under the database's limits of time and memory. */
const ERASE_ROWS = 200;
const COPY_ROWS = 32;

/** Stores parts in one transaction. What is there already and as far stays as it is. */
export async function writeParts(log: ArchivedLog, parts: readonly PartText[]): Promise<void> {
  const rows: EncodedPart[] = [];
  // One by one: each is some milliseconds of work, and others wait for the same processor.
  for (const part of parts) rows.push(await encodePart(part));
  if (rows.length === 0) return;
  const ended = rows.filter(({ page, last }) => page % CHAPTER_PAGES === 0 && last === lastSeqOf(page));
  await log.db.batch([...rows.map((row) => upsert(log, row)), ...ended.map(({ page }) => storeChapter(log, page))]);
}

function upsert({ db, feed, epoch }: ArchivedLog, row: EncodedPart): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO page (feed, epoch, page, part, first, last, min_at, max_at, keys, chain, body)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, unhex(? || ?))
       ON CONFLICT (feed, epoch, page, part) DO UPDATE SET
         last = excluded.last, max_at = excluded.max_at, keys = excluded.keys, chain = excluded.chain, body = excluded.body
       WHERE excluded.last > page.last`,
    )
    .bind(
      feed,
      epoch,
      row.page,
      row.part,
      row.first,
      row.last,
      row.min_at,
      row.max_at,
      row.keys,
      row.chain,
      // In halves, so that no parameter is larger than what a row may hold.
      row.body.slice(0, CHUNK_MAX_BYTES),
      row.body.slice(CHUNK_MAX_BYTES),
    );
}

/** Takes a page, so that it can be written again in another form. */
export async function clearPage({ db, feed, epoch }: ArchivedLog, page: number): Promise<void> {
  await db.prepare("DELETE FROM page WHERE feed = ? AND epoch = ? AND page = ?").bind(feed, epoch, page).run();
}

/** Gives the feed's epoch `to` the pages 1 … last of a log before it, some at a time; may be repeated. */
export async function copyPages({ db, feed, epoch }: ArchivedLog, to: string, last: number): Promise<void> {
  const copy = db.prepare(
    `INSERT INTO page (feed, epoch, page, part, first, last, min_at, max_at, keys, chain, body)
     SELECT feed, ?3, page, part, first, last, min_at, max_at, keys, chain, body
     FROM page WHERE feed = ?1 AND epoch = ?2 AND page <= ?4 AND (page, part) > (?5, ?6)
     ORDER BY page, part LIMIT ${COPY_ROWS}
     ON CONFLICT (feed, epoch, page, part) DO NOTHING`,
  );
  const end = db.prepare(
    `SELECT page, part FROM (
       SELECT page, part FROM page WHERE feed = ?1 AND epoch = ?2 AND page <= ?3 AND (page, part) > (?4, ?5)
       ORDER BY page, part LIMIT ${COPY_ROWS}
     ) ORDER BY page DESC, part DESC LIMIT 1`,
  );
  for (let place: Place | null = { page: 0, part: 0 }; place !== null;) {
    const { page, part }: Place = place;
    await copy.bind(feed, epoch, to, last, page, part).run();
    place = await end.bind(feed, epoch, last, page, part).first<Place>();
  }
  await copyChapters({ db, feed, epoch }, to, Math.floor(last / CHAPTER_PAGES));
}

interface Place {
  readonly page: number;
  readonly part: number;
}

/** Takes all pages and chapters of a feed, of every epoch; may be repeated. */
export async function erasePages(db: D1Database, feed: string): Promise<void> {
  const statement = db
    .prepare(
      `DELETE FROM page WHERE feed = ?1 AND (epoch, page, part) IN
         (SELECT epoch, page, part FROM page WHERE feed = ?1 ORDER BY epoch, page, part LIMIT ${ERASE_ROWS})`,
    )
    .bind(feed);
  for (let erased = ERASE_ROWS; erased >= ERASE_ROWS;) erased = (await statement.run()).meta.changes;
  await eraseChapters(db, feed);
}
