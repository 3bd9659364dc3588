/**
 * `npm run verify:feed` against what `npm start` serves, and against a database that somebody has been at.
 */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createFeed, post } from "../support/api.ts";
import { startServer, type StartedServer } from "../support/start-server.ts";

const SCRIPT = fileURLToPath(new URL("../../scripts/verify-feed.ts", import.meta.url));
const FEED = "proven";
const EVENTS = 1_300;

function verify(args: readonly string[], environment: Record<string, string> = {}) {
  return new Promise<{ code: number; output: string; log: string }>((done) => {
    const env = { ...process.env, ...environment };
    const child = execFile(process.execPath, [SCRIPT, ...args], { env }, (_, output, log) =>
      done({ code: child.exitCode ?? -1, output, log }),
    );
  });
}

/** Changes the database behind the server's back. */
async function changeDatabase(stateDir: string, change: (database: DatabaseSync) => void): Promise<void> {
  const files = await readdir(stateDir, { recursive: true });
  for (const file of files.filter((name) => name.endsWith(".sqlite") && name.includes("d1"))) {
    const database = new DatabaseSync(join(stateDir, file));
    const isArchive = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'page'").get() !== undefined;
    if (isArchive) change(database);
    database.close();
  }
}

describe("the proof of a feed", () => {
  let stateDir: string;
  let server: StartedServer;
  let key: string;
  beforeAll(async () => {
    stateDir = await mkdtemp(join(tmpdir(), "fillcast-state-"));
    server = await startServer({ stateDir });
    key = await createFeed(server.origin, server.adminToken, FEED);
    for (let first = 1; first <= EVENTS; first += 100) {
      const batch = Array.from({ length: 100 }, (_, index) => ({
        id: `e${first + index}`,
        type: "x-note",
        data: { n: first + index },
      }));
      expect((await post(`${server.origin}/v1/events`, key, batch)).status).toBe(200);
    }
  });
  afterAll(async () => {
    await server.stop();
    await rm(stateDir, { recursive: true, force: true });
  });

  test("is whole for an owner and for the operator, who leaves no key behind", async () => {
    const owner = await verify([FEED, "--url", server.origin, "--key", key]);
    expect(owner).toMatchObject({ code: 0, log: "" });
    expect(owner.output).toMatch(
      /^whole: events 1 to 1300 of epoch [0-9a-z]{9} fit, in 15 records; chain [0-9a-f]{64}\n$/,
    );
    const operator = await verify([FEED, "--url", server.origin], { FILLCAST_ADMIN_TOKEN: server.adminToken });
    expect(operator).toEqual(owner);
    const keys = await fetch(`${server.origin}/v1/feeds/${FEED}/keys`, { headers: { authorization: `Bearer ${key}` } });
    expect((JSON.parse(await keys.text()) as { keys: unknown[] }).keys).toHaveLength(1);
  });

  test("is whole for an export alone, and broken at the very record that was changed in it", async () => {
    const answer = await fetch(`${server.origin}/v1/feeds/${FEED}/records`, {
      headers: { authorization: `Bearer ${key}` },
    });
    const path = join(stateDir, "export.ndjson");
    await writeFile(path, await answer.text());
    expect(await verify(["--file", path])).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^whole: events 1 to 1300 /) as string,
    });
    await writeFile(path, (await readFile(path, "utf8")).replace('\\"n\\":777', '\\"n\\":778'));
    expect(await verify(["--file", path])).toMatchObject({
      code: 1,
      output: expect.stringMatching(/^broken: event 701 is the first that does not fit: /) as string,
    });
  });

  test("says what is wrong with how it was called, or that nobody answers", async () => {
    expect(await verify([])).toMatchObject({ code: 2, output: "" });
    expect(await verify([FEED, "--verbose"])).toMatchObject({ code: 2 });
    const nobody = await verify([FEED, "--url", "http://127.0.0.1:9", "--key", key]);
    expect(nobody).toMatchObject({ code: 1, log: expect.stringContaining("does not answer") as string });
    const stranger = await verify(["other", "--url", server.origin, "--key", key]);
    expect(stranger).toMatchObject({ code: 1, log: expect.stringContaining("403") as string });
    expect((await verify(["--help"])).output).toContain("--file");
  });

  test("is broken from the page on that was changed in the database, and whole again without the change", async () => {
    await server.stop();
    let right: Uint8Array = new Uint8Array();
    await changeDatabase(stateDir, (database) => {
      const { body } = database.prepare("SELECT body FROM page WHERE page = 2").get() as { body: Uint8Array };
      right = body;
      const text = gunzipSync(body).toString("utf8");
      expect(text).toContain('"n":777');
      database.prepare("UPDATE page SET body = ? WHERE page = 2").run(gzipSync(text.replace('"n":777', '"n":778')));
    });
    server = await startServer({ stateDir });
    const broken = await verify([FEED, "--url", server.origin, "--key", key]);
    expect(broken.output).toMatch(/^broken: event 513 is the first that does not fit: /);
    expect(broken.code).toBe(1);
    await server.stop();
    await changeDatabase(stateDir, (database) => {
      database.prepare("UPDATE page SET body = ? WHERE page = 2").run(right);
      database.prepare("UPDATE page SET page = 9 WHERE page = 1").run();
    });
    server = await startServer({ stateDir });
    const missing = await verify([FEED, "--url", server.origin, "--key", key]);
    expect(missing).toMatchObject({
      code: 1,
      output: expect.stringMatching(/^broken: event 1 is the first that /) as string,
    });
    await server.stop();
    await changeDatabase(stateDir, (database) => {
      database.prepare("UPDATE page SET page = 1 WHERE page = 9").run();
    });
    server = await startServer({ stateDir });
    expect(await verify([FEED, "--url", server.origin, "--key", key])).toMatchObject({ code: 0 });
  });
});
