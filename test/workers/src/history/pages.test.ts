/**
 * Sealed pages and the summary in the runtime, through a cache that works, fails, hangs and lies.
 */
import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { EVENT_SEPARATOR, type FeedEvent } from "@fillcast/protocol";
import { CHAIN_START_HEX, extendChainHex } from "../../../../archive/chain.ts";
import { eraseCache } from "../../../../src/history/cache.ts";
import { issueKey, problemOf, send, type CreatedFeed } from "../../edge.ts";
import { createHistory, deadDatabase, dropPages, read, readWith } from "../../history-rig.ts";

interface PageAnswer {
  readonly epoch: string;
  readonly page: number;
  readonly first: number;
  readonly last: number;
  readonly chain: string;
  readonly events: FeedEvent[];
}

/** Rooms of which none may be asked. */
const noRoom = {
  getByName: () => {
    throw new Error("the room was asked");
  },
} as unknown as typeof env.Feed;
const noDatabase = deadDatabase();
const fails = () => Promise.reject(new Error("KV: 500"));
/** A cache of the given reads and writes. */
const cacheOf = (changes: Partial<Record<"get" | "put", unknown>>) =>
  ({ get: fails, put: fails, ...changes }) as unknown as KVNamespace;

describe("a sealed page", () => {
  let feed: CreatedFeed;
  beforeAll(async () => {
    feed = await createHistory(1_100);
    await runDurableObjectAlarm(env.Feed.getByName(feed.feed));
  });

  it("has its events, where it lies, and the chain that its records give", async () => {
    const answer = await send("GET", `/v1/feeds/${feed.feed}/pages/2`, feed.key);
    const text = await answer.text();
    const page = JSON.parse(text) as PageAnswer;
    expect(page).toMatchObject({ epoch: feed.epoch, page: 2, first: 513, last: 1_024 });
    expect(page.events.map((event) => event.seq)).toEqual(Array.from({ length: 512 }, (_, index) => 513 + index));
    const previous = await read<PageAnswer>(feed, "/pages/1");
    const records = text.slice(text.indexOf("[") + 1, -2).split(`${EVENT_SEPARATOR}\n`);
    expect(records.length).toBeGreaterThan(1);
    expect(records.reduce(extendChainHex, previous.chain)).toBe(page.chain);
    expect(CHAIN_START_HEX).not.toBe(previous.chain);
  });

  it("never expires in a browser, which asks again by its ETag", async () => {
    const path = `/v1/feeds/${feed.feed}/pages/1`;
    const answer = await send("GET", path, feed.key);
    const etag = answer.headers.get("ETag")!;
    expect(etag).toMatch(/^"[^"]+"$/);
    expect(answer.headers.get("Cache-Control")).toBe("private, max-age=31536000, immutable");
    await answer.body?.cancel();
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
      const again = await send("GET", `${path}?epoch=${feed.epoch}`, feed.key, undefined, { "If-None-Match": known });
      expect([again.status, again.headers.get("ETag"), await again.text()]).toEqual([304, etag, ""]);
    }
    const other = await send("GET", path, feed.key, undefined, { "If-None-Match": '"other"' });
    expect(other.status).toBe(200);
    await other.body?.cancel();
  });

  it("is not there while it is open, before it begins, or by another name", async () => {
    for (const page of ["3", "4", "0", "-1", "1.5", "x", "9007199254740993"]) {
      const answer = await send("GET", `/v1/feeds/${feed.feed}/pages/${page}`, feed.key);
      expect(await problemOf(answer)).toEqual([404, "page-not-found"]);
    }
    const other = await send("GET", `/v1/feeds/${feed.feed}/pages/1?epoch=0mwv1x9q0`, feed.key);
    expect(await problemOf(other)).toEqual([410, "position-expired"]);
    const malformed = await send("GET", `/v1/feeds/${feed.feed}/pages/1?epoch=now`, feed.key);
    expect(await problemOf(malformed)).toEqual([400, "invalid-request"]);
  });

  it("comes from the cache without room or database once it was read, to a key that the room knew of late", async () => {
    const path = `/pages/1?epoch=${feed.epoch}`;
    const first = await (await readWith(feed, path, {})).text();
    const cached = await readWith(feed, path, { Feed: noRoom, DB: noDatabase });
    expect(cached.status).toBe(200);
    expect(await cached.text()).toBe(first);
    const stranger = await issueKey(feed, { scope: "subscribe" });
    const unknown = await readWith({ ...feed, key: stranger.key }, path, { Feed: noRoom, DB: noDatabase });
    expect(await problemOf(unknown)).toEqual([503, "room-unreachable"]);
    await send("DELETE", `/v1/feeds/${feed.feed}/keys/${stranger.id}`, feed.key);
    expect(await problemOf(await readWith({ ...feed, key: stranger.key }, path, {}))).toEqual([401, "key-revoked"]);
  });

  it("comes from the archive once the room has let go of it, and the cache spares the database", async () => {
    const gone = await createHistory(600);
    await runDurableObjectAlarm(env.Feed.getByName(gone.feed));
    const held = await (await readWith(gone, "/pages/1", { CACHE: cacheOf({}), DB: noDatabase })).text();
    await dropPages(gone, 1);
    expect(await problemOf(await readWith(gone, "/pages/1", { DB: noDatabase }))).toEqual([503, "archive-unavailable"]);
    expect(await (await readWith(gone, "/pages/1", {})).text()).toBe(held);
    expect(await (await readWith(gone, "/pages/1", { DB: noDatabase })).text()).toBe(held);
  });

  it("is refused where the archive should have it and does not", async () => {
    const lost = await createHistory(600);
    await runDurableObjectAlarm(env.Feed.getByName(lost.feed));
    await dropPages(lost, 1);
    await env.DB.prepare("DELETE FROM page WHERE feed = ?").bind(lost.feed).run();
    expect(await problemOf(await readWith(lost, "/pages/1", {}))).toEqual([503, "archive-unavailable"]);
  });

  it("takes no harm from a cache that fails, hangs, or gives something else", async () => {
    const path = `/pages/1?epoch=${feed.epoch}`;
    const right = await (await readWith(feed, path, {})).text();
    const other = await createHistory(600);
    await (await readWith(other, `/pages/1?epoch=${other.epoch}`, {})).text();
    const valueOf = (key: string) => env.CACHE.get(key, "arrayBuffer");
    const truncated = (await valueOf(`page:${feed.feed}:${feed.epoch}:1`))!.slice(0, 5_000);
    await (await readWith(feed, `/pages/2?epoch=${feed.epoch}`, {})).text();
    const lies = {
      "another page": () => valueOf(`page:${feed.feed}:${feed.epoch}:2`),
      "another feed": () => valueOf(`page:${other.feed}:${other.epoch}:1`),
      "half of it": async () => truncated,
      "no gzip": async () => new TextEncoder().encode(right).buffer,
      nothing: async () => null,
      "an error": fails,
      "a wait": () => new Promise(() => {}),
    };
    for (const [name, get] of Object.entries(lies)) {
      const answer = await readWith(feed, path, { CACHE: cacheOf({ get }) });
      expect([name, answer.status, await answer.text()]).toEqual([name, 200, right]);
    }
  });

  it("leaves the cache with its feed, and no other's", async () => {
    await (await readWith(feed, `/pages/2?epoch=${feed.epoch}`, {})).text();
    await env.CACHE.put(`page:${feed.feed}x:${feed.epoch}:2`, "kept");
    await eraseCache(env.CACHE, feed.feed);
    const { keys } = await env.CACHE.list({ prefix: `page:${feed.feed}` });
    expect(keys.map(({ name }) => name)).toEqual([`page:${feed.feed}x:${feed.epoch}:2`]);
  });
});
