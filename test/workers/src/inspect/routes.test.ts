import { listDurableObjectIds, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { createFeed, issueKey, openSocket, problemOf, send, type CreatedFeed } from "../../edge.ts";

const publish = (feed: CreatedFeed, ...ids: string[]) =>
  send(
    "POST",
    "/v1/events",
    feed.key,
    ids.map((id) => ({ id, type: "x-test", bot: "b1" })),
  );

describe("the inspection", () => {
  it("shows a room from inside to its owner, to an inspect key and to the operator, and to nobody else", async () => {
    const feed = await createFeed();
    await publish(feed, "a", "b", "b");
    await publish(feed, "a");
    const inspectKey = await issueKey(feed, { scope: "inspect" });
    const subscribeKey = await issueKey(feed, { scope: "subscribe" });
    for (const key of [feed.key, inspectKey.key, env.ADMIN_TOKEN]) {
      const answer = await send("GET", `/v1/rooms/${feed.feed}`, key);
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject({
        feed: feed.feed,
        epoch: feed.epoch,
        head: 2,
        oldest: 1,
        chain: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        archive: { seq: 0, lag: 2, failures: 0, lastError: null },
        connections: 0,
        events: 2,
        duplicates: 2,
        databaseBytes: expect.any(Number) as number,
        bots: { b1: { presence: "unknown" } },
      });
    }
    expect(await problemOf(await send("GET", `/v1/rooms/${feed.feed}`, subscribeKey.key))).toEqual([
      403,
      "wrong-scope",
    ]);
    expect(await problemOf(await send("GET", `/v1/rooms/${feed.feed}`, (await createFeed()).key))).toEqual([
      403,
      "forbidden",
    ]);
  });

  it("follows the archive", async () => {
    const feed = await createFeed();
    await publish(feed, "a");
    await runDurableObjectAlarm(env.Feed.getByName(feed.feed));
    expect(await (await send("GET", `/v1/rooms/${feed.feed}`, feed.key)).json()).toMatchObject({
      archive: { seq: 1, lag: 0 },
    });
  });

  it("lists connections with where they stand and what they owe", async () => {
    const feed = await createFeed();
    const socket = await openSocket(`/parties/feed/${feed.feed}?token=${feed.key}&ack=1&types=x-test`);
    await publish(feed, "a");
    await socket.until((frames) => frames.some((frame) => frame.type === "events"));
    const answer = await send("GET", `/v1/rooms/${feed.feed}/subscribers`, feed.key);
    expect(await answer.json()).toMatchObject({
      subscribers: [
        {
          connection: socket.of("welcome")[0]!.connection,
          keyId: feed.id,
          position: { epoch: feed.epoch, seq: 1 },
          behind: 0,
          phase: "live",
          unackedBytes: expect.any(Number) as number,
          filter: { types: ["x-test"] },
        },
      ],
    });
  });

  it("shows the tail", async () => {
    const feed = await createFeed();
    await publish(feed, ...Array.from({ length: 60 }, (_, index) => `e${index}`));
    const tail = async (query: string) =>
      (
        await (await send("GET", `/v1/rooms/${feed.feed}/tail${query}`, feed.key)).json<{ events: { id: string }[] }>()
      ).events.map(({ id }) => id);
    expect(await tail("?limit=2")).toEqual(["e58", "e59"]);
    expect(await tail("")).toHaveLength(50);
    expect(await problemOf(await send("GET", `/v1/rooms/${feed.feed}/tail?limit=x`, feed.key))).toEqual([
      400,
      "invalid-request",
    ]);
  });

  it("lists all rooms to the operator, its own to a key, and makes none", async () => {
    const feed = await createFeed();
    const before = (await listDurableObjectIds(env.Feed)).length;
    const all: string[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const answer = await send("GET", `/v1/rooms${cursor === "" ? "" : `?cursor=${cursor}`}`, env.ADMIN_TOKEN);
      const page: { rooms: { feed: string }[]; next: string | null } = await answer.json();
      all.push(...page.rooms.map((room) => room.feed));
      cursor = page.next;
    }
    expect(all).toContain(feed.feed);
    expect(await (await send("GET", "/v1/rooms", feed.key)).json()).toMatchObject({
      rooms: [{ feed: feed.feed }],
      next: null,
    });
    expect(await problemOf(await send("GET", "/v1/rooms/nobody", env.ADMIN_TOKEN))).toEqual([404, "feed-not-found"]);
    expect((await listDurableObjectIds(env.Feed)).length).toBe(before);
  });
});

describe("erasing a feed", () => {
  it("empties room, archive and ledger, closes sockets, refuses keys, and leaves the name taken", async () => {
    const feed = await createFeed();
    const socket = await openSocket(`/parties/feed/${feed.feed}?token=${feed.key}`);
    await send("POST", "/v1/events", feed.key, {
      type: "entry_fill",
      bot: "b1",
      trade: { id: "1", pair: "ETH/USDT", direction: "long", openedAt: "2026-11-24T09:15:03Z" },
      pair: "ETH/USDT",
      data: { amount: "1", open_rate: "2", stake_amount: "2", stake_currency: "USDT" },
    });
    await runDurableObjectAlarm(env.Feed.getByName(feed.feed));
    const rows = async () =>
      Promise.all(
        ["page", "trade"].map(
          async (table) =>
            (await env.DB.prepare(`SELECT count(*) AS n FROM ${table} WHERE feed = ?`)
              .bind(feed.feed)
              .first<{ n: number }>())!.n,
        ),
      );
    expect(await rows()).toEqual([1, 1]);
    expect(await problemOf(await send("DELETE", `/v1/feeds/${feed.feed}`, feed.key))).toEqual([403, "forbidden"]);
    expect((await send("DELETE", `/v1/feeds/${feed.feed}`, env.ADMIN_TOKEN)).status).toBe(204);
    expect(await rows()).toEqual([0, 0]);
    await socket.until(() => socket.closed !== null);
    expect(socket.closed?.code).toBe(4503);
    expect(await problemOf(await publish(feed, "x"))).toEqual([404, "feed-not-found"]);
    expect(await problemOf(await send("POST", "/v1/feeds", env.ADMIN_TOKEN, { feed: feed.feed }))).toEqual([
      410,
      "feed-erased",
    ]);
    expect((await send("DELETE", `/v1/feeds/${feed.feed}`, env.ADMIN_TOKEN)).status).toBe(204);
    expect(await problemOf(await send("DELETE", "/v1/feeds/never-was", env.ADMIN_TOKEN))).toEqual([
      404,
      "feed-not-found",
    ]);
  });
});
