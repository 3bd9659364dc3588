/**
 * The spool's file: opened, checked, its tables made. A file that is damaged is moved aside under a name that says so, never
 * deleted. One relay at a time has a folder; the operating system gives the lock back however its holder ends.
 */
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

export type StorageFault = "full" | "corrupt" | "busy" | "other";

const FAULTS: ReadonlyMap<number, StorageFault> = new Map([
  [5, "busy"],
  [10, "full"],
  [11, "corrupt"],
  [13, "full"],
  [26, "corrupt"],
]);

/** The kind of an error of SQLite: by its primary code. An I/O error is a disk that takes nothing, which may end. */
export function faultOf(error: unknown): StorageFault {
  const code = error instanceof Error && "errcode" in error ? Number(error.errcode) : 0;
  return FAULTS.get(code & 0xff) ?? "other";
}

const TABLES = `
  CREATE TABLE IF NOT EXISTS item (n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, bot TEXT NOT NULL, at INTEGER NOT NULL, line TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS refused (id TEXT PRIMARY KEY, bot TEXT NOT NULL, at INTEGER NOT NULL, line TEXT NOT NULL, problem TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS fact (bot TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (bot, name)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS trade (bot TEXT NOT NULL, id TEXT NOT NULL, opened INTEGER NOT NULL, pair TEXT NOT NULL, open INTEGER NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (bot, id, opened)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS trade_open ON trade (bot) WHERE open = 1;
`;

export function spoolPath(folder: string): string {
  return join(folder, "spool.sqlite");
}

/** The database, and where the damaged one went that was in its place. Throws what the file system says. */
export function openTables(folder: string): { readonly database: DatabaseSync; readonly movedTo: string | null } {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    return { database: openFile(spoolPath(folder)), movedTo: null };
  } catch (error) {
    if (faultOf(error) !== "corrupt") throw error;
    const movedTo = moveAside(spoolPath(folder));
    return { database: openFile(spoolPath(folder)), movedTo };
  }
}

function openFile(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 5_000 });
  try {
    database.exec("PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
    const [check] = database.prepare("PRAGMA quick_check(1)").all() as { readonly quick_check: string }[];
    if (check?.quick_check !== "ok") throw Object.assign(new Error("damaged"), { errcode: 11 });
    database.exec(TABLES);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Renames the file and what SQLite keeps beside it; a name that is taken gets a number. */
export function moveAside(path: string): string {
  let target = "";
  for (let count = 1; target === "" || existsSync(target); count++) target = `${path}.damaged-${count}`;
  for (const suffix of ["-wal", "-shm", ""]) {
    if (existsSync(`${path}${suffix}`)) renameSync(`${path}${suffix}`, `${target}${suffix}`);
  }
  return target;
}

/** Null where another process has it, after `waitMs`. */
export function lockFolder(folder: string, waitMs: number): { release(): void } | null {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = new DatabaseSync(join(folder, "lock.sqlite"), { timeout: waitMs });
  try {
    lock.exec("BEGIN EXCLUSIVE");
    return { release: () => lock.close() };
  } catch (error) {
    lock.close();
    if (faultOf(error) === "busy") return null;
    throw error;
  }
}
