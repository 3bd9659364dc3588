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

  it("by the scope of its key is shown, at an address that takes none, and by a key that was revoked since", async () => {
    const feed = await createFeed();
    const reader = await issueKey(feed, { scope: "subscribe" });
    await send("POST", "/v1/events", reader.key, { type: "x-a", bot: "b" });
    expect(await firstRefusal(feed, reader)).toMatchObject({ status: 403, problem: "wrong-scope" });
    const astray = await issueKey(feed, { scope: "publish", bot: "b" });
    await call(`/v1/webhook/freqtrade/${astray.key}`, body({ type: "status" }));
    expect(await firstRefusal(feed, astray)).toMatchObject({ status: 404, problem: "not-found" });
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

  it("is told to nobody where no key of ours came with it, nor is one that was taken", async () => {
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
