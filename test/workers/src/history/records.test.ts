/**
 * The archive's records with their chain, over HTTP: a copy of the log that proves itself, or shows where it was touched.
 */
import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { gzip } from "../../../../archive/gzip.ts";
import { verifyLines, type ExportLine, type Verdict } from "../../../../archive/verify.ts";
import { readPage } from "../../../support/pages.ts";
import { issueKey, problemOf, send, type CreatedFeed } from "../../edge.ts";
import { createHistory, deadDatabase, publish, readWith, textOf } from "../../history-rig.ts";

/** A feed whose archive is level with it. */
async function createLevel(count: number): Promise<CreatedFeed> {
  const feed = await createHistory(count);
  await runDurableObjectAlarm(env.Feed.getByName(feed.feed));
  return feed;
}

async function linesOf(feed: CreatedFeed, query = ""): Promise<string[]> {
  const answer = await send("GET", `/v1/feeds/${feed.feed}/records${query}`, feed.key);
  expect(answer.status).toBe(200);
  return (await textOf(answer)).split("\n").filter((line) => line !== "");
}

function verify(lines: readonly string[]): Promise<Verdict> {
  async function* texts() {
    yield* lines;
  }
  return verifyLines(texts());
}

/** Replaces the text of a page of one part in the database, as somebody with access to it could. */
async function tamper({ feed, epoch }: CreatedFeed, page: number, from: string, to: string): Promise<void> {
  const stored = (await readPage({ db: env.DB, feed, epoch }, page))!;
  expect(stored.text).toContain(from);
  const body = await gzip(stored.text.replace(from, to));
  const update = env.DB.prepare("UPDATE page SET body = unhex(?) WHERE feed = ? AND page = ?");
  await update.bind(body.toString("hex"), feed, page).run();
}

describe("the archive's records", () => {
  it("prove the log from its first event to the last that is archived, against the room's own digest", async () => {
    const feed = await createLevel(1_300);
    const inspection = await send("GET", `/v1/rooms/${feed.feed}`, feed.key);
    const { chain } = await inspection.json<{ chain: string }>();
    const lines = await linesOf(feed);
    expect(await verify(lines)).toEqual({
      kind: "proof",
      epoch: feed.epoch,
      first: 1,
      last: 1_300,
      chain,
      records: lines.length,
    });
    await publish(feed, 1_301, 1_310);
    const behind = await send("GET", `/v1/feeds/${feed.feed}/records`, feed.key);
    expect(behind.headers.get("X-Fillcast-Head")).toBe(`${feed.epoch}_0000000000001300`);
    expect(await verify((await textOf(behind)).split("\n"))).toMatchObject({ last: 1_300 });
  });

  it("may begin at a later page, and are none of a feed without an archive", async () => {
    const feed = await createLevel(1_300);
    const lines = await linesOf(feed, "?page=2");
    expect((JSON.parse(lines[0]!) as ExportLine).first).toBe(513);
    expect(await verify(lines)).toMatchObject({ kind: "proof", first: 513, last: 1_300 });
    expect(await linesOf(feed, "?page=9")).toEqual([]);
    expect(await linesOf(await createHistory(3))).toEqual([]);
    for (const page of ["0", "-1", "x"]) {
      const answer = await send("GET", `/v1/feeds/${feed.feed}/records?page=${page}`, feed.key);
      expect(await problemOf(answer)).toEqual([400, "invalid-request"]);
    }
  });

  it("show a page that was altered in the database, though room and cache still have it right", async () => {
    const feed = await createLevel(1_300);
    await tamper(feed, 2, '"n":700', '"n":701');
    expect(await verify(await linesOf(feed))).toMatchObject({ kind: "broken", seq: 513 });
    const room = await send("GET", `/v1/feeds/${feed.feed}/pages/2`, feed.key);
    expect(await room.text()).toContain('"n":700');
  });

  it("break off at a page that is missing or unreadable, and are refused where it is the first", async () => {
    const feed = await createLevel(1_300);
    await env.DB.prepare("DELETE FROM page WHERE feed = ? AND page = 2").bind(feed.feed).run();
    await expect(linesOf(feed)).rejects.toThrow();
    const first = await send("GET", `/v1/feeds/${feed.feed}/records?page=2`, feed.key);
    expect(await problemOf(first)).toEqual([503, "archive-unavailable"]);
    const after = await send("GET", `/v1/feeds/${feed.feed}/records?page=3`, feed.key);
    expect(await problemOf(after)).toEqual([503, "archive-unavailable"]);
    const unreadable = await createLevel(600);
    await env.DB.prepare("UPDATE page SET body = x'00' WHERE feed = ?").bind(unreadable.feed).run();
    expect(await problemOf(await send("GET", `/v1/feeds/${unreadable.feed}/records`, unreadable.key))).toEqual([
      503,
      "archive-unavailable",
    ]);
    expect(await problemOf(await readWith(feed, "/records", { DB: deadDatabase() }))).toEqual([
      503,
      "archive-unavailable",
    ]);
  });

  it("open to a key that may subscribe to the feed", async () => {
    const feed = await createLevel(3);
    const publisher = await issueKey(feed, { scope: "publish", bot: "b" });
    expect(await problemOf(await send("GET", `/v1/feeds/${feed.feed}/records`, publisher.key))).toEqual([
      403,
      "wrong-scope",
    ]);
  });
});
