/**
 * The state folder of a local start, before anything is started on it: it can be written, there is room, what is in it is what
 * it should be, and no later version has written it. What cannot be is said as a StartError.
 */
import { constants, globSync } from "node:fs";
import { access, mkdir, open, readdir, rm, stat, statfs } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { StartError } from "./start-error.ts";
import { ROOT } from "./tool.ts";

/** Rooms, D1 and KV are kept in here. */
export const STORAGE_NAME = "storage";
export const SECRETS_NAME = "secrets.json";
export const LOCK_NAME = "lock";
const FOLDERS = [STORAGE_NAME, "demo-relay", "wrangler-logs", "wrangler-registry"];
const FILES = [SECRETS_NAME, LOCK_NAME];
/** A room's journal alone grows to 4 MiB before it is folded in; with less than this a start would not last. */
const FREE_MIN_BYTES = 16 * 1024 * 1024;
const PROBE_BYTES = 64 * 1024;

/** Makes the folder where it is not there, and finds out whether it can be worked in. Throws StartErrors and Node's errors. */
export async function openStateFolder(stateDir: string): Promise<void> {
  await makeFolder(stateDir);
  for (const name of FOLDERS) await checkKind(join(stateDir, name), "folder");
  for (const name of FILES) await checkKind(join(stateDir, name), "file");
  await checkSpace(stateDir);
  await probe(stateDir);
  await checkRights(join(stateDir, STORAGE_NAME));
}

/** The databases of the rooms: one for each feed that was ever made here. */
export function roomFiles(stateDir: string): string[] {
  const files = globSync(join(stateDir, STORAGE_NAME, "do", "*", "*.sqlite"));
  return files.filter((path) => /^[0-9a-f]{64}\.sqlite$/.test(basename(path)));
}

/** Throws where a room was written by a later version: this one would refuse to serve it. Nobody else may have the files open. */
export async function refuseNewerRooms(stateDir: string): Promise<void> {
  const files = roomFiles(stateDir);
  if (files.length === 0) return;
  // Scripts are typed without the Worker's globals: so not by a literal path.
  const { href } = pathToFileURL(join(ROOT, "parties/feed/schema.ts"));
  const { SCHEMA_VERSION } = (await import(href)) as { SCHEMA_VERSION: number };
  for (const path of files) {
    const version = readRoomVersion(path);
    if (version > SCHEMA_VERSION) throw newerState(stateDir, `a feed of version ${version}`);
  }
}

/** `found` says by what it was noticed. */
export function newerState(stateDir: string, found: string): StartError {
  return new StartError(
    `${stateDir} was written by a newer version of Fillcast (it has ${found}). Start that version, or choose another folder with --state.`,
  );
}

/** 0 for what cannot be read: a damaged room is its own feed's problem, and its room says so. */
function readRoomVersion(path: string): number {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path, { readOnly: true });
    const row = database.prepare("SELECT version FROM schema WHERE one = 1").get();
    return Number(row?.["version"] ?? 0);
  } catch {
    return 0;
  } finally {
    database?.close();
  }
}

/** Level by level: Node's own way never ends where a folder takes none. */
async function makeFolder(path: string): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error.code === "ENOTDIR"
      ? new StartError(`${path} cannot be created: it would be inside a file. ${CHOOSE}`)
      : error;
  });
  if (found !== null) {
    if (!found.isDirectory()) throw new StartError(`${path} is a file, not a folder. ${CHOOSE}`);
    return;
  }
  await makeFolder(dirname(path));
  await mkdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EEXIST") return;
    throw error.code === "ENOENT" ? new StartError(`${path} cannot be created. ${CHOOSE}`) : error;
  });
}

const CHOOSE = "Choose another folder with --state.";

async function checkKind(path: string, kind: "folder" | "file"): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found === null || found.isDirectory() === (kind === "folder")) return;
  const [is, should] = kind === "folder" ? ["a file", "a folder"] : ["a folder", "a file"];
  throw new StartError(
    `${path} is ${is} and should be ${should}. Move it away, or choose another folder with --state.`,
  );
}

async function checkSpace(stateDir: string): Promise<void> {
  const { bavail, bsize } = await statfs(stateDir);
  const freeBytes = bavail * bsize;
  if (freeBytes >= FREE_MIN_BYTES) return;
  const [free, least] = [freeBytes, FREE_MIN_BYTES].map((bytes) => `${Math.floor(bytes / 1024 / 1024)} MiB`);
  throw new StartError(
    `The disk of ${stateDir} has ${free} left, but Fillcast needs ${least} to start. Free some space, or choose another folder with --state.`,
  );
}

/** Quotas, rights and broken disks show only in what is written. */
async function probe(stateDir: string): Promise<void> {
  const path = join(stateDir, `probe-${process.pid}`);
  try {
    await writeProbe(path);
  } catch (error) {
    throw Object.assign(error as Error, { path: stateDir });
  } finally {
    await rm(path, { force: true }).catch(() => undefined);
  }
}

async function writeProbe(path: string): Promise<void> {
  const file = await open(path, "w", 0o600);
  try {
    await file.writeFile(Buffer.alloc(PROBE_BYTES));
    await file.sync();
  } finally {
    await file.close();
  }
}

/** What another user has written, this one might only read. */
async function checkRights(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return null;
      throw error;
    },
  );
  if (entries === null) return;
  await access(folder, constants.W_OK);
  for (const { parentPath, name } of entries) await access(join(parentPath, name), constants.W_OK);
}
