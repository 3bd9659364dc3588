import { describe, expect, it, vi } from "vitest";
import type { Inspection, Refusal } from "../../../parties/feed/rpc.ts";
import { call, createFeed, issueKey, problemOf, send, type CreatedFeed, type IssuedKey } from "./edge.ts";

const FREQTRADE = "/v1/webhooks/freqtrade";
const json = { "Content-Type": "application/json" };
const basic = (key: string) => ({ Authorization: `Basic ${btoa(`bot:${key}`)}` });
const body = (value: unknown, headers: Record<string, string> = json) => ({
  method: "POST",
  headers,
  body: typeof value === "string" ? value : JSON.stringify(value),
});

async function refusalsOf({ feed, key }: CreatedFeed): Promise<readonly Refusal[]> {
  const answer = await send("GET", `/v1/rooms/${feed}`, key);
  return (await answer.json<Inspection>()).refusals;
}

/** The edge tells the room after it has answered. */
async function firstRefusal(feed: CreatedFeed, { id }: { readonly id: string }): Promise<Refusal> {
  return vi.waitUntil(async () => (await refusalsOf(feed)).find(({ keyId }) => keyId === id));
}

describe("a refused publish", () => {
  const attempts: readonly [string, string, string | undefined, (key: IssuedKey) => Promise<Response>][] = [
    [
      "a type that no bot sends, the key as Basic password",
      "unsupported-media-type",
      undefined,
      ({ key }) => call(FREQTRADE, body("<xml/>", { "Content-Type": "image/png", ...basic(key) })),
    ],
    [
      "text that is no JSON, the key in the path",
      "malformed-json",
      undefined,
      ({ key }) => call(`${FREQTRADE}/${key}`, body("{")),
    ],
    [
      "nothing at all, the key in the query",
      "empty-body",
      undefined,
      ({ key }) => call(`${FREQTRADE}?key=${key}`, { method: "POST", headers: json }),
    ],
    [
      "another media type, the key as Bearer",
      "unsupported-media-type",
      undefined,
      ({ key }) => send("POST", "/v1/events", key, "<xml/>", { "Content-Type": "text/xml" }),
    ],
    [
      "an event of a batch that is none",
      "invalid-event",
      "/1/type",
      ({ key }) => send("POST", "/v1/events", key, [{ type: "x-a" }, { type: 7 }]),
    ],
    [
      "another bot's name",
      "identity-mismatch",
      undefined,
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

  it("by a key that was revoked since is shown", async () => {
    const feed = await createFeed();
    const revoked = await issueKey(feed, { scope: "publish", bot: "b" });
    await send("DELETE", `/v1/feeds/${feed.feed}/keys/${revoked.id}`, feed.key);
    await send("POST", "/v1/events", revoked.key, { type: "x-a" });
    expect(await firstRefusal(feed, revoked)).toMatchObject({ status: 401, problem: "key-revoked" });
  });

  it("for an id that was another event's is shown", async () => {
    const feed = await createFeed();
    const key = await issueKey(feed, { scope: "publish", bot: "b" });
    await send("POST", "/v1/events", key.key, { id: "one", type: "x-a" });
    await send("POST", "/v1/events", key.key, { id: "one", type: "x-b" });
    expect(await firstRefusal(feed, key)).toMatchObject({ status: 409, problem: "id-conflict", pointer: "/id" });
  });

  it("in a loop is told once a second, and the last twenty are remembered, the newest first", async () => {
    const feed = await createFeed();
    const keys: IssuedKey[] = [];
    for (let index = 0; index < 22; index++) keys.push(await issueKey(feed, { scope: "publish", bot: `b${index}` }));
    for (const { key } of keys) for (let retry = 0; retry < 3; retry++) await send("POST", "/v1/events", key, "{");
    const all = await vi.waitUntil(async () => {
      const refusals = await refusalsOf(feed);
      return refusals[0]?.keyId === keys.at(-1)!.id ? refusals : null;
    });
    expect(all.map(({ keyId }) => keyId)).toEqual(
      keys
        .slice(2)
        .toReversed()
        .map(({ id }) => id),
    );
  });

  it("is not told to anybody where its key opens nothing, nor is one that was taken", async () => {
    const feed = await createFeed();
    const key = await issueKey(feed, { scope: "publish", bot: "b" });
    const altered = key.key.slice(0, -3) + (key.key.endsWith("abc") ? "xyz" : "abc");
    expect((await send("POST", "/v1/events", altered, "{")).status).toBe(401);
    const reader = await issueKey(feed, { scope: "subscribe" });
    expect((await send("POST", "/v1/events", reader.key, { type: "x-a", bot: "b" })).status).toBe(403);
    expect((await send("POST", "/v1/events", key.key, { type: "x-a" })).status).toBe(200);
    await send("POST", "/v1/events", feed.key, "{");
    await firstRefusal(feed, feed);
    expect((await refusalsOf(feed)).map(({ keyId }) => keyId)).toEqual([feed.id]);
  });
});
