/**
 * The ledger in D1, and the only SQL of the table `trade`. Writes can be repeated and can arrive late: a row is replaced
 * only by one of a later epoch, a later generation of the feed's fold, or a later seq. Reads go from the newest opening time
 * to the oldest. A failing database throws.
 */
import { CHUNK_MAX_BYTES, type Trade, type TradeStatus } from "@fillcast/protocol";
import type { ArchivedLog } from "./tables.ts";

/** Where a reader of the ledger stands: after this trade, newest first. */
export interface TradeCursor {
  /** ms since 1970. */
  readonly openedAtMs: number;
  readonly key: string;
}

/** Absent lists and bounds let everything through. */
export interface TradeFilter {
  readonly statuses?: readonly TradeStatus[];
  readonly bots?: readonly string[];
  readonly pairs?: readonly string[];
  /** When the trade was opened, ms since 1970, inclusive. */
  readonly fromMs?: number;
  readonly toMs?: number;
}

/** What a reader of the ledger asks for: up to `limit` trades that come after the cursor. */
export interface TradesQuery {
  readonly filter: TradeFilter;
  readonly after: TradeCursor | null;
  readonly limit: number;
}

/** A trade with the seq at which it was written. */
export interface LedgerRow {
  readonly seq: number;
  readonly trade: Trade;
}

/** Which fold's rows they are: a feed counts its folds, since a rollback brings an older version's later on. */
export interface FoldOfRows {
  readonly generation: number;
  readonly version: number;
}

/** A row that the database has written last: while it is there, so is all that was written before it. */
export interface LedgerMark extends TradeCursor {
  readonly generation: number;
  readonly seq: number;
}

export interface LedgerPage {
  readonly rows: readonly LedgerRow[];
  /** What has been looked at; null at the ledger's end. There may be few rows, or none, and yet more to come. */
  readonly next: TradeCursor | null;
}

/** Rows that a filtered query looks at: what asking for something rare costs. */
const SCAN_ROWS = 2_000;
const ERASE_ROWS = 1_000;

/** Where a trade stands in the ledger's order. */
export function tradeToCursor({ openedAt, key }: Trade): TradeCursor {
  const openedAtMs = Date.parse(openedAt);
  return { openedAtMs: Number.isNaN(openedAtMs) ? 0 : openedAtMs, key };
}

/** True where the ledger, newest first, has `a` before `b`. */
export function precedes(a: TradeCursor, b: TradeCursor): boolean {
  return a.openedAtMs === b.openedAtMs ? a.key > b.key : a.openedAtMs > b.openedAtMs;
}

/** The filter's answer for a trade that is not in the database. */
export function matchesTrade({ statuses, bots, pairs, fromMs, toMs }: TradeFilter, trade: Trade): boolean {
  const { openedAtMs } = tradeToCursor(trade);
  return (
    (statuses === undefined || statuses.includes(trade.status)) &&
    (bots === undefined || bots.includes(trade.bot)) &&
    (pairs === undefined || pairs.includes(trade.pair)) &&
    openedAtMs >= (fromMs ?? -Infinity) &&
    openedAtMs <= (toMs ?? Infinity)
  );
}

/**
 * Stores trades as the fold has them, in one transaction; one row written each, none where the ledger has it as new already.
 * Returns one of those that were written, or null where none was.
 */
export async function writeTrades(
  { db, feed, epoch }: ArchivedLog,
  { generation, version }: FoldOfRows,
  trades: readonly Trade[],
): Promise<LedgerMark | null> {
  const statement = db.prepare(
    `INSERT INTO trade (feed, epoch, generation, fold_version, seq, opened_at, key, bot, pair, status, body)
     SELECT ?1, ?2, ?3, ?4, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6
     FROM json_each(?5) WHERE true
     ON CONFLICT (feed, opened_at, key) DO UPDATE SET
       epoch = excluded.epoch, generation = excluded.generation, fold_version = excluded.fold_version, seq = excluded.seq,
       bot = excluded.bot, pair = excluded.pair, status = excluded.status, body = excluded.body
     WHERE (excluded.epoch, excluded.generation, excluded.seq) > (trade.epoch, trade.generation, trade.seq)
     RETURNING opened_at, key, seq`,
  );
  const chunks = tradesToChunks(trades).map((rows) => statement.bind(feed, epoch, generation, version, rows));
  if (chunks.length === 0) return null;
  const results = await db.batch<{ opened_at: number; key: string; seq: number }>(chunks);
  const written = results.findLast((result) => result.results.length > 0)?.results.at(-1);
  if (written === undefined) return null;
  return { openedAtMs: written.opened_at, key: written.key, generation, seq: written.seq };
}

/** A row of an earlier version lacks what that did not know. */
const UNKNOWN = { fees: null, funding: null, stopLoss: null, strategy: null } as const;

function parseTrade(body: string): Trade {
  const trade = JSON.parse(body) as Trade;
  return trade.fees === undefined ? { ...trade, ...UNKNOWN } : trade;
}

