import { env } from "cloudflare:workers";
import { listDurableObjectIds } from "cloudflare:test";
import { describe, expect, test, vi } from "vitest";
import { isEpoch } from "@fillcast/protocol";
import { app } from "../../../../src/app.ts";
import { signToken, verifyToken } from "../../../../src/auth/jwt.ts";
import type { Env } from "../../../../src/env.ts";
import { createFeed, issueKey, nextFeed, openSocket, problemOf, send } from "../../edge.ts";

const admin = env.ADMIN_TOKEN;
const secrets = { current: env.SIGNING_SECRET };
const roomCount = async () => (await listDurableObjectIds(env.Feed)).length;

describe("creating a feed", () => {
  test("answers with its region, its epoch and the first owner key, which works", async () => {
    const feed = nextFeed();
    const answer = await send("POST", "/v1/feeds", admin, { feed, region: "weur" });
    expect(answer.status).toBe(201);
    const created = await answer.json<Record<string, string>>();
    expect(Object.keys(created)).toEqual(["feed", "region", "epoch", "id", "key"]);
    expect(created).toMatchObject({ feed, region: "weur" });
    expect(isEpoch(created.epoch!)).toBe(true);
    expect(verifyToken(created.key!, secrets)).toMatchObject({ sub: feed, scope: "owner", jti: created.id });
    expect((await send("GET", `/v1/feeds/${feed}/keys`, created.key!)).status).toBe(200);
  });

  test("without a region takes the nearest, and none where the continent is unknown", async () => {
    const answer = await send("POST", "/v1/feeds", admin, { feed: nextFeed() });
    expect(await answer.json()).toMatchObject({ region: "auto" });
  });

  test("a second time is refused, and the feed stays as it was", async () => {
    const { feed, key } = await createFeed();
    await send("POST", "/v1/events", key, { type: "signal" });
    expect(await problemOf(await send("POST", "/v1/feeds", admin, { feed }))).toEqual([409, "feed-exists"]);
    expect(await (await send("POST", "/v1/events", key, { type: "signal" })).json()).toMatchObject({ seq: 2 });
  });

  test("twenty times at once creates one", async () => {
    const feed = nextFeed();
    const answers = await Promise.all(Array.from({ length: 20 }, () => send("POST", "/v1/feeds", admin, { feed })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
  });

  test("after its erasure is always refused", async () => {
    const { feed, key } = await createFeed();
    await env.DB.prepare("UPDATE feed SET erased_at = 1 WHERE feed = ?").bind(feed).run();
    expect(await problemOf(await send("POST", "/v1/feeds", admin, { feed }))).toEqual([410, "feed-erased"]);
    expect(await problemOf(await send("GET", `/v1/feeds/${feed}/keys`, admin))).toEqual([410, "feed-erased"]);
    expect(key).not.toBe("");
  });

  test("that broke off before or after the room is finished by asking again", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    for (const breaksAfter of [false, true]) {
      const feed = nextFeed();
      const broken = {
        ...env,
        Feed: {
          getByName: (name: string) => ({
            create: async (request: never) => {
              if (breaksAfter) await env.Feed.getByName(name).create(request);
              throw new Error("connection lost");
            },
          }),
        },
      } as unknown as Env;
      const first = await app.request(
        "/v1/feeds",
        {
          method: "POST",
          headers: { Authorization: `Bearer ${admin}`, "Content-Type": "application/json" },
          body: JSON.stringify({ feed, region: "oc" }),
        },
        broken,
      );
      expect(await problemOf(first)).toEqual([503, "room-unreachable"]);
      expect(await problemOf(await send("GET", `/v1/feeds/${feed}/keys`, admin))).toEqual([404, "feed-not-found"]);
      const second = await send("POST", "/v1/feeds", admin, { feed });
      expect(second.status).toBe(201);
      const { key, region } = await second.json<{ key: string; region: string }>();
      expect(region).toBe("oc");
      expect((await send("POST", "/v1/events", key, { type: "signal" })).status).toBe(200);
      expect(await problemOf(await send("POST", "/v1/feeds", admin, { feed }))).toEqual([409, "feed-exists"]);
    }
  });

  test("is the operator's alone", async () => {
    const { key } = await createFeed();
    const feed = nextFeed();
    const before = await roomCount();
    expect(await problemOf(await send("POST", "/v1/feeds", key, { feed }))).toEqual([403, "forbidden"]);
    expect(await problemOf(await send("POST", "/v1/feeds", `${admin}x`, { feed }))).toEqual([401, "unauthenticated"]);
    expect(await problemOf(await send("POST", "/v1/feeds", "", { feed }))).toEqual([401, "unauthenticated"]);
    expect(await roomCount()).toBe(before);
  });

  test.each([
    [{}, "/feed"],
    [{ feed: "../x" }, "/feed"],
    [{ feed: "%2e%2e" }, "/feed"],
    [{ feed: "a".repeat(65) }, "/feed"],
    [{ feed: "-a" }, "/feed"],
    [{ feed: "a b" }, "/feed"],
    [{ feed: 5 }, "/feed"],
    [{ feed: "a", region: "mars" }, "/region"],
    [{ feed: "a", regoin: "weur" }, "/regoin"],
    [[], ""],
    ["a", ""],
  ])("%j is refused at %j", async (body, pointer) => {
    const answer = await send("POST", "/v1/feeds", admin, JSON.stringify(body));
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ type: "/problems/invalid-body", errors: [{ pointer }] });
  });

  test("bodies that are no JSON are refused by name", async () => {
    const post = async (body: string, contentType: string) =>
      problemOf(await send("POST", "/v1/feeds", admin, body, { "Content-Type": contentType }));
    expect(await post("{", "application/json")).toEqual([400, "malformed-json"]);
    expect(await post("feed=a", "application/x-www-form-urlencoded")).toEqual([415, "unsupported-media-type"]);
    expect(await post("", "application/json")).toEqual([400, "empty-body"]);
  });

  test("with a directory that refuses or does not answer is 503, in time", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const failing = { prepare: () => ({ bind: () => ({ first: () => Promise.reject(new Error("down")) }) }) };
    const hanging = { prepare: () => ({ bind: () => ({ first: () => new Promise(() => {}) }) }) };
    for (const DB of [failing, hanging]) {
      const answer = await app.request(
        "/v1/feeds/some/keys",
        { headers: { Authorization: `Bearer ${admin}` } },
        {
          ...env,
          DB,
        },
      );
      expect(answer.headers.get("Retry-After")).toBe("5");
      expect(await problemOf(answer)).toEqual([503, "archive-unavailable"]);
    }
  });
});

