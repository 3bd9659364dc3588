/**
 * The two copies of a page, each by its name, in the runtime: what a verifier of the log gets to see.
 */
import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { RECORD_SEPARATOR } from "@fillcast/protocol";
import { CHAIN_START_HEX, extendChainHex } from "../../../../archive/chain.ts";
import { gunzip, gzip } from "../../../../archive/gzip.ts";
import { issueKey, problemOf, send, type CreatedFeed } from "../../edge.ts";
import { createHistory, deadDatabase, dropPages, publish, readWith } from "../../history-rig.ts";

describe("a page's copy", () => {
  let feed: CreatedFeed;
  /** 1,100 events, of which 1,050 are archived. */
  beforeAll(async () => {
    feed = await createHistory(1_050);
    await runDurableObjectAlarm(env.Feed.getByName(feed.feed));
    await publish(feed, 1_051, 1_100);
  });
  const get = (path: string) => send("GET", `/v1/feeds/${feed.feed}${path}`, feed.key);
  const textOf = async (path: string) => (await get(path)).text();
  const recordsOf = (text: string) => text.slice(text.indexOf('"events":[') + 10, -2).split(RECORD_SEPARATOR);

  it("of an open page goes as far as room and archive have it, and its records give its chain", async () => {
    const before = (JSON.parse(await textOf("/pages/2?copy=room")) as { chain: string }).chain;
    for (const [copy, last] of [
      ["room", 1_100],
      ["archive", 1_050],
    ] as const) {
      const text = await textOf(`/pages/3?copy=${copy}`);
      const page = JSON.parse(text) as { chain: string; events: { seq: number }[] };
      expect(page).toMatchObject({ page: 3, first: 1_025, last, head: 1_100, oldest: 1, archived: 1_050 });
      expect(page.events.map(({ seq }) => seq).at(-1)).toBe(last);
      expect(recordsOf(text).reduce(extendChainHex, before)).toBe(page.chain);
    }
  });

  it("of a sealed page has the bytes of the page, from either place", async () => {
    const served = recordsOf(await textOf("/pages/1"));
    expect(served.reduce(extendChainHex, CHAIN_START_HEX)).toHaveLength(64);
    for (const copy of ["room", "archive"]) expect(recordsOf(await textOf(`/pages/1?copy=${copy}`))).toEqual(served);
  });

  it("is never cached, neither by us nor on the way", async () => {
    const path = `/pages/1?copy=archive&epoch=${feed.epoch}`;
    const answer = await get(path);
    expect([answer.headers.get("Cache-Control"), answer.headers.get("ETag")]).toEqual(["no-store", null]);
    await answer.body?.cancel();
    expect(await problemOf(await readWith(feed, path, { DB: deadDatabase() }))).toEqual([503, "archive-unavailable"]);
    expect((await readWith(feed, "/pages/1?copy=room", { DB: deadDatabase() })).status).toBe(200);
  });

  it("shows what somebody changed in the archive, while the room still has what was", async () => {
    const body = await env.DB.prepare("SELECT hex(body) AS body FROM page WHERE feed = ? AND page = 1")
      .bind(feed.feed)
      .first<string>("body");
    const changed = (await gunzip(Buffer.from(body!, "hex"))).replace('"n":100}', '"n":101}');
    const update = env.DB.prepare("UPDATE page SET body = unhex(?) WHERE feed = ? AND page = 1");
    await update.bind((await gzip(changed)).toString("hex"), feed.feed).run();
    const archived = await textOf("/pages/1?copy=archive");
    const { chain } = JSON.parse(archived) as { chain: string };
    expect(recordsOf(archived).reduce(extendChainHex, CHAIN_START_HEX)).not.toBe(chain);
    expect(recordsOf(await textOf("/pages/1?copy=room")).reduce(extendChainHex, CHAIN_START_HEX)).toBe(chain);
    await update.bind(body, feed.feed).run();
  });

  it("is not there where the room has let the page go, and where none has begun", async () => {
    const gone = await createHistory(600);
    await runDurableObjectAlarm(env.Feed.getByName(gone.feed));
    await dropPages(gone, 1);
    const of = (path: string) => send("GET", `/v1/feeds/${gone.feed}${path}`, gone.key);
    expect(await problemOf(await of("/pages/1?copy=room"))).toEqual([404, "page-not-found"]);
    expect(await (await of("/pages/1?copy=archive")).json()).toMatchObject({ last: 512, oldest: 513, archived: 600 });
    for (const copy of ["room", "archive"]) {
      expect(await problemOf(await of(`/pages/3?copy=${copy}`))).toEqual([404, "page-not-found"]);
    }
  });

  it("opens to keys that may read the feed, by the names that there are", async () => {
    const publisher = await issueKey(feed, { scope: "publish", bot: "b" });
    const path = `/v1/feeds/${feed.feed}/pages/1?copy=room`;
    expect(await problemOf(await send("GET", path, publisher.key))).toEqual([403, "wrong-scope"]);
    expect(await problemOf(await get("/pages/1?copy=cache"))).toEqual([400, "invalid-request"]);
    expect(await problemOf(await get("/pages/1?copy=room&epoch=0mwv1x9q0"))).toEqual([410, "position-expired"]);
  });
});