/** True where the ledger has the marked row, as it was written or newer. */
export async function hasTrade(
  { db, feed, epoch }: ArchivedLog,
  { openedAtMs, key, generation, seq }: LedgerMark,
): Promise<boolean> {
  const found = await db
    .prepare(
      `SELECT 1 AS found FROM trade WHERE feed = ?1 AND opened_at = ?2 AND key = ?3
         AND (epoch, generation, seq) >= (?4, ?5, ?6)`,
    )
    .bind(feed, openedAtMs, key, epoch, generation, seq)
    .first("found");
  return found !== null;
}

/** The trades as JSON arrays of rows, each within what a parameter may have. */
function tradesToChunks(trades: readonly Trade[]): string[] {
  const chunks: string[] = [];
  let rows: string[] = [];
  let bytes = 0;
  for (const trade of trades) {
    const { openedAtMs, key } = tradeToCursor(trade);
    const row = JSON.stringify([
      trade.updatedSeq,
      openedAtMs,
      key,
      trade.bot,
      trade.pair,
      trade.status,
      JSON.stringify(trade),
    ]);
    const size = Buffer.byteLength(row) + 2;
    if (rows.length > 0 && bytes + size > CHUNK_MAX_BYTES) {
      chunks.push(`[${rows.join(",")}]`);
      rows = [];
      bytes = 0;
    }
    rows.push(row);
    bytes += size;
  }
  if (rows.length > 0) chunks.push(`[${rows.join(",")}]`);
  return chunks;
}

/** Trades of an epoch, newest first; looks at a bounded number of rows. */
export async function listTrades(
  { db, feed, epoch }: ArchivedLog,
  { filter, after, limit }: TradesQuery,
): Promise<LedgerPage> {
  const { statuses, bots, pairs } = filter;
  const scanned = (statuses ?? bots ?? pairs) === undefined ? limit + 1 : SCAN_ROWS;
  const start = filterToStart(filter);
  const { openedAtMs, key } = after !== null && precedes(start, after) ? after : start;
  const { results } = await db
    .prepare(
      `SELECT opened_at, key, seq, matches, iif(matches, body, NULL) AS body, number FROM (
         SELECT *, row_number() OVER () AS number,
           epoch = ?2
           AND (?3 IS NULL OR status IN (SELECT value FROM json_each(?3)))
           AND (?4 IS NULL OR bot IN (SELECT value FROM json_each(?4)))
           AND (?5 IS NULL OR pair IN (SELECT value FROM json_each(?5))) AS matches
         FROM (
           SELECT * FROM trade WHERE feed = ?1 AND opened_at >= ?6 AND (opened_at, key) < (?7, ?8)
           ORDER BY opened_at DESC, key DESC LIMIT ?9
         )
       ) WHERE matches OR number = ?9 ORDER BY number LIMIT ?10`,
    )
    .bind(
      feed,
      epoch,
      namesToParam(statuses),
      namesToParam(bots),
      namesToParam(pairs),
      // Trades that an earlier version took to be opened before 1970 are there too.
      filter.fromMs ?? Number.MIN_SAFE_INTEGER,
      openedAtMs,
      key,
      scanned,
      limit + 1,
    )
    .all<ScannedRow>();
  const matching = results.filter((row) => row.matches === 1);
  const rows = matching.slice(0, limit);
  const last = matching.length > limit ? rows.at(-1) : results.find((row) => row.number === scanned);
  return {
    rows: rows.map(({ seq, body }) => ({ seq, trade: parseTrade(body!) })),
    next: last === undefined ? null : { openedAtMs: last.opened_at, key: last.key },
  };
}

const BOOKED_MEMBERS = [
  "key",
  "bot",
  "mode",
  "pair",
  "direction",
  "status",
  "openedAt",
  "closedAt",
  "stakeCurrency",
  "realised",
  "entryTag",
  "exitReason",
  "fees",
  "updatedSeq",
  "booked",
] as const satisfies readonly (keyof Trade)[];

/** What profit is added up of. */
export type BookedTrade = Pick<Trade, Exclude<(typeof BOOKED_MEMBERS)[number], "booked">> & {
  readonly booked?: Trade["booked"] | null;
};

/** `next` is what has been looked at; null at the ledger's end. */
export interface BookedPage {
  readonly trades: readonly BookedTrade[];
  readonly next: TradeCursor | null;
}

