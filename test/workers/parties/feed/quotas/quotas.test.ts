/**
 * Quotas at the edge: how the operator sets them, what over one is answered, and what is refused without asking a room.
 */
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { DEFAULT_QUOTAS } from "@fillcast/protocol";
import type { Inspection } from "../../../../../parties/feed/inspected.ts";
import { createFeed, issueKey, nextFeed, openSocket, problemOf, send, type CreatedFeed } from "../../../edge.ts";

const admin = env.ADMIN_TOKEN;

async function createLimited(limits: unknown): Promise<CreatedFeed> {
  const answer = await send("POST", "/v1/feeds", admin, { feed: nextFeed(), limits });
  expect(answer.status).toBe(201);
  return answer.json<CreatedFeed>();
}
const setLimits = (feed: string, limits: unknown, key = admin) => send("PATCH", `/v1/feeds/${feed}`, key, { limits });
const inspect = async ({ feed, key }: CreatedFeed) => (await send("GET", `/v1/rooms/${feed}`, key)).json<Inspection>();
/** Counts the calls of any room while `work` runs. */
async function roomCalls(work: () => Promise<void>): Promise<number> {
  const getByName = vi.spyOn(env.Feed, "getByName");
  await work();
  return getByName.mock.calls.length;
}

afterEach(() => vi.restoreAllMocks());

describe("a feed's quotas", () => {
  test("are the defaults, shown beside what was used", async () => {
    const feed = await createFeed();
    await send("POST", "/v1/events", feed.key, { type: "signal" });
    const { limits, used, limited } = await inspect(feed);
    expect(limits).toEqual(DEFAULT_QUOTAS);
    expect(used.feed).toMatchObject({ eventsToday: 1, keys: 1, sockets: 0 });
    expect(used.feed.bytesToday).toBeGreaterThan(0);
    expect(used.keys).toEqual({ [feed.id]: { eventsToday: 1, bytesToday: used.feed.bytesToday, sockets: 0 } });
    expect(limited).toEqual([]);
  });

  test.each([
    ["none", { eventsPerDay: null }, { keys: null }],
    [{ key: { eventsPerDay: 7 } }, { eventsPerDay: 7, sockets: 64 }, { keys: 200 }],
    [{ feed: { keys: 3, bytesKept: null } }, { eventsPerDay: 100_000 }, { keys: 3, bytesKept: null }],
    ["default", DEFAULT_QUOTAS.key, DEFAULT_QUOTAS.feed],
    [{}, DEFAULT_QUOTAS.key, DEFAULT_QUOTAS.feed],
  ])("are set by the operator, at creation and later: %j", async (wish, key, feed) => {
    const created = await createLimited(wish);
    expect((await inspect(created)).limits).toMatchObject({ key, feed });
    const other = await createFeed();
    const answer = await setLimits(other.feed, wish);
    expect([answer.status, await answer.json()]).toMatchObject([200, { feed: other.feed, limits: { key, feed } }]);
    const { limits } = await inspect(other);
    expect(limits).toMatchObject({ key, feed });
    // What is shown can be sent back.
    expect((await setLimits(other.feed, limits)).status).toBe(200);
  });

  test.each([
    ["all", "/limits"],
    [7, "/limits"],
    [{ key: { eventsPerDay: 0 } }, "/limits/key/eventsPerDay"],
    [{ key: { eventsPerDay: 1.5 } }, "/limits/key/eventsPerDay"],
    [{ key: { eventsPerDay: "7" } }, "/limits/key/eventsPerDay"],
    [{ key: { eventPerDay: 7 } }, "/limits/key/eventPerDay"],
    [{ keys: { eventsPerDay: 7 } }, "/limits/keys"],
    [{ feed: { framesBurst: 7 } }, "/limits/feed/framesBurst"],
    [{ key: [] }, "/limits/key"],
  ])("are refused where they are none, by name: %j", async (wish, pointer) => {
    const { feed } = await createFeed();
    for (const answer of [
      await setLimits(feed, wish),
      await send("POST", "/v1/feeds", admin, { feed: nextFeed(), limits: wish }),
    ]) {
      const problem = await answer.json<{ status: number; errors: { pointer: string }[] }>();
      expect([problem.status, problem.errors[0]?.pointer]).toEqual([422, pointer]);
    }
  });

  test("are nobody else's to set", async () => {
    const feed = await createFeed();
    const other = await createFeed();
    expect(await problemOf(await setLimits(feed.feed, "none", feed.key))).toEqual([403, "forbidden"]);
    expect(await problemOf(await setLimits(feed.feed, "none", other.key))).toEqual([403, "forbidden"]);
    expect(await problemOf(await setLimits(feed.feed, "none", "nonsense"))).toEqual([401, "unauthenticated"]);
    expect(await problemOf(await setLimits(nextFeed(), "none"))).toEqual([404, "feed-not-found"]);
    expect((await inspect(feed)).limits).toEqual(DEFAULT_QUOTAS);
  });
});

