/**
 * Creates the room's tables, except the pages (log/log.ts). Each table's rows belong to its owner. The schema changes by a
 * ladder: each version adds one step, which runs once in every room, in one transaction, before anything reads it. If a
 * room's ladder is newer than the code, the room is left alone.
 */
import { insertFeedRow, readFeedRow, type FeedRow } from "./feed-row.ts";
import type { Sql } from "./sql.ts";

/** A step of the ladder, from the version before it. Steps are only ever added: a released one is never changed. */
type Step = (sql: Sql) => void;

const LADDER: readonly Step[] = [
  createTables,
  addGenerationsAndUsage,
  addVitals,
  addSettings,
  addDestinations,
  addShares,
];

/** The version that this code reads and writes. */
export const SCHEMA_VERSION = LADDER.length;

/** What a room's database holds: nothing, a feed, or a feed of a later version (`version`), which must not be touched. */
export type Opened =
  | { readonly kind: "uncreated" }
  | { readonly kind: "newer"; readonly version: number }
  | { readonly kind: "feed"; readonly row: FeedRow };

/** Reads the feed's row, after the steps that its room has not taken yet. Writes nothing in a room that was never created. */
export function openSchema(sql: Sql): Opened {
  const version = readVersion(sql);
  if (version === 0) return { kind: "uncreated" };
  if (version > SCHEMA_VERSION) return { kind: "newer", version };
  if (version < SCHEMA_VERSION) sql.transaction(() => climb(sql, version));
  const row = readFeedRow(sql);
  return row === null ? { kind: "uncreated" } : { kind: "feed", row };
}

/** Makes the tables and the feed's row; call inside a transaction. */
export function createFeedRow(sql: Sql, row: FeedRow): void {
  climb(sql, readVersion(sql));
  insertFeedRow(sql, row);
}

/** 0 in an empty database. Version 1 kept no number. */
function readVersion(sql: Sql): number {
  const tables = sql.all<{ name: string }>(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name IN ('feed', 'schema') ORDER BY name",
  );
  if (tables.at(-1)?.name !== "schema") return tables.length;
  const [row] = sql.all<{ version: number }>("SELECT version FROM schema WHERE one = 1");
  return row?.version ?? 0;
}

function climb(sql: Sql, from: number): void {
  for (const step of LADDER.slice(from)) step(sql);
  sql.run("UPDATE schema SET version = ? WHERE one = 1", SCHEMA_VERSION);
}

/** Version 1. */
function createTables(sql: Sql): void {
  sql.run(
    "CREATE TABLE feed (one INTEGER PRIMARY KEY, name TEXT NOT NULL, epoch TEXT NOT NULL, region TEXT NOT NULL, created_at INTEGER NOT NULL, first_key TEXT NOT NULL)",
  );
  sql.run("CREATE TABLE key (id TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID");
  sql.run(
    "CREATE TABLE sealed (page INTEGER PRIMARY KEY, bytes INTEGER NOT NULL, max_at INTEGER NOT NULL, chain BLOB NOT NULL, digests BLOB NOT NULL)",
  );
  sql.run("CREATE TABLE beat (bot TEXT PRIMARY KEY, vitals TEXT NOT NULL) WITHOUT ROWID");
  sql.run("CREATE TABLE checkpoint (part INTEGER PRIMARY KEY, bytes BLOB NOT NULL)");
}

/**
 * Version 2: the version itself; which fold the ledger has (`generation` counts them, so that a rollback is newer too); the
 * feed's quotas and what of the log was dropped; and which key brought what, so that a day's use survives a nap.
 */
function addGenerationsAndUsage(sql: Sql): void {
  sql.run("CREATE TABLE schema (one INTEGER PRIMARY KEY, version INTEGER NOT NULL)");
  sql.run("INSERT INTO schema (one, version) VALUES (1, 2)");
  sql.run("ALTER TABLE feed ADD COLUMN generation INTEGER NOT NULL DEFAULT 0");
  sql.run("ALTER TABLE feed ADD COLUMN fold_version INTEGER NOT NULL DEFAULT 1");
  sql.run("ALTER TABLE feed ADD COLUMN limits TEXT");
  sql.run("ALTER TABLE feed ADD COLUMN dropped_bytes INTEGER NOT NULL DEFAULT 0");
  sql.run("ALTER TABLE sealed ADD COLUMN usage TEXT");
  // Only the open page is still written to; what is sealed has its use in its row of `sealed`, or none.
  const [open] = sql.all<{ page: number }>(
    "SELECT CAST(substr(name, 6) AS INTEGER) AS page FROM sqlite_master WHERE type = 'table' AND name LIKE 'page\\_%' ESCAPE '\\' ORDER BY page DESC LIMIT 1",
  );
  if (open !== undefined) sql.run(`ALTER TABLE page_${open.page} ADD COLUMN key TEXT`);
}

/** Version 3: what relays read from their bots, the newest of each. */
function addVitals(sql: Sql): void {
  sql.run("CREATE TABLE vitals (bot TEXT PRIMARY KEY, saved_at INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID");
}

/** Version 4: what the owner has set for all readers. */
function addSettings(sql: Sql): void {
  sql.run("CREATE TABLE settings (one INTEGER PRIMARY KEY, version INTEGER NOT NULL, bots TEXT NOT NULL)");
}

/** Version 5: where alerts go. */
function addDestinations(sql: Sql): void {
  sql.run(
    "CREATE TABLE destination (id TEXT PRIMARY KEY, kind TEXT NOT NULL, config TEXT NOT NULL, sealed BLOB NOT NULL, box TEXT NOT NULL) WITHOUT ROWID",
  );
}

/** Version 6: the share links. `expires_at` is null for one without an end. */
function addShares(sql: Sql): void {
  sql.run("CREATE TABLE share (id TEXT PRIMARY KEY, expires_at INTEGER, record TEXT NOT NULL) WITHOUT ROWID");
}
