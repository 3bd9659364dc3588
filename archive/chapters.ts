/**
 * Chapters: the keys of 64 pages in one row, made of the pages' own keys by the database. A filter over a long log looks at
 * them in place of the pages; where one is missing (an archive that is older, keys that are very large) the pages themselves
 * say it. Has the SQL of the table `chapter`.
 */
import { PAGE_EVENTS } from "@fillcast/protocol";
import type { ArchivedLog } from "./tables.ts";

/** Pages of a chapter: chapter c has 64(c−1)+1 … 64c. */
export const CHAPTER_PAGES = 64;
/** Keys of a chapter, characters. Usual ones have some 20,000; a row may have 2 MB. */
const KEYS_MAX_CHARS = 512 * 1024;

/** The chapter of a page. */
export function chapterOf(page: number): number {
  return Math.ceil(page / CHAPTER_PAGES);
}

/** Stores the chapter that ends with this page, if all of its pages are there and whole; may be repeated. */
export function storeChapter({ db, feed, epoch }: ArchivedLog, lastPage: number): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO chapter (feed, epoch, chapter, keys)
       SELECT ?1, ?2, ?4 / ${CHAPTER_PAGES}, '[' || group_concat(keys, ',' ORDER BY page) || ']'
       FROM (
         SELECT page, '[' || group_concat(nullif(keys, ''), ',') || ']' AS keys FROM page
         WHERE feed = ?1 AND epoch = ?2 AND page BETWEEN ?3 AND ?4 GROUP BY page
         HAVING min(first) = ${PAGE_EVENTS} * (page - 1) + 1 AND max(last) = ${PAGE_EVENTS} * page
           AND sum(last - first + 1) >= ${PAGE_EVENTS}
       )
       WHERE true HAVING count(*) = ${CHAPTER_PAGES} AND sum(length(keys)) <= ${KEYS_MAX_CHARS}
       ON CONFLICT (feed, epoch, chapter) DO UPDATE SET keys = excluded.keys`,
    )
    .bind(feed, epoch, lastPage - CHAPTER_PAGES + 1, lastPage);
}

/** Gives the feed's epoch `to` the chapters 1 … last of a log before it, in one statement: a chapter has some 20 KB. May be repeated. */
export async function copyChapters({ db, feed, epoch }: ArchivedLog, to: string, last: number): Promise<void> {
  await db
    .prepare(
      `INSERT INTO chapter (feed, epoch, chapter, keys)
       SELECT feed, ?3, chapter, keys FROM chapter WHERE feed = ?1 AND epoch = ?2 AND chapter <= ?4
       ON CONFLICT (feed, epoch, chapter) DO NOTHING`,
    )
    .bind(feed, epoch, to, last)
    .run();
}

/** Takes all chapters of a feed, of every epoch; may be repeated. */
export async function eraseChapters(db: D1Database, feed: string): Promise<void> {
  await db.prepare("DELETE FROM chapter WHERE feed = ?").bind(feed).run();
}
