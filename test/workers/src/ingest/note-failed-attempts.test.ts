import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { BATCH_MAX_EVENTS, BODY_MAX_BYTES, EVENT_MAX_BYTES } from "@fillcast/protocol";
import type { Inspection, NotedAttempt } from "../../../../parties/feed/inspected.ts";
import { FAILED_ATTEMPTS_MAX } from "../../../../parties/feed/rpc.ts";
import { app } from "../../../../src/app.ts";
import { signToken } from "../../../../src/auth/jwt.ts";
import { call, createFeed, issueKey, problemOf, send, type CreatedFeed, type IssuedKey } from "../../edge.ts";

const FREQTRADE = "/v1/webhooks/freqtrade";
const json = { "Content-Type": "application/json" };
const basic = (key: string) => ({ Authorization: `Basic ${btoa(`bot:${key}`)}` });
const body = (value: unknown, headers: Record<string, string> = json) => ({
  method: "POST",
  headers,
  body: typeof value === "string" ? value : JSON.stringify(value),
});

async function refusalsOf({ feed, key }: CreatedFeed): Promise<readonly NotedAttempt[]> {
  const answer = await send("GET", `/v1/rooms/${feed}`, key);
  return (await answer.json<Inspection>()).refusals;
}

/** The edge tells the room after it has answered. */
async function firstRefusal(feed: CreatedFeed, { id }: { readonly id: string }): Promise<NotedAttempt> {
  return vi.waitUntil(async () => (await refusalsOf(feed)).find(({ keyId }) => keyId === id));
}

