import { listDurableObjectIds } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { signToken } from "../../../../src/auth/jwt.ts";
import { call, createFeed, issueKey, problemOf, readFeed, send, type CreatedFeed } from "../../edge.ts";

let owner: CreatedFeed;
let bot: string;
beforeAll(async () => {
  owner = await createFeed();
  bot = (await issueKey(owner, { scope: "publish", bot: "spot-1", dryRun: true })).key;
});

const headOf = async (of: CreatedFeed) => (await readFeed(of)).at(-1)?.seq ?? 0;
const post = (body: unknown, key = owner.key, headers: Record<string, string> = {}) =>
  send("POST", "/v1/events", key, body, headers);
const ndjson = { "Content-Type": "application/x-ndjson" };

describe("publishing", () => {
  test("one event is answered with its id and seq, and is what readers get", async () => {
    const feed = await createFeed();
    const { key } = await issueKey(feed, { scope: "publish", bot: "spot-1", dryRun: false });
    const answer = await post(
      '{"id":"e1","type":"entry_fill","ts":1729761303123,"pair":"ETH/USDT","trade":{"id":41},"data":{"price":2531.10}}',
      key,
    );
    expect(answer.status).toBe(200);
    expect(answer.headers.get("Content-Type")).toContain("application/json");
    expect(await answer.text()).toBe('{"status":"ok","id":"e1","seq":1,"duplicate":false}');
    const [event] = await readFeed(feed);
    expect(event).toEqual({
      id: "e1",
      seq: 1,
      type: "entry_fill",
      bot: "spot-1",
      source: "api",
      mode: "live",
      ts: 1_729_761_303_123,
      at: expect.any(Number),
      pair: "ETH/USDT",
      trade: { id: "41" },
      edge: expect.objectContaining({ at: expect.any(Number) }),
      data: { price: "2531.10" },
    });
  });

  test("a batch and lines are answered alike, even of one", async () => {
    const feed = await createFeed();
    const batch = await post(
      [
        { id: "a", type: "signal" },
        { id: "b", type: "signal" },
        { id: "a", type: "signal" },
      ],
      feed.key,
    );
    expect(await batch.text()).toBe(
      `{"status":"ok","epoch":"${feed.epoch}","accepted":2,"duplicates":1,"events":[{"id":"a","seq":1,"duplicate":false},{"id":"b","seq":2,"duplicate":false},{"id":"a","seq":1,"duplicate":true}]}`,
    );
    const lines = await post('{"id":"c","type":"signal"}\n', feed.key, ndjson);
    expect(await lines.text()).toBe(
      `{"status":"ok","epoch":"${feed.epoch}","accepted":1,"duplicates":0,"events":[{"id":"c","seq":3,"duplicate":false}]}`,
    );
  });

  test("the same id and body are a duplicate, another body a conflict that names the first seq", async () => {
    const feed = await createFeed();
    const event = { id: "a", type: "signal", data: { x: 1 } };
    await post(event, feed.key);
    expect(await (await post('{"type":"signal","data":{"x":1},"id":"a"}', feed.key)).json()).toEqual({
      status: "ok",
      id: "a",
      seq: 1,
      duplicate: true,
    });
    const conflict = await post(
      [
        { id: "new", type: "signal" },
        { ...event, data: { x: 2 } },
      ],
      feed.key,
    );
    expect(conflict.status).toBe(409);
    expect(await conflict.json()).toMatchObject({
      type: "/problems/id-conflict",
      seq: 1,
      errors: [{ pointer: "/1/id" }],
    });
    expect(await headOf(feed)).toBe(1);
  });

  test("an Idempotency-Key makes a retry append once", async () => {
    const feed = await createFeed();
    const headers = { "Idempotency-Key": "op-1" };
    const first = await (await post({ type: "signal" }, feed.key, headers)).json();
    const second = await (await post({ type: "signal" }, feed.key, headers)).json();
    expect(first).toEqual({ status: "ok", id: "op-1", seq: 1, duplicate: false });
    expect(second).toEqual({ status: "ok", id: "op-1", seq: 1, duplicate: true });
    const batch = [{ type: "signal" }, { type: "signal" }];
    await post(batch, feed.key, headers);
    expect(await (await post(batch, feed.key, headers)).json()).toMatchObject({ accepted: 0, duplicates: 2 });
    expect(await headOf(feed)).toBe(3);
  });

  test("the seed form is taken from its own user and bot, and no other", async () => {
    const seed = {
      userId: owner.feed,
      botId: "spot-1",
      type: "signal",
      pair: "BTC/USDT",
      side: "buy",
      amount: 0.5,
      price: 67_000,
    };
    expect((await post(seed, bot)).status).toBe(200);
    expect(await problemOf(await post({ ...seed, userId: "somebody" }, bot))).toEqual([403, "identity-mismatch"]);
    expect(await problemOf(await post({ ...seed, botId: "spot-2" }, bot))).toEqual([403, "identity-mismatch"]);
    expect(await problemOf(await post([{ type: "signal" }, { type: "signal", bot: "spot-2" }], bot))).toEqual([
      403,
      "identity-mismatch",
    ]);
  });

  test("a key without a bot takes the event's, or default", async () => {
    const feed = await createFeed();
    await post([{ type: "signal", bot: "mine" }, { type: "signal" }], feed.key);
    expect((await readFeed(feed)).map((event) => event.bot)).toEqual(["mine", "default"]);
  });

  test("a heartbeat has no seq", async () => {
    expect(await (await post({ type: "heartbeat" }, bot)).json()).toMatchObject({ status: "ok", seq: null });
  });

  test("500 events at once come through in order", async () => {
    const feed = await createFeed();
    const batch = Array.from({ length: 500 }, (_, n) => ({ id: `e${n}`, type: "x-n", data: { n } }));
    expect(await (await post(batch, feed.key)).json()).toMatchObject({ accepted: 500 });
    expect((await readFeed(feed)).map(({ data }) => data.n)).toEqual(batch.map(({ data }) => data.n));
  });

  test("strange content comes through as it was sent", async () => {
    const feed = await createFeed();
    const data =
      '{"nul":"a\\u0000b","lone":"\\ud800","emoji":"🚀","__proto__":{"x":1},"constructor":{"prototype":2},"big":12345678901234567890,"price":0.10}';
    expect((await post(`{"type":"signal","data":${data}}`, feed.key)).status).toBe(200);
    const [event] = await readFeed(feed);
    expect(JSON.stringify(event!.data)).toBe(
      '{"nul":"a\\u0000b","lone":"\\ud800","emoji":"🚀","__proto__":{"x":1},"constructor":{"prototype":2},"big":"12345678901234567890","price":"0.10"}',
    );
    expect(({} as { x?: number }).x).toBeUndefined();
  });
});

