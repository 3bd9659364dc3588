/**
 * Pages in D1: the only place with the SQL of the table `page`. Writes may be repeated, may come late and out of order: a
 * sealed page never changes and a page never shrinks. Reads say what is there; whether it is whole is the reader's question.
 * Nothing here catches a failing database.
 */
import { CHUNK_MAX_BYTES, type Filter } from "@fillcast/protocol";
import { decodePage, encodePage, type ArchivedPage, type PageRow, type PageText } from "./page.ts";
import { followsArchive, type StoredPage } from "./follow.ts";

export type PagesWritten =
  | { readonly kind: "written" }
  /** The archive holds another history of this epoch, from this page on. */
  | { readonly kind: "chain-mismatch"; readonly page: number };

/** A page's row without its body, as a filter sees it. */
export interface ListedPage {
  readonly page: number;
  readonly last: number;
  /** It may hold what is asked for. */
  readonly matches: boolean;
}

/** Of several pages in one answer: a page has some 45 KiB compressed, at worst 16 MiB, and a Worker 128 MB in all. */
const READ_BODIES_MAX_BYTES = 2 * 1024 * 1024;
const READ_TEXTS_MAX_CHARS = 8 * 1024 * 1024;
/** Rows of one DELETE: it stays under the database's limits of time and memory. */
const ERASE_ROWS = 200;

/** Stores consecutive pages, oldest first, in one transaction. What is there already and as far stays as it is. */
export async function writePages(
  db: D1Database,
  feed: string,
  epoch: string,
  pages: readonly PageText[],
): Promise<PagesWritten> {
  const [oldest] = pages;
  if (oldest === undefined) return { kind: "written" };
  const rows = (await Promise.all(pages.map(encodePage))).flat();
  const before = db
    .prepare("SELECT page, last, chain FROM page WHERE feed = ? AND epoch = ? AND page BETWEEN ? AND ? AND part = 0")
    .bind(feed, epoch, oldest.page - 1, oldest.page + pages.length - 1);
  const [stored] = await db.batch<StoredPage>([before, ...rows.map((row) => upsert(db, feed, epoch, row))]);
  const known = new Map(stored!.results.map((page) => [page.page, page]));
  for (const page of pages) {
    const there = known.get(page.page);
    const isBehind = there !== undefined && there.last > page.last;
    const follows = isBehind
      ? await isContinued(db, feed, epoch, page)
      : followsArchive(page, there ?? null, known.get(page.page - 1) ?? null);
    if (!follows) return { kind: "chain-mismatch", page: page.page };
    if (!isBehind) known.set(page.page, { ...page, chain: Buffer.from(page.chain).toString("hex") });
  }
  return { kind: "written" };
}