describe("a refused publish", () => {
  const attempts: readonly [string, string, string | null, (key: IssuedKey) => Promise<Response>][] = [
    [
      "a type that no bot sends, the key as Basic password",
      "unsupported-media-type",
      null,
      ({ key }) => call(FREQTRADE, body("<xml/>", { "Content-Type": "image/png", ...basic(key) })),
    ],
    [
      "text that is no JSON, the key in the path",
      "malformed-json",
      null,
      ({ key }) => call(`${FREQTRADE}/${key}`, body("{")),
    ],
    [
      "nothing at all, the key in the query",
      "empty-body",
      null,
      ({ key }) => call(`${FREQTRADE}?key=${key}`, { method: "POST", headers: json }),
    ],
    [
      "another media type, the key as Bearer",
      "unsupported-media-type",
      null,
      ({ key }) => send("POST", "/v1/events", key, "<xml/>", { "Content-Type": "text/xml" }),
    ],
    [
      "an event of a batch that is none",
      "invalid-event",
      "/1/type",
      ({ key }) => send("POST", "/v1/events", key, [{ type: "x-a" }, { type: 7 }]),
    ],
    [
      "a line that is no event",
      "invalid-event",
      "/0/type",
      ({ key }) => send("POST", "/v1/events", key, '{"type":"X"}\n', { "Content-Type": "application/x-ndjson" }),
    ],
    [
      "the seed form with another user",
      "identity-mismatch",
      null,
      ({ key }) => send("POST", "/v1/events", key, { userId: "somebody", botId: "spot-1", type: "signal" }),
    ],
    [
      "a body that is nested too deep, posted as Freqtrade does",
      "invalid-body",
      "",
      ({ key }) => call(FREQTRADE, body("[".repeat(50) + "]".repeat(50), { ...json, ...basic(key) })),
    ],
    [
      "a body that is too large",
      "body-too-large",
      null,
      ({ key }) =>
        call(`${FREQTRADE}/${key}/`, body(JSON.stringify({ type: "status", a: "x".repeat(BODY_MAX_BYTES) }))),
    ],
    [
      "an event that is too large",
      "event-too-large",
      null,
      ({ key }) => send("POST", "/v1/events", key, { type: "status", data: { a: "x".repeat(EVENT_MAX_BYTES) } }),
    ],
    [
      "too many events",
      "batch-too-large",
      null,
      ({ key }) =>
        send(
          "POST",
          "/v1/events",
          key,
          Array.from({ length: BATCH_MAX_EVENTS + 1 }, () => ({ type: "signal" })),
        ),
    ],
    [
      "an alert that says it is JSON and is none",
      "malformed-json",
      null,
      ({ key }) => call(`/v1/webhooks/tradingview/${key}`, body("BTC up")),
    ],
    [
      "compressed text",
      "unsupported-media-type",
      null,
      ({ key }) => call(FREQTRADE, body("{}", { ...json, ...basic(key), "Content-Encoding": "gzip" })),
    ],
    [
      "an event whose key stands where this address does not look",
      "unauthenticated",
      null,
      ({ key }) => call(`/v1/events?key=${key}`, body({ type: "signal" })),
    ],
    ["nothing, with GET", "method-not-allowed", null, ({ key }) => call(FREQTRADE, { headers: basic(key) })],
    [
      "an event to an address that only answers GET",
      "method-not-allowed",
      null,
      ({ key }) => call("/v1/health", body({ type: "status" }, { ...json, ...basic(key) })),
    ],
    [
      "an event to the page",
      "not-found",
      null,
      ({ key }) => call("/", body({ type: "status" }, { ...json, ...basic(key) })),
    ],
    [
      "another bot's name",
      "identity-mismatch",
      null,
      ({ key }) => send("POST", "/v1/events", key, { type: "x-a", bot: "other" }),
    ],
  ];
  it.each(attempts)("of %s is shown in the inspection", async (_, problem, pointer, attempt) => {
    const feed = await createFeed();
    const key = await issueKey(feed, { scope: "publish", bot: "spot-1" });
    const answer = await attempt(key);
    expect((await problemOf(answer))[1]).toBe(problem);
    const refusal = await firstRefusal(feed, key);
    expect(refusal).toMatchObject({ bot: "spot-1", status: answer.status, problem, at: expect.any(Number) as number });
    expect(refusal.pointer).toBe(pointer);
    expect(JSON.stringify(refusal)).not.toContain(key.key);
  });

  it("with a name as long as a body is answered at once, and is short wherever it is shown", async () => {
    const feed = await createFeed();
    const key = await issueKey(feed, { scope: "publish", bot: "spot-1" });
    const name = "eyJ".repeat(349_000);
    const answer = await send("POST", "/v1/events", key.key, `{"type":"status","trade":{"id":"1","${name}":1}}`);
    const text = await answer.text();
    expect([answer.status, text.length < 1_000]).toEqual([422, true]);
    const refusal = await firstRefusal(feed, key);
    expect(refusal).toMatchObject({ problem: "invalid-event", pointer: "/trade/[key]" });
  });

  it("by the scope of its key is shown, at an address that takes none, and by a ticket as its key's", async () => {
    const feed = await createFeed();
    const reader = await issueKey(feed, { scope: "subscribe" });
    await send("POST", "/v1/events", reader.key, { type: "x-a", bot: "b" });
    expect(await firstRefusal(feed, reader)).toMatchObject({ status: 403, problem: "wrong-scope" });
    const astray = await issueKey(feed, { scope: "publish", bot: "b" });
    await call(`/v1/webhook/freqtrade/${astray.key}`, body({ type: "status" }));
    expect(await firstRefusal(feed, astray)).toMatchObject({ status: 404, problem: "not-found" });
    const opened = await send("POST", `/v1/feeds/${feed.feed}/tickets`, reader.key);
    const { ticket } = await opened.json<{ readonly ticket: string }>();
    await send("POST", "/v1/events", ticket, { type: "signal" });
    await vi.waitUntil(async () => (await refusalsOf(feed)).length === 3);
    expect((await refusalsOf(feed)).map(({ keyId }) => keyId)).toEqual([reader.id, astray.id, reader.id]);
  });

  it("by a key that is over or revoked is nobody's business: it wakes no room", async () => {
    const feed = await createFeed();
    const over = { sub: feed.feed, scope: "publish", jti: feed.id, iat: 1, exp: 2 } as const;
    const expired = signToken(over, { current: env.SIGNING_SECRET });
    expect((await call(`${FREQTRADE}/${expired}`, body({ type: "status" }))).status).toBe(401);
    const revoked = await issueKey(feed, { scope: "publish", bot: "b" });
    await send("DELETE", `/v1/feeds/${feed.feed}/keys/${revoked.id}`, feed.key);
    expect((await send("POST", "/v1/events", revoked.key, { type: "x-a" })).status).toBe(401);
    expect((await send("POST", "/v1/events", revoked.key, "{")).status).toBe(401);
    // What comes after them is shown, and they are not.
    await send("POST", "/v1/events", feed.key, "{");
    await firstRefusal(feed, feed);
    expect((await refusalsOf(feed)).map(({ problem }) => problem)).toEqual(["malformed-json"]);
  });

  it("is of the feed whose key it carried, and of no other", async () => {
    const [mine, other] = [await createFeed(), await createFeed()];
    await send("POST", "/v1/events", mine.key, "{");
    await send("POST", "/v1/events", other.key, [{ type: 1 }]);
    await Promise.all([firstRefusal(mine, mine), firstRefusal(other, other)]);
    expect((await refusalsOf(mine)).map(({ problem }) => problem)).toEqual(["malformed-json"]);
    expect((await refusalsOf(other)).map(({ problem }) => problem)).toEqual(["invalid-event"]);
  });

  it("shows no key and no more than a line of what was sent, whatever was named by it", async () => {
    const feed = await createFeed();
    await send("POST", "/v1/events", feed.key, { type: "signal", trade: { id: "1", [feed.key]: 1 } });
    await send("POST", "/v1/events", feed.key, { type: "signal", trade: { id: "1", ["n".repeat(5_000)]: 1 } });
    const refusals = await vi.waitUntil(async () => {
      const listed = await refusalsOf(feed);
      return listed.length === 2 ? listed : null;
    });
    expect(refusals[1]!.pointer).toBe("/trade/[key]");
    expect(refusals[0]!.pointer).toHaveLength(128);
    expect(JSON.stringify(refusals)).not.toContain(feed.key.split(".")[1]);
  });

  it("of a storm costs the room twenty calls and one a second, of each key", async () => {
    const [{ key }, other] = [await createFeed(), await createFeed()];
    let calls = 0;
    const Feed = { getByName: () => ({ noteRefusal: async () => void calls++ }) } as unknown as typeof env.Feed;
    const refuse = async (as: string): Promise<void> => {
      const context = createExecutionContext();
      const request = new Request("https://edge.test/v1/events", body("{", { ...json, Authorization: `Bearer ${as}` }));
      expect((await app.fetch(request, { ...env, Feed }, context)).status).toBe(400);
      await waitOnExecutionContext(context);
    };
    const startMs = Date.now();
    for (let retry = 0; retry < 100; retry++) await refuse(key);
    const seconds = Math.ceil((Date.now() - startMs) / 1_000);
    expect(calls).toBeGreaterThanOrEqual(FAILED_ATTEMPTS_MAX);
    expect(calls).toBeLessThanOrEqual(FAILED_ATTEMPTS_MAX + seconds);
    const before = calls;
    await refuse(other.key);
    expect(calls).toBe(before + 1);
  });

  it("is answered the same where the room cannot be told, and while it is not yet told", async () => {
    const { key } = await createFeed();
    const told: unknown[] = [];
    const answerWith = async (noteRefusal: (note: unknown) => Promise<void>) => {
      const context = createExecutionContext();
      const Feed = { getByName: () => ({ noteRefusal }) } as unknown as typeof env.Feed;
      const request = new Request("https://edge.test/v1/events", {
        ...body("{", { ...json, Authorization: `Bearer ${key}` }),
      });
      return { context, answer: await app.fetch(request, { ...env, Feed }, context) };
    };
    const failing = await answerWith((note) => {
      told.push(note);
      return Promise.reject(new Error("no such method"));
    });
    expect(await problemOf(failing.answer)).toEqual([400, "malformed-json"]);
    await waitOnExecutionContext(failing.context);
    let hear = (): void => {};
    const slow = await answerWith(
      (note) =>
        new Promise((resolve) => {
          told.push(note);
          hear = resolve;
        }),
    );
    expect(await problemOf(slow.answer)).toEqual([400, "malformed-json"]);
    hear();
    await waitOnExecutionContext(slow.context);
    expect(told).toHaveLength(2);
  });

  it("for an id that was another event's is shown", async () => {
    const feed = await createFeed();
    const key = await issueKey(feed, { scope: "publish", bot: "b" });
    await send("POST", "/v1/events", key.key, { id: "one", type: "x-a" });
    await send("POST", "/v1/events", key.key, { id: "one", type: "x-b" });
    expect(await firstRefusal(feed, key)).toMatchObject({ status: 409, problem: "id-conflict", pointer: "/id" });
  });

  it("in a storm pushes out what its own key met before, and no other key's; twenty are remembered", async () => {
    const feed = await createFeed();
    const quiet = await issueKey(feed, { scope: "publish", bot: "quiet" });
    const loud = await issueKey(feed, { scope: "publish", bot: "loud" });
    await send("POST", "/v1/events", quiet.key, "{");
    await firstRefusal(feed, quiet);
    for (let retry = 0; retry < 40; retry++) await send("POST", "/v1/events", loud.key, { type: "x-a", bot: "other" });
    const all = await vi.waitUntil(async () => {
      const refusals = await refusalsOf(feed);
      return refusals.length === 20 ? refusals : null;
    });
    expect(all.filter(({ keyId }) => keyId === loud.id)).toHaveLength(19);
    expect(all.at(-1)!.keyId).toBe(quiet.id);
    expect(all.map(({ at }) => at)).toEqual(all.map(({ at }) => at).toSorted((a, b) => b - a));
  });

  it("is reported to nobody if no key of ours came with it; nor is one that was accepted", async () => {
    const feed = await createFeed();
    const key = await issueKey(feed, { scope: "publish", bot: "b" });
    const altered = key.key.slice(0, -3) + (key.key.endsWith("abc") ? "xyz" : "abc");
    expect((await send("POST", "/v1/events", altered, "{")).status).toBe(401);
    expect((await send("POST", "/v1/events", key.key, { type: "x-a" })).status).toBe(200);
    await send("POST", "/v1/events", feed.key, "{");
    await firstRefusal(feed, feed);
    expect((await refusalsOf(feed)).map(({ keyId }) => keyId)).toEqual([feed.id]);
  });
});
