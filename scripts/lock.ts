/**
 * A lock on a file that ends with its process, however that ends: the operating system's own, taken through SQLite, so
 * that a killed holder leaves nothing stale behind and no process id has to be guessed at.
 */
import { DatabaseSync } from "node:sqlite";
import { StartError } from "./start-error.ts";

export interface Lock {
  release(): void;
}

const [SQLITE_BUSY, SQLITE_CORRUPT, SQLITE_NOTADB] = [5, 11, 26];

/** Takes the lock of `path`, waiting for `waitMs` at most (the process waits with it); null where somebody else keeps it. */
export function takeLock(path: string, waitMs: number): Lock | null {
  let database: DatabaseSync | null = null;
  try {
    const opened = new DatabaseSync(path, { timeout: waitMs });
    database = opened;
    opened.exec("BEGIN EXCLUSIVE");
    return { release: () => opened.close() };
  } catch (error) {
    database?.close();
    const code = error instanceof Error && "errcode" in error ? error.errcode : null;
    if (code === SQLITE_BUSY) return null;
    if (code === SQLITE_NOTADB || code === SQLITE_CORRUPT) {
      throw new StartError(`The lock file ${path} is damaged. It contains no data: delete it and start again.`);
    }
    throw Object.assign(error as Error, { path });
  }
}
