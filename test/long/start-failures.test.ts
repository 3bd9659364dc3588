/**
 * Starts that cannot be: each says in a sentence what happened and what to do, exits with 1, and shows no stack.
 */
import { execFileSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createFeed } from "../support/api.ts";
import { launchStart, startServer, type SmallDisk } from "../support/start-server.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Longer than any of these takes; a start that begins is not stopped by anybody else. */
const ENDS_WITHIN_MS = 120_000;

/** A state folder with a feed, as a start leaves it. */
let whole: string;
beforeAll(async () => {
  whole = await mkdtemp(join(tmpdir(), "fillcast-state-"));
  const server = await startServer({ stateDir: whole });
  await createFeed(server.origin, server.adminToken, "alice");
  await server.stop();
});
afterAll(() => rm(whole, { recursive: true, force: true }));

async function copyOf(folder: string): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), "fillcast-state-"));
  onTestFinished(() => rm(copy, { recursive: true, force: true }));
  await cp(folder, copy, { recursive: true });
  return copy;
}

/** What a start on this folder says; it has to fail. */
async function sayOf(stateDir: string, by: "node" | SmallDisk = "node", args: readonly string[] = []): Promise<string> {
  const launch = launchStart(["--port", "0", "--state", stateDir, "--no-demo", ...args], {}, by);
  const late = setTimeout(() => process.kill(-launch.child.pid!, "SIGKILL"), ENDS_WITHIN_MS);
  const code = await launch.ended;
  clearTimeout(late);
  expect(launch.output()).toBe("");
  const said = launch.log().trimEnd();
  expect([code, said.split("\n")]).toEqual([1, [expect.stringMatching(/\.$/)]]);
  expect(said).not.toMatch(/^ +at |Error:|node:internal|\.ts:\d/m);
  return said;
}

/** The databases of D1, with all that was written in their files. */
async function d1Files(stateDir: string): Promise<string[]> {
  const folder = join(stateDir, "storage/d1/miniflare-D1DatabaseObject");
  const names = (await readdir(folder)).filter((name) => /^[0-9a-f]{64}\.sqlite$/.test(name));
  for (const name of names) change(join(folder, name), "PRAGMA wal_checkpoint(TRUNCATE)");
  return names.map((name) => join(folder, name));
}

function change(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}

describe("a state folder", () => {
  test("that is a file, or in one, or where none can be", async () => {
    const folder = await copyOf(whole);
    const file = join(folder, "file");
    await writeFile(file, "x");
    expect(await sayOf(file)).toContain(`${file} is a file`);
    expect(await sayOf(join(file, "deep", "er"))).toContain("inside a file");
    expect(await sayOf("/proc/fillcast/state")).toContain("/proc/fillcast cannot be created");
  });

  test("on a disk that is full, with a state and without", async () => {
    const folder = await copyOf(whole);
    expect(await sayOf(join(folder, "new"), { folder, diskMiB: 1 })).toMatch(/has \d MiB left.+--state/);
  });

  test("that is read-only", async () => {
    const folder = await copyOf(whole);
    expect(await sayOf(folder, { folder, diskMiB: 0 })).toContain(`${folder} is not writable`);
  });

  test.each([
    ["storage", "file", "a file and should be a folder"],
    ["wrangler-logs", "file", "a file and should be a folder"],
    ["secrets.json", "folder", "a folder and should be a file"],
    ["lock", "folder", "a folder and should be a file"],
  ])("whose %s is a %s", async (name, kind, said) => {
    const folder = await copyOf(whole);
    await rm(join(folder, name), { recursive: true, force: true });
    if (kind === "file") await writeFile(join(folder, name), "x");
    else await mkdir(join(folder, name));
    expect(await sayOf(folder)).toContain(`${join(folder, name)} is ${said}`);
  });

  test("whose lock is garbage", async () => {
    const folder = await copyOf(whole);
    await writeFile(join(folder, "lock"), Buffer.alloc(5_000, 0xa5));
    expect(await sayOf(folder)).toContain("delete it and start again");
  });

  test("whose database is garbage, or damaged inside", async () => {
    const garbage = await copyOf(whole);
    for (const path of await d1Files(garbage)) await writeFile(path, Buffer.alloc(9_000, 0xa5));
    expect(await sayOf(garbage)).toContain(`A database in ${garbage} is damaged`);
    const damaged = await copyOf(whole);
    for (const path of await d1Files(damaged)) {
      const bytes = await readFile(path);
      await writeFile(path, bytes.fill(0xa5, 4_096));
    }
    expect(await sayOf(damaged)).toContain(`A database in ${damaged} is damaged`);
  });

  test("that a later version has written, in its database or in one room", async () => {
    const migrated = await copyOf(whole);
    for (const path of await d1Files(migrated))
      change(path, "INSERT INTO d1_migrations (name) VALUES ('9999_add_later.sql')");
    expect(await sayOf(migrated)).toContain(
      "written by a newer version of Fillcast (it has the migration 9999_add_later.sql)",
    );
    const climbed = await copyOf(whole);
    const rooms = join(climbed, "storage/do/fillcast-FeedRoom");
    for (const name of await readdir(rooms)) {
      if (/^[0-9a-f]{64}\.sqlite$/.test(name)) change(join(rooms, name), "UPDATE schema SET version = 9999");
    }
    expect(await sayOf(climbed)).toContain("a feed of version 9999");
  });
});

describe("secrets", () => {
  test("that are gone while there are feeds are never made again", async () => {
    const folder = await copyOf(whole);
    await rm(join(folder, "secrets.json"));
    expect(await sayOf(folder)).toMatch(/secrets\.json is missing.+--signing-secret/);
    expect(await readdir(folder)).not.toContain("secrets.json");
  });

  test.each(["", "{", "[]", "garbage"])("that are %j", async (text) => {
    const folder = await copyOf(whole);
    await writeFile(join(folder, "secrets.json"), text);
    expect(await sayOf(folder)).toMatch(/secrets\.json is damaged.+--signing-secret/);
    expect(await readFile(join(folder, "secrets.json"), "utf8")).toBe(text);
  });

  test("that are short, for a start and for a deployment", async () => {
    const folder = await copyOf(whole);
    expect(await sayOf(folder, "node", ["--admin-token", "short"])).toContain(
      "ADMIN_TOKEN needs at least 16 characters",
    );
    expect(await sayOf(folder, "node", ["--signing-secret", "short"])).toContain("SIGNING_SECRET needs at least 32");
    const file = join(folder, "deploy.json");
    await writeFile(file, '{"ADMIN_TOKEN":"short","SIGNING_SECRET":"short"}');
    const deploy = () =>
      execFileSync(process.execPath, ["scripts/deploy.ts", "--dry-run", "--secrets-file", file], {
        cwd: ROOT,
        encoding: "utf8",
        stdio: "pipe",
      });
    expect(deploy).toThrow(
      /The secrets in .+ are not valid: ADMIN_TOKEN needs.+SIGNING_SECRET needs.+Nothing was uploaded\.\n/,
    );
  });
});
