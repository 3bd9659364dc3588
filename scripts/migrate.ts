/**
 * D1 migrations of a local start, applied through Miniflare's binding: the same files, table and order as
 * `wrangler d1 migrations apply` (which costs seconds a start), so that either may continue what the other began.
 */
import type { Miniflare } from "miniflare";
import type { Migration } from "./runtime-config.ts";
import { newerState } from "./state-folder.ts";

type Database = Awaited<ReturnType<Miniflare["getD1Database"]>>;

const CREATE_TABLE = `CREATE TABLE IF NOT EXISTS d1_migrations (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
)`;

/** Applies what is missing, each file whole or not at all; returns the names applied. Throws where a later version was here. */
export async function migrate(
  database: Database,
  migrations: readonly Migration[],
  stateDir: string,
): Promise<string[]> {
  await database.prepare(CREATE_TABLE).run();
  const applied = await database.prepare("SELECT name FROM d1_migrations").all<{ name: string }>();
  const done = new Set(applied.results.map((row) => row.name));
  const later = [...done].find((name) => !migrations.some((known) => known.name === name));
  if (later !== undefined) throw newerState(stateDir, `the migration ${later}`);
  const missing = migrations.filter(({ name }) => !done.has(name));
  for (const { name, statements } of missing) {
    await database.batch([
      ...statements.map((sql) => database.prepare(sql)),
      database.prepare("INSERT INTO d1_migrations (name) VALUES (?)").bind(name),
    ]);
  }
  return missing.map(({ name }) => name);
}
