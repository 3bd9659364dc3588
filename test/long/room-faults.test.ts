/**
 * Rooms whose disk is full or whose database is damaged, on the real server: each says what it is, its feed alone has it, and
 * nothing that was acknowledged is lost.
 */
import { mkdtemp, open, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createFeed, post } from "../support/api.ts";
import {
  launchStart,
  readyLine,
  startServer,
  TEST_ADMIN_TOKEN,
  type Launch,
  type StartedServer,
} from "../support/start-server.ts";
import { hashFeed } from "../../telemetry/log.ts";

async function newFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "fillcast-state-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** The status, and the problem's slug if it is one. */
async function publish(origin: string, key: string, body: unknown): Promise<readonly [number, string?]> {
  const answer = await post(`${origin}/v1/events`, key, body);
  const { type } = JSON.parse(await answer.text()) as { type?: string };
  return type === undefined ? [answer.status] : [answer.status, type.replace("/problems/", "")];
}

/** The lines of a server's log about rooms. */
const logOf = (launch: Pick<Launch, "log">) =>
  launch
    .log()
    .split("\n")
    .filter((line) => line.startsWith('{"level":"error"'))
    .map((line) => JSON.parse(line) as { what: string; feed: string; cause: string });

/** Ids of all events of a feed, in order. */
async function idsOf(origin: string, key: string, feed: string): Promise<string[]> {
  const answer = await fetch(`${origin}/v1/feeds/${feed}/events`, {
    headers: { authorization: `Bearer ${key}`, accept: "application/x-ndjson" },
  });
  const lines = (await answer.text()).trimEnd().split("\n");
  return lines.map((line) => (JSON.parse(line) as { id: string }).id);
}

test("a disk that is full is said, what can be read stays readable, and the same events are taken once there is room", async () => {
  const folder = await newFolder();
  const launch = launchStart(
    ["--port", "0", "--state", folder, "--admin-token", TEST_ADMIN_TOKEN, "--no-demo"],
    {},
    { diskMiB: 32, folder },
  );
  const origin = (await readyLine(launch)).split(" ")[1]!.replace(/\/$/, "");
  onTestFinished(async () => {
    launch.child.kill("SIGTERM");
    await launch.ended;
  });
  // The folder as the server sees it.
  const inside = join(`/proc/${launch.child.pid!}/root`, folder);
  const ballast = join(inside, "ballast");
  await writeFile(ballast, Buffer.alloc(20 * 1024 * 1024));
  const key = await createFeed(origin, TEST_ADMIN_TOKEN, "full");
  const taken: string[] = [];
  const batchOf = (n: number) =>
    Array.from({ length: 20 }, (_, index) => ({
      id: `e${n}-${index}`,
      type: "x-fill",
      data: { text: "x".repeat(20_000) },
    }));
  const refused: (readonly [number, string?])[] = [];
  let n = 0;
  for (; refused.length === 0 && n < 200; n++) {
    const answer = await publish(origin, key, batchOf(n));
    if (answer[0] === 200) taken.push(...batchOf(n).map(({ id }) => id));
    else refused.push(answer);
  }
  expect(taken.length).toBeGreaterThan(0);
  expect(refused).toEqual([[507, "storage-full"]]);
  const answer = await post(`${origin}/v1/events`, key, batchOf(n - 1));
  expect([answer.status, answer.headers.get("Retry-After")]).toEqual([507, "60"]);
  expect(await answer.text()).not.toContain("Retry the same");
  const linesOf = () => logOf(launch).filter(({ what }) => what === "the room is full");
  await expect.poll(() => linesOf().length).toBe(2);
  expect(linesOf()).toMatchObject([
    { feed: hashFeed("full"), cause: "database or disk is full: SQLITE_FULL" },
    { feed: hashFeed("full"), cause: "database or disk is full: SQLITE_FULL" },
  ]);
  expect(launch.log()).not.toContain(key);
  expect(await idsOf(origin, key, "full")).toEqual(taken);

  await rm(ballast);
  for (let again = n - 1; again < n + 5; again++) {
    expect(await publish(origin, key, batchOf(again))).toEqual([200]);
    taken.push(...batchOf(again).map(({ id }) => id));
  }
  expect(await idsOf(origin, key, "full")).toEqual(taken);
});

