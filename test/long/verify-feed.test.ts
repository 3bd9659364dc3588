/**
 * `npm run verify:feed` on the running product and on what lies on disk: a good feed fits, and whatever somebody changes in
 * D1, in the room or in an export is found at its seq.
 */
import { execFile } from "node:child_process";
import { globSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createFeed, createKey, post } from "../support/api.ts";
import { startServer } from "../support/start-server.ts";

const SCRIPT = new URL("../../scripts/verify-feed.ts", import.meta.url).pathname;
const FEED = "proven";
const EVENTS = 1_300;
/** Posted when these were archived, so that archive and room end at different seqs. */
const LATE_EVENTS = 7;
const ARCHIVE_WAIT_MS = 120_000;

interface Run {
  readonly code: number;
  readonly said: string;
}

function verify(...args: string[]): Promise<Run> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [SCRIPT, ...args], (_, output, errors) =>
      resolve({ code: child.exitCode ?? -1, said: output + errors }),
    );
  });
}

let dir = "";
let stateDir = "";
let readKey = "";
const file = (name: string): string => join(dir, name);

/** The file that has a table, among those of the state folder. */
function openFile(table: string): DatabaseSync {
  for (const path of globSync(join(stateDir, "**", "*.sqlite"))) {
    const database = new DatabaseSync(path);
    if (database.prepare("SELECT 1 FROM sqlite_master WHERE name = ?").get(table) !== undefined) return database;
    database.close();
  }
  throw new Error(`no file has a table ${table}`);
}

/** Runs `work` on the file with the table and undoes what it did by `undo`. */
async function tampered(table: string, sql: string, values: (string | Uint8Array)[], work: () => Promise<void>) {
  const database = openFile(table);
  const select = database.prepare(sql.replace(/^UPDATE (\w+) SET (\w+) = \?/, "SELECT $2 AS old FROM $1"));
  const { old } = select.get(...values.slice(1)) as { old: string | Uint8Array };
  const update = database.prepare(sql);
  expect(update.run(...values).changes).toBe(1);
  database.close();
  try {
    await work();
  } finally {
    const again = openFile(table);
    again.prepare(sql).run(old, ...values.slice(1));
    again.close();
  }
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "fillcast-verify-"));
  stateDir = join(dir, "state");
  const server = await startServer({ stateDir });
  const owner = await createFeed(server.origin, server.adminToken, FEED);
  readKey = await createKey(server.origin, owner, FEED, { scope: "subscribe" });
  const publish = async (first: number, count: number): Promise<void> => {
    const events = Array.from({ length: count }, (_, index) => ({
      id: `e-${first + index}`,
      type: "x-note",
      data: { text: `note ${first + index} – ünï` },
    }));
    expect((await post(`${server.origin}/v1/events`, owner, events)).status).toBe(200);
  };
  // Records of one event and of many, and one that a page's end cuts.
  for (let first = 1; first <= 100; first++) await publish(first, 1);
  for (let first = 101; first <= EVENTS; first += 300) await publish(first, 300);

  const archived = async (): Promise<number> => {
    const answer = await fetch(`${server.origin}/v1/rooms/${FEED}`, { headers: { authorization: `Bearer ${owner}` } });
    const { archive } = JSON.parse(await answer.text()) as { archive: { seq: number } };
    return archive.seq;
  };
  const deadline = Date.now() + ARCHIVE_WAIT_MS;
  while ((await archived()) < EVENTS && Date.now() < deadline) await delay(250);
  await publish(EVENTS + 1, LATE_EVENTS);

  const good = await verify(FEED, "--url", server.origin, "--key", readKey, "--export", file("good.ndjson"));
  expect(good.said).toContain(`whole: events 1 to ${EVENTS + LATE_EVENTS} of epoch`);
  expect(good.said).toContain(`archive 1 to ${EVENTS}, room 1 to ${EVENTS + LATE_EVENTS}`);
  expect(good.code).toBe(0);
  const operator = await verify(FEED, "--url", server.origin, "--admin-token", server.adminToken);
  expect(operator).toEqual(good);
  const keys = await fetch(`${server.origin}/v1/feeds/${FEED}/keys`, { headers: { authorization: `Bearer ${owner}` } });
  expect(await keys.text()).not.toContain("verify:feed");
  await server.kill9();
});

afterAll(() => rm(dir, { recursive: true, force: true }));

test("a folder that a killed server left behind fits, to the same digest as the running one had and its export has", async () => {
  const [folder, exported] = await Promise.all([
    verify(FEED, "--state", stateDir),
    verify("--file", file("good.ndjson")),
  ]);
  expect(folder).toMatchObject({ code: 0 });
  expect(exported).toMatchObject({ code: 0 });
  const chain = /chain [0-9a-f]{64}/;
  expect(exported.said).toContain(`events 1 to ${EVENTS + LATE_EVENTS}`);
  expect(chain.exec(folder.said)![0]).toBe(chain.exec(exported.said)![0]);
});

