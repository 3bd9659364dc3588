/** Where the servers of tests keep their state: in memory where there is room for it, as a disk's commits take most of a post. */
import { mkdtemp, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MEMORY_FILES = "/dev/shm";
/** Containers often have 64 MiB there, which a server fills. */
const FREE_MIN_BYTES = 1024 ** 3;

/** A new empty folder; who asks for it removes it. */
export async function newStateFolder(): Promise<string> {
  return mkdtemp(join((await hasMemory()) ? MEMORY_FILES : tmpdir(), "fillcast-state-"));
}

async function hasMemory(): Promise<boolean> {
  try {
    const { bavail, bsize } = await statfs(MEMORY_FILES);
    return bavail * bsize >= FREE_MIN_BYTES;
  } catch {
    return false;
  }
}