describe("keys", () => {
  test("are issued with what was asked for, listed without being shown, and revoked", async () => {
    const owner = await createFeed();
    const wish = { scope: "publish", bot: "spot-1", dryRun: true, label: "my bot", expiresIn: 3_600 };
    const answer = await send("POST", `/v1/feeds/${owner.feed}/keys`, owner.key, wish);
    expect(answer.status).toBe(201);
    const issued = await answer.json<Record<string, unknown>>();
    expect(issued).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{20}$/),
      key: expect.stringMatching(/^eyJ/),
      scope: "publish",
      bot: "spot-1",
      dryRun: true,
      label: "my bot",
      createdAt: expect.any(Number),
      expiresAt: expect.any(Number),
      issuedBy: owner.id,
    });
    const { key, ...listed } = issued;
    const list = await (await send("GET", `/v1/feeds/${owner.feed}/keys`, owner.key)).json<{ keys: object[] }>();
    expect(list.keys).toHaveLength(2);
    expect(list.keys[1]).toEqual(listed);
    expect(JSON.stringify(list)).not.toContain(String(key));

    const removed = await send("DELETE", `/v1/feeds/${owner.feed}/keys/${String(issued.id)}`, owner.key);
    expect([removed.status, await removed.text()]).toEqual([204, ""]);
    expect(await problemOf(await send("POST", "/v1/events", String(key), { type: "signal" }))).toEqual([
      401,
      "key-revoked",
    ]);
    const again = await send("DELETE", `/v1/feeds/${owner.feed}/keys/${String(issued.id)}`, owner.key);
    expect(await problemOf(again)).toEqual([404, "key-not-found"]);
  });

  test("dryRun is the mode of what they publish: dry, live, or unsaid", async () => {
    const owner = await createFeed();
    for (const [dryRun, mode] of [
      [true, "dry"],
      [false, "live"],
      [undefined, undefined],
    ] as const) {
      const { key } = await issueKey(owner, { scope: "publish", ...(dryRun === undefined ? {} : { dryRun }) });
      expect(verifyToken(key, secrets)?.dry).toBe(dryRun);
      const socket = await openSocket(`/parties/feed/${owner.feed}?token=${owner.key}`);
      await socket.until(() => socket.of("caught_up").length === 1);
      await send("POST", "/v1/events", key, { type: "signal" });
      await socket.until(() => socket.of("events").length > 0);
      expect(socket.of("events").at(-1)!.events[0]!.mode).toBe(mode);
    }
  });

  test("are managed by the operator too, and by nobody else", async () => {
    const owner = await createFeed();
    const other = await createFeed();
    const path = `/v1/feeds/${owner.feed}/keys`;
    expect((await send("POST", path, admin, { scope: "subscribe" })).status).toBe(201);
    expect((await send("GET", path, admin)).status).toBe(200);
    expect(await problemOf(await send("GET", path, other.key))).toEqual([403, "forbidden"]);
    for (const scope of ["publish", "subscribe", "inspect"]) {
      const { key } = await issueKey(owner, { scope });
      for (const method of ["GET", "POST"]) {
        const body = method === "POST" ? { scope: "owner" } : undefined;
        expect(await problemOf(await send(method, path, key, body))).toEqual([403, "wrong-scope"]);
      }
    }
  });

  test("of an owner whose own key was revoked cannot be managed", async () => {
    const owner = await createFeed();
    const second = await issueKey(owner, { scope: "owner" });
    await send("DELETE", `/v1/feeds/${owner.feed}/keys/${second.id}`, owner.key);
    const path = `/v1/feeds/${owner.feed}/keys`;
    expect(await problemOf(await send("GET", path, second.key))).toEqual([401, "key-revoked"]);
    expect(await problemOf(await send("POST", path, second.key, { scope: "owner" }))).toEqual([401, "key-revoked"]);
    expect(await problemOf(await send("DELETE", `${path}/${owner.id}`, second.key))).toEqual([401, "key-revoked"]);
    expect((await send("GET", path, owner.key)).status).toBe(200);
  });

  test("end at their second", async () => {
    const owner = await createFeed();
    const { key } = await issueKey(owner, { scope: "publish", expiresIn: 1 });
    expect((await send("POST", "/v1/events", key, { type: "signal" })).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(await problemOf(await send("POST", "/v1/events", key, { type: "signal" }))).toEqual([
      401,
      "credentials-expired",
    ]);
  });

  test.each([
    [{}, "/scope"],
    [{ scope: "admin" }, "/scope"],
    [{ scope: "publish", bot: "a b" }, "/bot"],
    [{ scope: "publish", dryRun: "true" }, "/dryRun"],
    [{ scope: "publish", dryrun: true }, "/dryrun"],
    [{ scope: "publish", label: "l".repeat(101) }, "/label"],
    [{ scope: "publish", expiresIn: 0 }, "/expiresIn"],
    [{ scope: "publish", expiresIn: 1.5 }, "/expiresIn"],
    [{ scope: "publish", expiresIn: "60" }, "/expiresIn"],
    [{ scope: "publish", expiresIn: 1e15 }, "/expiresIn"],
  ])("%j is refused at %j", async (wish, pointer) => {
    const owner = await createFeed();
    const answer = await send("POST", `/v1/feeds/${owner.feed}/keys`, owner.key, wish);
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ errors: [{ pointer }] });
  });

  test("of a feed that is unknown are not found, and no room is made for asking", async () => {
    const before = await roomCount();
    const names = ["nobody", "..%2fx", "%2e%2e", "a".repeat(65), "a%20b", "%6eobody"];
    for (const name of names) {
      const path = `/v1/feeds/${name}/keys`;
      expect((await send("GET", path, admin)).status).toBe(404);
      expect((await send("POST", path, admin, { scope: "owner" })).status).toBe(404);
      expect((await send("DELETE", `${path}/k`, admin)).status).toBe(404);
    }
    expect(await roomCount()).toBe(before);
  });
});

