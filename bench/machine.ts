/**
 * On what the bench runs: the machine, and the versions of everything that is measured.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, release, totalmem, type } from "node:os";
import { dirname, join } from "node:path";
import { NCHAN_BINARY } from "./sides/nchan.ts";
import { isStateInMemory } from "./state-folder.ts";

export interface Machine {
  readonly model: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly kernel: string;
  /** Whether the sides' files are in memory. */
  readonly stateInMemory: boolean;
}

export function readMachine(): Machine {
  return {
    model: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: `${type()} ${release()}`,
    stateInMemory: isStateInMemory(),
  };
}

const PACKAGES = ["workerd", "miniflare", "partyserver", "ws", "socket.io", "@durable-streams/server"];

/** By name; what is not installed is left out. */
export function readVersions(): { readonly [name: string]: string } {
  const require = createRequire(import.meta.url);
  const versions: Record<string, string> = { node: process.versions.node };
  for (const name of PACKAGES) {
    const version = packageVersion(require, name);
    if (version !== null) versions[name] = version;
  }
  const nginx = said(NCHAN_BINARY, ["-v"])?.match(/nginx\/(\S+)/)?.[1];
  if (nginx !== undefined) versions.nginx = nginx;
  const nchan = said("dpkg-query", ["-W", "-f", "${Version}", "libnginx-mod-nchan"]);
  if (nchan !== null && /^\S+$/.test(nchan)) versions.nchan = nchan;
  const python = said("python3", [
    "-c",
    "import platform, requests; print(platform.python_version(), requests.__version__)",
  ]);
  const [, interpreter, requests] = /^(\S+) (\S+)\s*$/.exec(python ?? "") ?? [];
  if (interpreter !== undefined && requests !== undefined) Object.assign(versions, { python: interpreter, requests });
  return versions;
}

/** The commit that is checked out, with a plus if files differ from it; null outside of a repository. */
export function readCommit(): string | null {
  const commit = said("git", ["rev-parse", "--short=12", "HEAD"])?.trim();
  if (commit === undefined || !/^[0-9a-f]+$/.test(commit)) return null;
  const changed = said("git", ["status", "--porcelain", "--untracked-files=no", "--", ".", ":(exclude)docs"]);
  return changed === null || changed.trim() === "" ? commit : `${commit}+`;
}

function packageVersion(require: NodeJS.Require, name: string): string | null {
  // Not every package lets its package.json be imported, so it is looked for from its entry upwards.
  let entry;
  try {
    entry = require.resolve(name);
  } catch {
    return null;
  }
  for (let folder = dirname(entry); folder !== dirname(folder); folder = dirname(folder)) {
    try {
      const read = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
        name?: string;
        version?: string;
      };
      if (read.name === name) return read.version ?? null;
    } catch {
      // No package.json here.
    }
  }
  return null;
}

/** What a program prints; null where it is not there or fails. */
function said(program: string, args: readonly string[]): string | null {
  try {
    return execFileSync("sh", ["-c", 'exec "$@" 2>&1', "sh", program, ...args], { encoding: "utf8" });
  } catch {
    return null;
  }
}
