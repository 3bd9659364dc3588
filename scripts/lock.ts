/**
 * A lock on a file that ends with its process, however that ends: the operating system's own, taken through SQLite, so
 * that a killed holder leaves nothing stale behind and no process id has to be guessed at.
 */
import { DatabaseSync } from "node:sqlite";

export interface Lock {
  release(): void;
}

const SQLITE_BUSY = 5;

/** Takes the lock of `path`, waiting for `waitMs` at most (the process waits with it); null where somebody else keeps it. */
export function takeLock(path: string, waitMs: number): Lock | null {
  const database = new DatabaseSync(path, { timeout: waitMs });
  try {
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if (error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY) return null;
    throw error;
  }
  return { release: () => database.close() };
}
