/**
 * What an owner sets about bots: every reader gets it, no device replaces what it has not seen, and it lives and ends with the feed.
 */
import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { SETTINGS_MAX_BOTS, SETTINGS_MAX_BYTES, SETTINGS_NAME_MAX_CHARS } from "@fillcast/protocol";
import { call, createFeed, issueKey, problemOf, send, type CreatedFeed } from "../../edge.ts";

const get = (feed: CreatedFeed, key = feed.key) => send("GET", `/v1/feeds/${feed.feed}/settings`, key);
const put = (feed: CreatedFeed, bots: unknown, ifMatch: string | null, key = feed.key) =>
  send("PUT", `/v1/feeds/${feed.feed}/settings`, key, { bots }, ifMatch === null ? {} : { "If-Match": ifMatch });
const errorsOf = async (answer: Response) =>
  (await answer.json<{ readonly errors: readonly { readonly pointer: string; readonly detail: string }[] }>()).errors;

describe("the settings of a feed", () => {
  it("are empty at version 0, and what an owner sets is there for each who reads", async () => {
    const feed = await createFeed();
    const reader = await issueKey(feed, { scope: "subscribe" });
    const before = await get(feed, reader.key);
    expect([before.status, before.headers.get("ETag")]).toEqual([200, '"0"']);
    expect(await before.json()).toEqual({ feed: feed.feed, version: 0, bots: {} });

    const bots = { "spot-1": { name: "Grid ⚡", group: "Spot", hidden: true, since: 1_767_225_600_000 } };
    const set = await put(feed, bots, '"0"');
    expect([set.status, set.headers.get("ETag")]).toEqual([200, '"1"']);
    expect(await set.json()).toEqual({ feed: feed.feed, version: 1, bots });
    expect(await (await get(feed, reader.key)).json()).toEqual({ feed: feed.feed, version: 1, bots });
    expect(await (await get(feed, env.ADMIN_TOKEN)).json()).toMatchObject({ version: 1 });
  });

  it("are changed by an owner's key alone, and read by none that only publishes", async () => {
    const feed = await createFeed();
    const reader = await issueKey(feed, { scope: "subscribe" });
    const publisher = await issueKey(feed, { scope: "publish" });
    expect(await problemOf(await put(feed, {}, "*", reader.key))).toEqual([403, "wrong-scope"]);
    expect(await problemOf(await get(feed, publisher.key))).toEqual([403, "wrong-scope"]);
    expect((await call(`/v1/feeds/${feed.feed}/settings`)).status).toBe(401);
  });

  it("keep what another device has set since they were read", async () => {
    const feed = await createFeed();
    await put(feed, { one: { name: "First" } }, '"0"');
    const late = await put(feed, { two: { name: "Second" } }, '"0"');
    expect(await problemOf(late)).toEqual([412, "settings-changed"]);
    expect(await (await get(feed)).json()).toMatchObject({ version: 1, bots: { one: { name: "First" } } });
    expect((await put(feed, { two: { name: "Second" } }, '"1"')).status).toBe(200);
    const any = await put(feed, {}, "*");
    expect(await any.json()).toMatchObject({ version: 3, bots: {} });
  });

  it("take a retry of a change that was stored for no conflict", async () => {
    const feed = await createFeed();
    await put(feed, { one: { name: "First" } }, '"0"');
    const again = await put(feed, { one: { name: "First", hidden: false } }, '"0"');
    expect([again.status, again.headers.get("ETag")]).toEqual([200, '"1"']);
  });

  it("need the version that they replace", async () => {
    const feed = await createFeed();
    expect(await problemOf(await put(feed, {}, null))).toEqual([400, "invalid-request"]);
    expect(await problemOf(await put(feed, {}, 'W/"0"'))).toEqual([400, "invalid-request"]);
  });

  it("read a day or an instant, and a bot that is named like what every object has", async () => {
    const feed = await createFeed();
    const bots = { constructor: { since: "2026-03-01" }, toString: { since: "2026-03-01T01:00:00+01:00" }, none: {} };
    const set = await put(feed, bots, "*");
    const march = Date.UTC(2026, 2, 1);
    const stored = (await set.json<{ readonly bots: object }>()).bots;
    expect(Object.entries(stored)).toEqual([
      ["constructor", { since: march }],
      ["toString", { since: march }],
    ]);
  });

  it.each([
    [{ "a b": {} }, "/bots/a b", "begin with a letter"],
    [{ a: { nmae: "x" } }, "/bots/a/nmae", "not a known member"],
    [{ a: 1 }, "/bots/a", "must be an object"],
    [{ a: { name: " " } }, "/bots/a/name", "must not be empty"],
    [{ a: { name: "a\nb" } }, "/bots/a/name", "control characters"],
    [{ a: { group: "x".repeat(SETTINGS_NAME_MAX_CHARS + 1) } }, "/bots/a/group", "at most 64 characters"],
    [{ a: { hidden: "yes" } }, "/bots/a/hidden", "true or false"],
    [{ a: { since: "2026-02-30" } }, "/bots/a/since", "ms since 1970"],
    [{ a: { since: -1 } }, "/bots/a/since", "ms since 1970"],
    [[], "/bots", "must be an object"],
  ])("refuse %j and say where", async (bots, pointer, detail) => {
    const feed = await createFeed();
    const [error] = await errorsOf(await put(feed, bots, "*"));
    expect(error).toMatchObject({ pointer });
    expect(error!.detail).toContain(detail);
  });

  it("have as many bots as a feed, and end at their bytes", async () => {
    const feed = await createFeed();
    const named = (count: number, said: object) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`bot-${index}`, said]));
    expect((await put(feed, named(SETTINGS_MAX_BOTS, { name: "n" }), "*")).status).toBe(200);
    const [error] = await errorsOf(await put(feed, named(SETTINGS_MAX_BOTS + 1, { name: "n" }), "*"));
    expect(error).toEqual({ pointer: "/bots", detail: "must have at most 500 bots" });
    const wide = "€".repeat(SETTINGS_NAME_MAX_CHARS);
    const count = Math.ceil(SETTINGS_MAX_BYTES / (2 * 3 * SETTINGS_NAME_MAX_CHARS));
    const large = await put(feed, named(count, { name: wide, group: wide }), "*");
    expect(await problemOf(large)).toEqual([413, "body-too-large"]);
  });

  it("outlive a room's sleep and are gone with the feed", async () => {
    const feed = await createFeed();
    const stub = env.Feed.getByName(feed.feed);
    await put(feed, { one: { name: "First" } }, "*");
    await evictDurableObject(stub);
    expect(await (await get(feed)).json()).toMatchObject({ version: 1, bots: { one: { name: "First" } } });
    await send("DELETE", `/v1/feeds/${feed.feed}`, env.ADMIN_TOKEN);
    expect((await get(feed)).status).toBe(404);
  });
});
