/**
 * Completes package-lock.json. Where npm cannot fetch a package for another system, it drops that optional dependency's
 * entry while its parent still asks for it: `npm ci` then refuses the file, and users of that system would get no binary.
 * This adds the entries again, from what the parent says and what the name says: `npm run complete-lock` after each
 * `npm install`; `npm run check` holds it.
 */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

export interface LockEntry {
  readonly version?: string;
  readonly cpu?: readonly string[];
  readonly os?: readonly string[];
  readonly libc?: readonly string[];
  readonly dev?: boolean;
  readonly license?: string;
  readonly optional?: boolean;
  readonly engines?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
export interface LockFile {
  readonly packages: Readonly<Record<string, LockEntry>>;
}

const LOCK_PATH = fileURLToPath(new URL("../package-lock.json", import.meta.url));

const OS_NAMES: ReadonlyMap<string, string> = new Map([
  ["darwin", "darwin"],
  ["macos", "darwin"],
  ["linux", "linux"],
  ["linuxmusl", "linux"],
  ["windows", "win32"],
  ["win32", "win32"],
  ["android", "android"],
  ["freebsd", "freebsd"],
  ["netbsd", "netbsd"],
  ["openbsd", "openbsd"],
  ["openharmony", "openharmony"],
  ["sunos", "sunos"],
  ["aix", "aix"],
]);
const CPU_NAMES: ReadonlyMap<string, string> = new Map([
  ...["x64", "arm64", "arm", "ia32", "ppc64", "s390x", "riscv64", "loong64", "mips64el", "wasm32"].map(
    (cpu) => [cpu, cpu] as const,
  ),
  ["64", "x64"],
  ["x32", "ia32"],
]);

/** The lock with every missing platform entry, and their paths. Entries that exist are left as they are. */
export function completeLock(lock: LockFile): { readonly lock: LockFile; readonly added: readonly string[] } {
  const packages: Record<string, LockEntry> = { ...lock.packages };
  const added: string[] = [];
  for (const [parentPath, parent] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      if (isResolved(packages, parentPath, name) || !/^\d/.test(version)) continue;
      const path = `node_modules/${name}`;
      packages[path] = platformEntry(name, version, parent);
      added.push(path);
    }
  }
  const sorted = Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, "en"));
  return { lock: { ...lock, packages: Object.fromEntries(sorted) }, added };
}

/** Walks up the folders from the parent as Node does. */
function isResolved(packages: Readonly<Record<string, LockEntry>>, parentPath: string, name: string): boolean {
  for (let base = parentPath; ; base = base.slice(0, Math.max(0, base.lastIndexOf("node_modules/") - 1))) {
    if (packages[base === "" ? `node_modules/${name}` : `${base}/node_modules/${name}`] !== undefined) return true;
    if (base === "") return false;
  }
}

/** `@x/y-linux-arm64-musl` and its like: the system stands in the name, the rest is the parent's. */
function platformEntry(name: string, version: string, parent: LockEntry): LockEntry {
  const words = name.split(/[/-]/);
  const os = words.map((word) => OS_NAMES.get(word)).find((found) => found !== undefined);
  const cpu = words.map((word) => CPU_NAMES.get(word)).find((found) => found !== undefined);
  const libc = words.some((word) => word.includes("musl")) ? "musl" : words.includes("gnu") ? "glibc" : undefined;
  return {
    version,
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(parent.dev === undefined ? {} : { dev: parent.dev }),
    ...(libc === undefined ? {} : { libc: [libc] }),
    ...(parent.license === undefined ? {} : { license: parent.license }),
    optional: true,
    ...(os === undefined ? {} : { os: [os] }),
    ...(parent.engines === undefined ? {} : { engines: parent.engines }),
  };
}

/** The project's own lock file. */
export async function readLock(): Promise<LockFile> {
  return JSON.parse(await readFile(LOCK_PATH, "utf8")) as LockFile;
}

if (import.meta.main) {
  const { lock, added } = completeLock(await readLock());
  if (added.length > 0) await writeFile(LOCK_PATH, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(
    added.length === 0 ? "package-lock.json is complete" : `added ${added.length} entries to package-lock.json`,
  );
}
