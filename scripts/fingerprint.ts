/**
 * A digest of source files by name and content. Times are not looked at: a fresh clone and a branch change rewrite them.
 */
import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, sep } from "node:path";

const IGNORED = new Set(["node_modules", "dist"]);

/** Hex digest over files and folders (whole, but for builds and installed packages) relative to `root`; what is absent counts as absent. */
export async function fingerprint(root: string, paths: readonly string[]): Promise<string> {
  const files = (await Promise.all(paths.map((path) => listFiles(root, path)))).flat().sort();
  const hash = createHash("sha256");
  for (const file of files) {
    const content = await readFile(join(root, file));
    hash.update(`${file.replaceAll(sep, "/")}\n${content.length}\n`).update(content);
  }
  return hash.digest("hex");
}

async function listFiles(root: string, path: string): Promise<string[]> {
  const found = await stat(join(root, path)).catch(() => null);
  if (found === null) return [];
  if (!found.isDirectory()) return [path];
  const entries = await readdir(join(root, path), { withFileTypes: true });
  const kept = entries.filter((entry) => !IGNORED.has(entry.name) && !entry.name.endsWith(".tsbuildinfo"));
  return (await Promise.all(kept.map((entry) => listFiles(root, join(path, entry.name))))).flat();
}