/** The trades of an epoch that have realised something or closed, newest first; looks at `limit` rows at most. */
export async function listBookedTrades(
  { db, feed, epoch }: ArchivedLog,
  after: TradeCursor | null,
  limit: number,
): Promise<BookedPage> {
  const { openedAtMs, key } = after ?? filterToStart({});
  const { results } = await db
    .prepare(
      `SELECT opened_at, key, iif(counts, json_extract(body, ${toPaths(BOOKED_MEMBERS)}), NULL) AS members,
         number
       FROM (
         SELECT *, row_number() OVER () AS number, epoch = ?2 AND status <> 'pending' AND
           (status = 'closed' OR json_extract(body, '$.realised') IS NOT '0') AS counts
         FROM (
           SELECT * FROM trade WHERE feed = ?1 AND (opened_at, key) < (?3, ?4)
           ORDER BY opened_at DESC, key DESC LIMIT ?5
         )
       ) WHERE counts OR number = ?5`,
    )
    .bind(feed, epoch, openedAtMs, key, limit)
    .all<{
      readonly opened_at: number;
      readonly key: string;
      readonly members: string | null;
      readonly number: number;
    }>();
  const last = results.find(({ number }) => number === limit);
  return {
    trades: results.flatMap(({ members }) =>
      members === null ? [] : [membersToObject(BOOKED_MEMBERS, members) as BookedTrade],
    ),
    next: last === undefined ? null : { openedAtMs: last.opened_at, key: last.key },
  };
}

const RATED_MEMBERS = [
  "key",
  "bot",
  "mode",
  "pair",
  "direction",
  "openedAt",
  "closedAt",
  "stakeCurrency",
  "realised",
  "profitRatio",
  "stake",
  "lastPriceAt",
] as const satisfies readonly (keyof Trade)[];

/** A closed trade as share links count it. */
export type RatedTrade = Pick<Trade, (typeof RATED_MEMBERS)[number]>;

/** The closed trades of an epoch and of some bots, or of all. */
export interface RatedPage {
  readonly trades: readonly RatedTrade[];
  /** When the oldest row that was looked at was opened, ms since 1970, if there may be older ones; else null. */
  readonly openedFrom: number | null;
}

/** Newest first by opening; looks at `limit` rows of the feed at most. */
export async function listRatedTrades(
  { db, feed, epoch }: ArchivedLog,
  bots: readonly string[] | null,
  limit: number,
): Promise<RatedPage> {
  const { results } = await db
    .prepare(
      `SELECT opened_at, iif(counts, json_extract(body, ${toPaths(RATED_MEMBERS)}), NULL) AS members, number
       FROM (
         SELECT *, row_number() OVER () AS number,
           epoch = ?2 AND status = 'closed' AND (?3 IS NULL OR bot IN (SELECT value FROM json_each(?3))) AS counts
         FROM (SELECT * FROM trade WHERE feed = ?1 ORDER BY opened_at DESC, key DESC LIMIT ?4)
       ) WHERE counts OR number = ?4`,
    )
    .bind(feed, epoch, namesToParam(bots ?? undefined), limit)
    .all<{ readonly opened_at: number; readonly members: string | null; readonly number: number }>();
  return {
    trades: results.flatMap(({ members }) =>
      members === null ? [] : [membersToObject(RATED_MEMBERS, members) as RatedTrade],
    ),
    openedFrom: results.find(({ number }) => number === limit)?.opened_at ?? null,
  };
}

/** As `json_extract` takes several of them; it answers with an array. */
function toPaths(members: readonly string[]): string {
  return members.map((name) => `'$.${name}'`).join(", ");
}

/** By the members' names. */
function membersToObject(names: readonly string[], members: string): object {
  const values = JSON.parse(members) as readonly unknown[];
  return Object.fromEntries(names.map((name, index) => [name, values[index]]));
}

interface ScannedRow {
  readonly opened_at: number;
  readonly key: string;
  readonly seq: number;
  readonly matches: number;
  readonly body: string | null;
  readonly number: number;
}

/** Just before everything that the filter lets through. */
function filterToStart({ toMs }: TradeFilter): TradeCursor {
  return { openedAtMs: toMs === undefined ? Number.MAX_SAFE_INTEGER : toMs + 1, key: "" };
}

function namesToParam(names: readonly string[] | undefined): string | null {
  return names === undefined ? null : JSON.stringify(names);
}

/** Takes the rows that an earlier epoch or generation left behind; call it when a fold is level with its log. */
export async function dropStaleTrades({ db, feed, epoch }: ArchivedLog, generation: number): Promise<void> {
  await deleteRows(db, feed, "(epoch, generation) < (?2, ?3)", [epoch, generation]);
}

/** Takes all trades of a feed; may be repeated. */
export async function eraseTrades(db: D1Database, feed: string): Promise<void> {
  await deleteRows(db, feed, "true", []);
}

async function deleteRows(
  db: D1Database,
  feed: string,
  condition: string,
  values: readonly (string | number)[],
): Promise<void> {
  const statement = db
    .prepare(
      `DELETE FROM trade WHERE feed = ?1 AND (opened_at, key) IN
         (SELECT opened_at, key FROM trade WHERE feed = ?1 AND ${condition} LIMIT ${ERASE_ROWS})`,
    )
    .bind(feed, ...values);
  for (let erased = ERASE_ROWS; erased >= ERASE_ROWS;) erased = (await statement.run()).meta.changes;
}