describe("over a quota", () => {
  test("is 429 with what and when, and the other keys of the feed go on", async () => {
    const feed = await createLimited({ key: { publishPerSecond: 1, publishBurst: 3 } });
    const leaked = await issueKey(feed, { scope: "publish" });
    const honest = await issueKey(feed, { scope: "publish", bot: "spot-1" });
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => send("POST", "/v1/events", leaked.key, { type: "signal" })),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 200, 429]);
    const refused = answers.find(({ status }) => status === 429)!;
    expect(refused.headers.get("Retry-After")).toBe("1");
    expect(await refused.json()).toMatchObject({
      type: "/problems/rate-limited",
      detail: "This key may publish 1 times a second. Nothing was stored; retry after 1 s.",
      limit: "publishPerSecond",
      scope: "key",
    });
    expect((await send("POST", "/v1/webhooks/freqtrade", honest.key, { type: "status", status: "x" })).status).toBe(
      200,
    );
    expect((await inspect(feed)).limited).toMatchObject([{ keyId: leaked.id, limit: "publishPerSecond", count: 1 }]);
  });

  test("is answered at the edge until it may come again, and the body is not read", async () => {
    const feed = await createLimited({ key: { eventsPerDay: 1 } });
    await send("POST", "/v1/events", feed.key, { type: "signal" });
    expect((await send("POST", "/v1/events", feed.key, { type: "signal" })).status).toBe(429);
    const calls = await roomCalls(async () => {
      const again = await send("POST", "/v1/events", feed.key, "this is not even JSON");
      expect(await problemOf(again)).toEqual([429, "rate-limited"]);
      expect(Number(again.headers.get("Retry-After"))).toBeGreaterThan(0);
    });
    expect(calls).toBe(0);
    // Reading is not publishing, and new quotas count at once.
    expect((await send("GET", `/v1/feeds/${feed.feed}/events`, feed.key)).status).toBe(200);
    await setLimits(feed.feed, "default");
    expect((await send("POST", "/v1/events", feed.key, { type: "signal" })).status).toBe(200);
  });

  test("by a batch says what is left, and a smaller request and a heartbeat are taken", async () => {
    const feed = await createLimited({ key: { eventsPerDay: 3 } });
    await send("POST", "/v1/events", feed.key, { type: "signal" });
    const batch = await send(
      "POST",
      "/v1/events",
      feed.key,
      Array.from({ length: 3 }, () => ({ type: "signal" })),
    );
    expect(await batch.json()).toMatchObject({ status: 429, limit: "eventsPerDay", left: 2 });
    expect((await send("POST", "/v1/events", feed.key, { type: "heartbeat", bot: "a" })).status).toBe(200);
    expect((await send("POST", "/v1/events", feed.key, { type: "signal" })).status).toBe(200);
    expect((await send("POST", "/v1/events", feed.key, { type: "signal" })).status).toBe(200);
    expect((await send("POST", "/v1/events", feed.key, { type: "signal" })).status).toBe(429);
  });

  test("is close 4004 for a socket, with a time to come back; tickets count for their key", async () => {
    const feed = await createLimited({ key: { sockets: 2 } });
    const reader = await issueKey(feed, { scope: "subscribe" });
    const ticketOf = async () => {
      const answer = await send("POST", `/v1/feeds/${feed.feed}/tickets`, reader.key);
      return (await answer.json<{ ticket: string }>()).ticket;
    };
    for (const token of [reader.key, await ticketOf()]) {
      const socket = await openSocket(`/parties/feed/${feed.feed}?token=${token}`);
      await socket.until(() => socket.of("caught_up").length === 1);
    }
    const refused = await openSocket(`/parties/feed/${feed.feed}?token=${await ticketOf()}`);
    await refused.until(() => refused.closed !== null);
    expect(refused.closed).toEqual({ code: 4004, reason: "rate-limited" });
    expect(refused.of("bye")).toMatchObject([{ code: 4004, retryAfterMs: 30_000 }]);
    expect(await problemOf(await send("GET", `/v1/feeds/${feed.feed}/sse`, reader.key))).toEqual([429, "rate-limited"]);
    const { used } = await inspect(feed);
    expect(used.keys[reader.id]).toMatchObject({ sockets: 2 });
    const other = await openSocket(`/parties/feed/${feed.feed}?token=${feed.key}`);
    await other.until(() => other.of("welcome").length === 1);
  });

  test("of keys is 429 too", async () => {
    const feed = await createLimited({ feed: { keys: 2 } });
    await issueKey(feed, { scope: "publish" });
    const refused = await send("POST", `/v1/feeds/${feed.feed}/keys`, feed.key, { scope: "publish" });
    expect(await problemOf(refused)).toEqual([429, "rate-limited"]);
    expect(refused.headers.get("Retry-After")).toBe("3600");
  });
});