describe("tickets", () => {
  test("open sockets for a minute, as often as one likes, and nothing else", async () => {
    const owner = await createFeed();
    const reader = await issueKey(owner, { scope: "subscribe" });
    for (const { key } of [owner, reader]) {
      const answer = await send("POST", `/v1/feeds/${owner.feed}/tickets`, key);
      expect(answer.status).toBe(201);
      const { ticket, expiresAt, ...rest } = await answer.json<{ ticket: string; expiresAt: number }>();
      expect(rest).toEqual({});
      expect(expiresAt - Date.now()).toBeGreaterThan(58_000);
      expect(expiresAt - Date.now()).toBeLessThanOrEqual(60_000);
      for (let times = 0; times < 2; times++) {
        const socket = await openSocket(`/parties/feed/${owner.feed}?token=${ticket}`);
        await socket.until(() => socket.of("welcome").length === 1);
      }
      for (const [method, path] of [
        ["POST", "/v1/events"],
        ["POST", "/v1/webhooks/freqtrade"],
        ["GET", `/v1/feeds/${owner.feed}/keys`],
        ["POST", `/v1/feeds/${owner.feed}/tickets`],
      ] as const) {
        const body = method === "POST" ? {} : undefined;
        expect(await problemOf(await send(method, path, ticket, body))).toEqual([403, "wrong-scope"]);
      }
    }
  });

  test("are refused to keys that may not subscribe, to another feed's, to revoked ones and to the operator", async () => {
    const owner = await createFeed();
    const other = await createFeed();
    const path = `/v1/feeds/${owner.feed}/tickets`;
    const publisher = await issueKey(owner, { scope: "publish" });
    const reader = await issueKey(owner, { scope: "subscribe" });
    await send("DELETE", `/v1/feeds/${owner.feed}/keys/${reader.id}`, owner.key);
    expect(await problemOf(await send("POST", path, publisher.key))).toEqual([403, "wrong-scope"]);
    expect(await problemOf(await send("POST", path, other.key))).toEqual([403, "forbidden"]);
    expect(await problemOf(await send("POST", path, reader.key))).toEqual([401, "key-revoked"]);
    expect(await problemOf(await send("POST", path, admin))).toEqual([403, "wrong-scope"]);
  });

  test("of a revoked key open nothing any more, and close what they opened", async () => {
    const owner = await createFeed();
    const reader = await issueKey(owner, { scope: "subscribe" });
    const answer = await send("POST", `/v1/feeds/${owner.feed}/tickets`, reader.key);
    const { ticket } = await answer.json<{ ticket: string }>();
    const socket = await openSocket(`/parties/feed/${owner.feed}?token=${ticket}`);
    await socket.until(() => socket.of("welcome").length === 1);
    await send("DELETE", `/v1/feeds/${owner.feed}/keys/${reader.id}`, owner.key);
    await socket.until(() => socket.closed !== null);
    expect(socket.closed).toEqual({ code: 4501, reason: "unauthenticated" });
    const late = await openSocket(`/parties/feed/${owner.feed}?token=${ticket}`);
    await late.until(() => late.closed !== null);
    expect(late.closed).toMatchObject({ code: 4501 });
  });

  test("that are well signed but late close 4002", async () => {
    const owner = await createFeed();
    const nowS = Math.floor(Date.now() / 1000);
    const late = signToken(
      { sub: owner.feed, scope: "ticket", jti: owner.id, iat: nowS - 70, exp: nowS - 10 },
      secrets,
    );
    const socket = await openSocket(`/parties/feed/${owner.feed}?token=${late}`);
    await socket.until(() => socket.closed !== null);
    expect(socket.closed).toEqual({ code: 4002, reason: "credentials-expired" });
  });
});
