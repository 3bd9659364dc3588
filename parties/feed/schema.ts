/**
 * The room's tables but for the pages (log.ts), and the feed's own row. A room without this row was never created: it writes
 * nothing and answers feed-not-found.
 */
import type { Sql } from "./sql.ts";

/** What a feed is, from its creation on. */
export interface FeedRow {
  readonly name: string;
  readonly epoch: string;
  readonly region: string;
  /** ms since 1970. */
  readonly createdAt: number;
  /** The first owner key: a repeat of the creation names the same one. */
  readonly firstKeyId: string;
}

/** The feed's row, or null in a room that was never created. Reads only. */
export function readFeedRow(sql: Sql): FeedRow | null {
  if (sql.all("SELECT 1 AS found FROM sqlite_master WHERE type = 'table' AND name = 'feed'").length === 0) return null;
  const [row] = sql.all<{ name: string; epoch: string; region: string; created_at: number; first_key: string }>(
    "SELECT name, epoch, region, created_at, first_key FROM feed WHERE one = 1",
  );
  if (row === undefined) return null;
  return { name: row.name, epoch: row.epoch, region: row.region, createdAt: row.created_at, firstKeyId: row.first_key };
}

/** Makes the tables and the feed's row; call inside a transaction. */
export function createFeedRow(sql: Sql, row: FeedRow): void {
  sql.run(
    "CREATE TABLE IF NOT EXISTS feed (one INTEGER PRIMARY KEY, name TEXT NOT NULL, epoch TEXT NOT NULL, region TEXT NOT NULL, created_at INTEGER NOT NULL, first_key TEXT NOT NULL)",
  );
  sql.run("CREATE TABLE IF NOT EXISTS key (id TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID");
  sql.run(
    "CREATE TABLE IF NOT EXISTS sealed (page INTEGER PRIMARY KEY, bytes INTEGER NOT NULL, max_at INTEGER NOT NULL, chain BLOB NOT NULL, digests BLOB NOT NULL)",
  );
  sql.run("CREATE TABLE IF NOT EXISTS beat (bot TEXT PRIMARY KEY, vitals TEXT NOT NULL) WITHOUT ROWID");
  sql.run("CREATE TABLE IF NOT EXISTS checkpoint (part INTEGER PRIMARY KEY, bytes BLOB NOT NULL)");
  sql.run(
    "INSERT INTO feed (one, name, epoch, region, created_at, first_key) VALUES (1, ?, ?, ?, ?, ?)",
    row.name,
    row.epoch,
    row.region,
    row.createdAt,
    row.firstKeyId,
  );
}