function upsert(db: D1Database, feed: string, epoch: string, row: PageRow): D1PreparedStatement {
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

/** True where the archive is ahead of a page that came late, and began as this one does. */
async function isContinued(db: D1Database, feed: string, epoch: string, page: PageText): Promise<boolean> {
  const stored = await readPage(db, feed, epoch, page.page);
  return stored !== null && stored.text.startsWith(page.text);
}

/** The page, or null where the archive does not hold it. */
export async function readPage(
  db: D1Database,
  feed: string,
  epoch: string,
  page: number,
): Promise<ArchivedPage | null> {
  const [only] = await readPages(db, feed, epoch, [page]);
  return only ?? null;
}

/**
 * Those of the pages that the archive holds, in the order of the question, in one query: the first one, and of the others
 * what memory allows. Pages that follow each other, upwards or downwards.
 */
export async function readPages(
  db: D1Database,
  feed: string,
  epoch: string,
  pages: readonly number[],
): Promise<ArchivedPage[]> {
  const [first] = pages;
  if (first === undefined) return [];
  const { results } = await db
    .prepare(
      `SELECT page, part, first, last, min_at, max_at, keys, chain, hex(body) AS body FROM (
         SELECT *, sum(length(body)) OVER (ORDER BY abs(page - ?3)) AS bytes
         FROM page WHERE feed = ?1 AND epoch = ?2 AND page IN (${pages.map((_, index) => `?${index + 3}`).join(", ")})
       ) WHERE page = ?3 OR bytes <= ${READ_BODIES_MAX_BYTES} ORDER BY abs(page - ?3), part`,
    )
    .bind(feed, epoch, ...pages)
    .all<PageRow>();
  const read: ArchivedPage[] = [];
  let chars = 0;
  for (const rows of Map.groupBy(results, (row) => row.page).values()) {
    if (chars > READ_TEXTS_MAX_CHARS) break;
    const page = await decodePage(rows);
    chars += page.text.length;
    read.push(page);
  }
  return read;
}

/** The pages first … last that the archive holds, oldest first, and which of them are worth opening. Reads no body. */
export async function listPages(
  db: D1Database,
  feed: string,
  epoch: string,
  { first, last }: { readonly first: number; readonly last: number },
  { types, bots, pairs }: Filter,
): Promise<ListedPage[]> {
  const { results } = await db
    .prepare(
      `SELECT page, last, (?5 IS NULL OR EXISTS (SELECT 1 FROM json_each(?5) AS name WHERE instr(keys, name.value)))
         AND (?6 IS NULL OR EXISTS (SELECT 1 FROM json_each(?6) AS name WHERE instr(keys, name.value)))
         AND (?7 IS NULL OR EXISTS (SELECT 1 FROM json_each(?7) AS name WHERE instr(keys, name.value))) AS matches
       FROM page WHERE feed = ?1 AND epoch = ?2 AND page BETWEEN ?3 AND ?4 AND part = 0 ORDER BY page`,
    )
    .bind(feed, epoch, first, last, namesToParam(types), namesToParam(bots), namesToParam(pairs))
    .all<{ page: number; last: number; matches: number }>();
  return results.map(({ page, last, matches }) => ({ page, last, matches: matches === 1 }));
}

/** Names as they stand in `keys`, with their quotes, so that a part of a name does not match. */
function namesToParam(names: readonly string[] | undefined): string | null {
  return names === undefined ? null : JSON.stringify(names.map((name) => JSON.stringify(name)));
}

/**
 * The first of the pages first … last with an event at `at` (ms) or later; last + 1 where there is none. The room's clock
 * never goes back within a log, so a search by halves does, in one query.
 */
export async function seekPage(
  db: D1Database,
  feed: string,
  epoch: string,
  { first, last }: { readonly first: number; readonly last: number },
  at: number,
): Promise<number> {
  const found = await db
    .prepare(
      `WITH RECURSIVE search (low, high) AS (
         VALUES (CAST(?3 AS INTEGER), CAST(?4 AS INTEGER) + 1)
         UNION ALL
         SELECT iif(page.max_at < ?5, page.page + 1, low), iif(page.max_at < ?5, high, page.page)
         FROM search JOIN page ON feed = ?1 AND epoch = ?2 AND page = (low + high) / 2 AND part = 0
         WHERE low < high
       )
       SELECT low FROM search ORDER BY high - low LIMIT 1`,
    )
    .bind(feed, epoch, first, last, at)
    .first<number>("low");
  return found ?? first;
}

/** The feed's newest page in the archive, of its newest epoch; null where it has none. */
export async function latestPage(
  db: D1Database,
  feed: string,
): Promise<{ readonly epoch: string; readonly page: number; readonly last: number; readonly chain: string } | null> {
  return db
    .prepare(
      "SELECT epoch, page, last, chain FROM page WHERE feed = ? AND part = 0 ORDER BY epoch DESC, page DESC LIMIT 1",
    )
    .bind(feed)
    .first();
}

/** Gives a new epoch the pages 1 … last of the one before it; may be repeated. */
export async function copyPages(db: D1Database, feed: string, from: string, to: string, last: number): Promise<void> {
  await db
    .prepare(
      `INSERT INTO page (feed, epoch, page, part, first, last, min_at, max_at, keys, chain, body)
       SELECT feed, ?3, page, part, first, last, min_at, max_at, keys, chain, body
       FROM page WHERE feed = ?1 AND epoch = ?2 AND page <= ?4
       ON CONFLICT (feed, epoch, page, part) DO NOTHING`,
    )
    .bind(feed, from, to, last)
    .run();
}

/** Takes all pages of a feed, of every epoch; may be repeated. */
export async function erasePages(db: D1Database, feed: string): Promise<void> {
  const statement = db
    .prepare(
      `DELETE FROM page WHERE feed = ?1 AND (epoch, page, part) IN
         (SELECT epoch, page, part FROM page WHERE feed = ?1 ORDER BY epoch, page, part LIMIT ${ERASE_ROWS})`,
    )
    .bind(feed);
  for (let erased = ERASE_ROWS; erased >= ERASE_ROWS;) erased = (await statement.run()).meta.changes;
}
