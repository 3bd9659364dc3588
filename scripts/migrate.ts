/**
 * D1 migrations of a local start, applied through Miniflare's binding: the same files, table and order as
 * `wrangler d1 migrations apply` (which costs seconds a start), so that either may continue what the other began.
 */
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { unstable_splitSqlQuery } from "wrangler";
import type { Miniflare } from "miniflare";
import { newerState } from "./state-folder.ts";

type Database = Awaited<ReturnType<Miniflare["getD1Database"]>>;

const MIGRATIONS_DIR = fileURLToPath(new URL("../migrations/", import.meta.url));
const CREATE_TABLE = `CREATE TABLE IF NOT EXISTS d1_migrations (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
)`;

/** Applies what is missing, each file whole or not at all; returns the names applied. Throws where a later version was here. */
export async function migrate(database: Database, stateDir: string): Promise<string[]> {
  await database.prepare(CREATE_TABLE).run();
  const applied = await database.prepare("SELECT name FROM d1_migrations").all<{ name: string }>();
  const done = new Set(applied.results.map((row) => row.name));
  const known = (await readdir(MIGRATIONS_DIR)).filter((name) => name.endsWith(".sql")).sort();
  const later = [...done].find((name) => !known.includes(name));
  if (later !== undefined) throw newerState(stateDir, `the migration ${later}`);
  const missing = known.filter((name) => !done.has(name));
  for (const name of missing) {
    const statements = unstable_splitSqlQuery(await readFile(`${MIGRATIONS_DIR}${name}`, "utf8"));
    await database.batch([
      ...statements.map((sql) => database.prepare(sql)),
      database.prepare("INSERT INTO d1_migrations (name) VALUES (?)").bind(name),
    ]);
  }
  return missing;
}
