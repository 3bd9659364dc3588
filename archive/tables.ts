/**
 * The archive's tables: whose rows they hold, and whether they are there, which a deployment without its migrations lacks.
 */

/** A log in the archive: a feed in one epoch. */
export interface ArchivedLog {
  readonly db: D1Database;
  readonly feed: string;
  readonly epoch: string;
}

const TABLES = ["feed", "page", "trade", "chapter"] as const;

/** The tables that are not there. Asks the database's own list, and reads no row of ours. */
export async function findMissingTables(db: D1Database): Promise<string[]> {
  const { results } = await db
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name IN (SELECT value FROM json_each(?))")
    .bind(JSON.stringify(TABLES))
    .all<{ name: string }>();
  const there = new Set(results.map(({ name }) => name));
  return TABLES.filter((name) => !there.has(name));
}
