/**
 * Freqtrade of a version, installed once into a virtual environment outside the source tree. What keeps it from being there is a
 * sentence, not a failure: a machine without Python still tests everything else.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { isBefore } from "./options.ts";

export type Installed =
  | { readonly kind: "installed"; readonly python: string }
  | { readonly kind: "absent"; readonly why: string };

/** What was tried; wheels for later ones may be missing, and earlier ones Freqtrade refuses. */
const PYTHONS = ["python3.11", "python3.12", "python3.13", "python3", "python"];
const PYTHON_VERSION = /^Python (3\.1[1-3])\./;
/** Two minutes on an idle machine with a fast line. */
const INSTALL_LIMIT_MS = 480_000;
/** Before this version Freqtrade's API server does not start with later ones. */
const OLD_FASTAPI = { before: "2026.4", requirement: "fastapi<0.117" };

export async function install(version: string, say: (line: string) => void): Promise<Installed> {
  const found = await findPython();
  if (found === null) return { kind: "absent", why: "there is no Python 3.11 to 3.13 on this machine" };
  const folder = join(cacheDir(), `${version}-python${found.version}`);
  const python = join(folder, "bin", "python");
  const stamp = join(folder, "complete");
  if (existsSync(stamp)) return { kind: "installed", python };
  say(`installing Freqtrade ${version} into ${folder}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const requirements = isBefore(version, OLD_FASTAPI.before) ? [OLD_FASTAPI.requirement] : [];
  const pip = ["-m", "pip", "install", "--quiet", "--no-input", "--no-compile", "--disable-pip-version-check"];
  const failure =
    (await runPython(found.command, ["-m", "venv", folder])) ??
    (await runPython(python, [...pip, `freqtrade==${version}`, ...requirements]));
  if (failure !== null) return { kind: "absent", why: `Freqtrade ${version} could not be installed (${failure})` };
  await writeFile(stamp, "");
  return { kind: "installed", python };
}

function cacheDir(): string {
  return join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "fillcast", "freqtrade");
}

async function findPython(): Promise<{ readonly command: string; readonly version: string } | null> {
  for (const command of PYTHONS) {
    const { output } = await run(command, ["--version"]);
    const version = PYTHON_VERSION.exec(output)?.[1];
    if (version !== undefined) return { command, version };
  }
  return null;
}

/** Null if it went well, else the last thing that it said. */
async function runPython(command: string, args: readonly string[]): Promise<string | null> {
  const { error, output } = await run(command, args);
  if (error === null) return null;
  if (error.killed === true) return `it took longer than ${INSTALL_LIMIT_MS / 60_000} minutes`;
  return output.trim().split("\n").at(-1) || error.message;
}

function run(
  command: string,
  args: readonly string[],
): Promise<{
  readonly error: { readonly message: string; readonly killed?: boolean } | null;
  readonly output: string;
}> {
  return new Promise((done) => {
    execFile(command, args, { timeout: INSTALL_LIMIT_MS, encoding: "utf8" }, (error, output, log) =>
      done({ error, output: `${output}${log}` }),
    );
  });
}