/** The databases of the rooms, by feed; whole in their files, while nobody has them open. */
async function roomFiles(stateDir: string): Promise<Map<string, string>> {
  const folder = join(stateDir, "storage/do/fillcast-FeedRoom");
  const names = (await readdir(folder)).filter((name) => /^[0-9a-f]{64}\.sqlite$/.test(name));
  return new Map(
    names.map((name) => {
      const database = new DatabaseSync(join(folder, name));
      database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
      const row = database.prepare("SELECT name FROM feed").get() as { name: string };
      database.close();
      return [row.name, join(folder, name)];
    }),
  );
}

async function overwrite(file: string, from: number): Promise<void> {
  const handle = await open(file, "r+");
  const { size } = await handle.stat();
  await handle.write(Buffer.alloc(size - from, 0xa5), 0, size - from, from);
  await handle.close();
}

const change = (sql: string) => async (file: string) => {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
};

const DAMAGES = [
  ["of random bytes", (file: string) => overwrite(file, 0), /^internal error/],
  ["whose pages are damaged", (file: string) => overwrite(file, 4096), /^internal error/],
  ["that is cut off", (file: string) => truncate(file, 16_384), /^internal error/],
  ["without a table", change("DROP TABLE key"), /^no such table: key: SQLITE_ERROR$/],
  ["without a column", change("ALTER TABLE feed DROP COLUMN region"), /^no such column: region: SQLITE_ERROR$/],
] as const;

describe("a room's database", () => {
  let server: StartedServer;
  let keys: string[];
  let besideKey: string;
  let stateDir: string;
  beforeAll(async () => {
    stateDir = await mkdtemp(join(tmpdir(), "fillcast-state-"));
    const first = await startServer({ stateDir });
    besideKey = await createFeed(first.origin, first.adminToken, "beside");
    keys = await Promise.all(DAMAGES.map((_, index) => createFeed(first.origin, first.adminToken, `feed-${index}`)));
    for (const key of keys) {
      const batch = Array.from({ length: 400 }, (_, n) => ({
        id: `${n}`,
        type: "x-fill",
        data: { text: "x".repeat(200) },
      }));
      expect(await publish(first.origin, key, batch)).toEqual([200]);
    }
    await first.stop();
    const files = await roomFiles(stateDir);
    for (const [index, [, damage]] of DAMAGES.entries()) await damage(files.get(`feed-${index}`)!);
    server = await startServer({ stateDir });
  });
  afterAll(async () => {
    await server.stop();
    await rm(stateDir, { recursive: true, force: true });
  });

  test.each(DAMAGES.map(([name, , cause], index) => [name, index, cause] as const))(
    "%s is a broken room and not a busy one, and the next feed goes on",
    async (_, index, cause) => {
      const [feed, key] = [`feed-${index}`, keys[index]!];
      const answer = await post(`${server.origin}/v1/events`, key, { type: "signal", data: { secret: "body" } });
      expect([answer.status, answer.headers.get("Retry-After")]).toEqual([500, null]);
      const text = await answer.text();
      expect(JSON.parse(text)).toMatchObject({ type: "/problems/room-broken" });
      expect(text).not.toContain("Retry the same");
      const headers = { authorization: `Bearer ${key}` };
      const summary = await fetch(`${server.origin}/v1/feeds/${feed}/summary`, { headers });
      expect(JSON.parse(await summary.text())).toMatchObject({ type: "/problems/room-broken" });
      const linesOf = () => logOf(server).filter((line) => line.feed === hashFeed(feed));
      await expect.poll(() => linesOf().length).toBe(2);
      for (const line of linesOf()) {
        expect(line.what).toBe("the room is broken");
        expect(line.cause).toMatch(cause);
      }
      expect(server.log()).not.toContain(key);
      expect(await publish(server.origin, besideKey, { type: "signal" })).toEqual([200]);
    },
  );
});