describe("what is refused stores nothing", () => {
  const event = '{"type":"signal"}';
  const invalid = new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]);

  test.each<[string, BodyInit, Record<string, string>, number, string]>([
    ["broken JSON", '{"type":', {}, 400, "malformed-json"],
    ["bytes that are no UTF-8", invalid, {}, 400, "malformed-body"],
    ["an empty body", "", {}, 400, "empty-body"],
    ["blank lines only", "\n\n", ndjson, 400, "empty-body"],
    ["another content type", event, { "Content-Type": "text/plain" }, 415, "unsupported-media-type"],
    ["a form", "type=signal", { "Content-Type": "application/x-www-form-urlencoded" }, 415, "unsupported-media-type"],
    ["a compressed body", event, { "Content-Encoding": "gzip" }, 415, "unsupported-media-type"],
    ["an empty batch", "[]", {}, 422, "invalid-event"],
    ["a batch with one wrong event", `[${event},{"type":"buy"}]`, {}, 422, "invalid-event"],
    ["lines with one wrong event", `${event}\n{"type":"buy"}`, ndjson, 422, "invalid-event"],
    ["a number", "5", {}, 422, "invalid-event"],
    ["a ts that is a string", '{"type":"signal","ts":"1729761303123"}', {}, 422, "invalid-event"],
    ["a ts after the year 9999", '{"type":"signal","ts":1e300}', {}, 422, "invalid-event"],
    [
      "10,000 levels",
      `{"type":"signal","data":${'{"a":'.repeat(10_000)}1${"}".repeat(10_001)}`,
      {},
      422,
      "invalid-event",
    ],
    ["501 events", `[${Array.from({ length: 501 }, () => event).join(",")}]`, {}, 413, "batch-too-large"],
    ["501 lines", Array.from({ length: 501 }, () => event).join("\n"), ndjson, 413, "batch-too-large"],
    ["an event over 32 KiB", `{"type":"signal","text":"${"a".repeat(33_000)}"}`, {}, 413, "event-too-large"],
    [
      "one of them in a batch",
      `[${event},{"type":"signal","text":"${"a".repeat(33_000)}"}]`,
      {},
      413,
      "event-too-large",
    ],
    ["2 MB", `{"type":"signal","text":"${"a".repeat(2_000_000)}"}`, {}, 413, "body-too-large"],
    ["an Idempotency-Key that is too long", event, { "Idempotency-Key": "k".repeat(200) }, 400, "invalid-request"],
  ])("%s", async (_, body, headers, status, slug) => {
    const before = await headOf(owner);
    const answer = await call("/v1/events", {
      method: "POST",
      body,
      headers: { Authorization: `Bearer ${owner.key}`, "Content-Type": "application/json", ...headers },
    });
    expect(answer.headers.get("Content-Type")).toBe("application/problem+json");
    const problem = await answer.json<{ type: string; detail: string; instance: string }>();
    expect([answer.status, problem.type]).toEqual([status, `/problems/${slug}`]);
    expect(problem.instance).toBe(answer.headers.get("X-Request-Id"));
    expect(problem.detail.length).toBeGreaterThan(20);
    expect(await headOf(owner)).toBe(before);
  });

  test("a missing content type", async () => {
    const answer = await call("/v1/events", {
      method: "POST",
      body: new TextEncoder().encode(event),
      headers: { Authorization: `Bearer ${owner.key}` },
    });
    expect(await problemOf(answer)).toEqual([415, "unsupported-media-type"]);
  });
});

