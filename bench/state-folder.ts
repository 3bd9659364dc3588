/**
 * Where the sides keep their files: in memory where the system offers it, so that no disk is measured; a folder of its own for
 * every run, which goes with it.
 */
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MEMORY_FILES = "/dev/shm";

/** Whether state is in memory files; else it is in the system's folder for temporary files. */
export function isStateInMemory(): boolean {
  try {
    accessSync(MEMORY_FILES, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Runs `use` with an empty folder and removes it, also when the process is ended meanwhile. */
export async function withStateFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(isStateInMemory() ? MEMORY_FILES : tmpdir(), "fillcast-bench-"));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once("exit", remove);
  try {
    return await use(folder);
  } finally {
    process.off("exit", remove);
    remove();
  }
}
