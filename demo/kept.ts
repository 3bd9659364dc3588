/**
 * JSON that the demo keeps in the state folder. All of it can be made again, so a file that is absent or damaged counts
 * as none; a write is whole or not at all.
 */
import { readFile, rename, writeFile } from "node:fs/promises";

/** What was kept, unchecked; null where there is nothing to read. */
export async function readKept(path: string): Promise<unknown> {
  const text = await readFile(path, "utf8").catch(() => null);
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** Keeps it, for its owner's eyes: keys are among it. A kill in between leaves the older one. */
export async function writeKept(path: string, value: unknown): Promise<void> {
  await writeFile(`${path}.next`, JSON.stringify(value), { mode: 0o600 });
  await rename(`${path}.next`, path);
}