test("an event that was changed in the room is found", async () => {
  const database = openFile("sealed");
  const { first, body } = database.prepare("SELECT first, body FROM page_3 WHERE last >= 1305").get() as {
    first: number;
    body: string;
  };
  database.close();
  const changed = body.replace("note 1305 ", "note 1306 ");
  expect(changed).not.toBe(body);
  await tampered("sealed", "UPDATE page_3 SET body = ? WHERE first = ?", [changed, String(first)], async () => {
    // The archive has not got it yet: the record that it is in is as near as anyone can know.
    expect(await verify(FEED, "--state", stateDir)).toEqual({
      code: 1,
      said: expect.stringMatching(
        new RegExp(`^broken: event ${first} is the first that does not match; the room's copy: `),
      ) as string,
    });
  });
});

describe("what was changed in the archive", () => {
  const where = "WHERE feed = ? AND page = ? AND part = 0";
  const bodyOf = (page: number): Buffer => {
    const database = openFile("trade");
    const { body } = database.prepare(`SELECT body FROM page ${where}`).get(FEED, page) as { body: Uint8Array };
    database.close();
    return Buffer.from(body);
  };

  test("is found at the event, in the folder and through a server that runs on it", async () => {
    const text = gunzipSync(bodyOf(2)).toString();
    const changed = gzipSync(text.replace("note 777 ", "note 778 "));
    expect(text).toContain("note 777 ");
    await tampered("trade", `UPDATE page SET body = ? ${where}`, [changed, FEED, "2"], async () => {
      expect(await verify(FEED, "--state", stateDir)).toEqual({
        code: 1,
        said: expect.stringMatching(
          /^broken: event 777 is the first that does not match; the archive's copy: /,
        ) as string,
      });
      const server = await startServer({ stateDir });
      const asked = await verify(FEED, "--url", server.origin, "--key", readKey);
      await server.stop();
      expect(asked).toEqual({ code: 1, said: expect.stringContaining("broken: event 777 is") as string });
    });
  });

  test("is found at the page where a single byte of its body is another", async () => {
    const body = bodyOf(2);
    body[200]! ^= 1;
    await tampered("trade", `UPDATE page SET body = ? ${where}`, [body, FEED, "2"], async () => {
      expect(await verify(FEED, "--state", stateDir)).toEqual({
        code: 1,
        said: expect.stringMatching(
          /^broken: event 513 is the first that does not match; the archive's copy: /,
        ) as string,
      });
      const server = await startServer({ stateDir });
      const asked = await verify(FEED, "--url", server.origin, "--key", readKey);
      await server.stop();
      expect(asked).toEqual({ code: 1, said: expect.stringContaining("broken: event 513 is") as string });
    });
  });

  test("is found where only the digest was changed", async () => {
    await tampered("trade", `UPDATE page SET chain = ? ${where}`, ["ab".repeat(32), FEED, "1"], async () => {
      expect(await verify(FEED, "--state", stateDir)).toMatchObject({
        code: 1,
        said: expect.stringContaining("broken: event 1 is"),
      });
    });
  });
});

describe("an export alone", () => {
  test("is found out at the record that was changed, cut out or cut off", async () => {
    const lines = (await readFile(file("good.ndjson"), "utf8")).trimEnd().split("\n");
    const index = lines.findIndex((line) => line.includes("note 42 "));
    const seq = (JSON.parse(lines[index]!) as { first: number }).first;
    const altered = {
      changed: lines.with(index, lines[index]!.replace("note 42 ", "note 43 ")),
      missing: lines.toSpliced(index, 1),
      "no line": lines.with(index, lines[index]!.slice(0, 80)),
    };
    for (const [name, text] of Object.entries(altered)) {
      await writeFile(file("bad.ndjson"), `${text.join("\n")}\n`);
      const { code, said } = await verify("--file", file("bad.ndjson"));
      expect([name, code, said]).toEqual([name, 1, expect.stringContaining(`broken: event ${seq} is`)]);
    }
  });
});

test("what a restored database lost is said, and gone again when the room has archived it once more", async () => {
  const database = openFile("trade");
  expect(database.prepare("DELETE FROM page WHERE feed = ? AND page >= 2").run(FEED).changes).toBeGreaterThan(0);
  database.close();
  const server = await startServer({ stateDir });
  const lost = await verify(FEED, "--url", server.origin, "--key", readKey);
  expect(lost).toMatchObject({
    code: 1,
    said: expect.stringMatching(/problem: The database .* earlier point/) as string,
  });
  const deadline = Date.now() + ARCHIVE_WAIT_MS;
  let again = lost;
  while (again.code !== 0 && Date.now() < deadline) {
    await delay(500);
    again = await verify(FEED, "--url", server.origin, "--key", readKey);
  }
  expect(again.said).toMatch(/^whole: /);
  await server.stop();
});

test("what cannot be found out ends with 2 and says why", async () => {
  expect(await verify("nobody", "--state", stateDir)).toEqual({
    code: 2,
    said: expect.stringContaining("has no feed nobody") as string,
  });
  expect(await verify(FEED, "--state", file("elsewhere"))).toMatchObject({ code: 2 });
  expect(await verify(FEED, "--url", "http://127.0.0.1:1", "--key", "k")).toMatchObject({ code: 2 });
  expect(await verify("--file", file("none.ndjson"))).toMatchObject({ code: 2 });
  expect(await verify()).toMatchObject({ code: 2 });
});
