/**
 * Reads the bodies of pages from D1: a few parts at a time, in either direction, at the reader's pace. It returns what
 * exists; the reader checks whether that is complete. A failing database throws.
 */
import { CHUNK_MAX_BYTES, PAGE_EVENTS, pageOf } from "@fillcast/protocol";
import type { PartRow } from "./page.ts";
import type { ArchivedLog } from "./tables.ts";
import { isContinuation, rowsToParts, type ArchivedPart, type Direction } from "./parts.ts";

/** The seqs (low, high] of a log. */
export interface Stretch {
  readonly low: number;
  readonly high: number;
}

/** What one query brings, in rows and about in bodies: a part has some 45 KiB compressed, at worst 512 KiB. */
export const READ_ROWS = 4;
const READ_BODIES_BYTES = 512 * 1024;

/**
 * The parts that hold any of the stretches, in the direction of the walk. One stretch may be of many pages; several are each
 * of one page, do not overlap, and stand in the walk's order. `begun` are the first rows, if they are known.
 */
export function readParts(
  log: ArchivedLog,
  stretches: readonly Stretch[],
  direction: Direction,
  begun: readonly PartRow[] = [],
): AsyncGenerator<ArchivedPart> {
  return rowsToParts(readRows(log, stretches, direction, begun), direction);
}

async function* readRows(
  { db, feed, epoch }: ArchivedLog,
  stretches: readonly Stretch[],
  direction: Direction,
  begun: readonly PartRow[],
): AsyncGenerator<PartRow> {
  const order = direction === "forward" ? "ASC" : "DESC";
  let limit = READ_ROWS;
  let known = begun;
  for (let done = 0; done < stretches.length; done += READ_ROWS) {
    const asked = stretches.slice(done, done + READ_ROWS);
    const statement = db.prepare(
      `SELECT page, part, first, last, chain, hex(body) AS body FROM page
       WHERE feed = ?1 AND epoch = ?2 AND ${toCondition(asked, direction)}
       ORDER BY page ${order}, part ${order} LIMIT ?3`,
    );
    const seqs = asked.flatMap(({ low, high }) => [low, high]);
    let place: Place = beginOf(asked[0]!, direction);
    for (let isThrough = false; !isThrough;) {
      const ask = () => statement.bind(feed, epoch, limit, place.page, place.part, ...seqs).all<PartRow>();
      const results = known.length > 0 ? known : (await ask()).results;
      known = [];
      yield* results;
      const newest = results.at(-1);
      isThrough = newest === undefined || ends(newest, asked.at(-1)!, direction);
      place = newest ?? place;
      limit = toLimit(results);
    }
  }
}

interface Place {
  readonly page: number;
  readonly part: number;
}

/** Just before the first row of a stretch. */
function beginOf({ low, high }: Stretch, direction: Direction): Place {
  return direction === "forward" ? { page: pageOf(low + 1), part: -1 } : { page: pageOf(high), part: PAGE_EVENTS };
}

/** Rows beyond the place (?4, ?5) that hold any of the stretches, whose ends follow as parameters. */
function toCondition(stretches: readonly Stretch[], direction: Direction): string {
  const seqs = stretches.map((_, index) => `(last > ?${index * 2 + 6} AND first <= ?${index * 2 + 7})`).join(" OR ");
  const beyond = direction === "forward" ? ">" : "<";
  const [only] = stretches;
  if (stretches.length > 1) {
    const pages = stretches.map(({ high }) => pageOf(high)).join(", ");
    // The sign keeps the database from going through all pages in between.
    return `page IN (${pages}) AND (+page, part) ${beyond} (?4, ?5) AND (${seqs})`;
  }
  const bound = direction === "forward" ? `page <= ${pageOf(only!.high)}` : `page >= ${pageOf(only!.low + 1)}`;
  return `(page, part) ${beyond} (?4, ?5) AND ${bound} AND ${seqs}`;
}

/** True for the row after which a stretch has no other. */
function ends(row: PartRow, { low, high }: Stretch, direction: Direction): boolean {
  if (direction === "backward") return row.first <= low + 1 && !isContinuation(row);
  // A body of just this size may be one that was cut.
  return row.last >= high && row.body.length !== CHUNK_MAX_BYTES * 2;
}

/** How many rows the next query may bring, if they are as large. */
function toLimit(rows: readonly PartRow[]): number {
  const bytes = rows.reduce((sum, { body }) => sum + body.length / 2, 0) / Math.max(1, rows.length);
  return Math.max(1, Math.min(READ_ROWS, Math.floor(READ_BODIES_BYTES / Math.max(1, bytes))));
}