describe("who may not publish", () => {
  test("gets the reason, and no room is created for asking", async () => {
    const reader = await issueKey(owner, { scope: "subscribe" });
    const secrets = { current: env.SIGNING_SECRET };
    const nowS = Math.floor(Date.now() / 1000);
    const claims = { sub: owner.feed, scope: "owner", jti: "k", iat: nowS } as const;
    const [header, payload] = owner.key.split(".");
    const none = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${payload}.`;
    const before = (await listDurableObjectIds(env.Feed)).length;
    const cases: [string, number, string][] = [
      ["", 401, "unauthenticated"],
      ["nonsense", 401, "unauthenticated"],
      [`${header}.${payload}.AAAA`, 401, "unauthenticated"],
      [none, 401, "unauthenticated"],
      [signToken({ ...claims, sub: "no-such-feed" }, { current: "another secret" }), 401, "unauthenticated"],
      [signToken({ ...claims, exp: nowS - 1 }, secrets), 401, "credentials-expired"],
      [signToken({ ...claims, nbf: nowS + 60 }, secrets), 401, "unauthenticated"],
      [reader.key, 403, "wrong-scope"],
      [env.ADMIN_TOKEN, 403, "wrong-scope"],
    ];
    for (const [key, status, slug] of cases) {
      expect(await problemOf(await post({ type: "signal" }, key)), slug).toEqual([status, slug]);
    }
    expect((await listDurableObjectIds(env.Feed)).length).toBe(before);
  });

  test("a key that was never issued here is refused by the room, though well signed", async () => {
    const nowS = Math.floor(Date.now() / 1000);
    const forged = signToken(
      { sub: owner.feed, scope: "owner", jti: "never", iat: nowS },
      { current: env.SIGNING_SECRET },
    );
    expect(await problemOf(await post({ type: "signal" }, forged))).toEqual([401, "key-revoked"]);
  });
});
