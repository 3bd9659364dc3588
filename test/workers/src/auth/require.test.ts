/**
 * A request without a key in force costs nothing but the answer: on every route that the Worker mounts, and with the
 * credential in every place that any of them reads, no room is called, and neither the database nor the cache is asked.
 */
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { app } from "../../../../src/app.ts";
import { signToken, type Claims } from "../../../../src/auth/jwt.ts";
import type { Env } from "../../../../src/env.ts";
import { createFeed, issueKey, nextFeed, send, type CreatedFeed } from "../../edge.ts";

/** Those that anybody may ask; health is bounded in its own way. */
const OPEN = new Set(["/v1/health", "/problems/:slug", "/openapi.json", "/docs", "/docs/publishing"]);
const ROUTES = [
  ...new Map(app.routes.map(({ method, path }) => [`${method} ${path}`, { method, path }])).values(),
].filter(({ method, path }) => method !== "ALL" && !OPEN.has(path));
const PUBLISH = /^\/v1\/(events|webhooks|relay)/;

/** The bindings, and what was called on them. */
function watchEnv(): { readonly env: Env; readonly calls: string[] } {
  const calls: string[] = [];
  const watch = <Binding extends object>(name: string, binding: Binding): Binding =>
    new Proxy(binding, {
      get: (target, property) => {
        const value: unknown = Reflect.get(target, property);
        if (typeof value !== "function") return value;
        return (...given: unknown[]) => {
          calls.push(`${name}.${String(property)}`);
          return (value as (...given: unknown[]) => unknown).apply(target, given);
        };
      },
    });
  return {
    env: { ...env, Feed: watch("Feed", env.Feed), DB: watch("DB", env.DB), CACHE: watch("CACHE", env.CACHE) },
    calls,
  };
}

type Place = (path: string, credential: string) => { readonly path: string; readonly headers: Record<string, string> };
const query =
  (name: string): Place =>
  (path, credential) => ({ path: `${path}?${name}=${encodeURIComponent(credential)}`, headers: {} });
const PLACES: { readonly [name: string]: Place } = {
  bearer: (path, credential) => ({ path, headers: { Authorization: `Bearer ${credential}` } }),
  password: (path, credential) => ({ path, headers: { Authorization: `Basic ${btoa(`bot:${credential}`)}` } }),
  key: query("key"),
  token: query("token"),
  path: (path, credential) => ({ path: path.replace(":key?", encodeURIComponent(credential)), headers: {} }),
};

/** What the request called, and its status. A socket is closed again. */
async function ask(method: string, route: string, feed: string, place: Place, credential: string, body: string) {
  const { path, headers } = place(route, credential);
  const url = `https://edge.test${path
    .replace("/:key?", "")
    .replace(":feed", feed)
    .replace(/:page|:id/, "1")}`;
  const upgrade = route.startsWith("/parties/") ? { Upgrade: "websocket" } : {};
  const init = { method, headers: { "Content-Type": "application/json", ...headers, ...upgrade } };
  const watched = watchEnv();
  const context = createExecutionContext();
  const answer = await app.fetch(new Request(url, method === "POST" ? { ...init, body } : init), watched.env, context);
  answer.webSocket?.accept();
  answer.webSocket?.close();
  await answer.body?.cancel();
  await waitOnExecutionContext(context);
  return { status: answer.status, calls: watched.calls };
}

describe.each(ROUTES)("$method $path", ({ method, path }) => {
  let feed: CreatedFeed;
  let other: CreatedFeed;
  beforeAll(async () => {
    feed = await createFeed();
    other = await createFeed();
  });
  const sign = (claims: Partial<Claims>, secret: string = env.SIGNING_SECRET) =>
    signToken({ sub: feed.feed, scope: "owner", jti: feed.id, iat: 1, ...claims }, { current: secret });
  const altered = (key: string) => key.slice(0, -2) + (key.endsWith("A") ? "Bx" : "Ax");

  const bad: readonly (readonly [string, () => string])[] = [
    ["nothing", () => ""],
    ["any text", () => "letmein"],
    ["a key with another signature", () => altered(feed.key)],
    ["a key that somebody else signed", () => sign({}, "another-secret-0123456789abcdef-0123")],
    ["a key without a signature", () => `${btoa('{"alg":"none"}')}.${feed.key.split(".")[1]}.`],
    ["a key that is over", () => sign({ exp: 2 })],
    ["a key that has not begun", () => sign({ nbf: 4_000_000_000 })],
    ["a ticket that is over", () => sign({ scope: "ticket", exp: 2, kexp: 4_000_000_000 })],
    ["a key that is over, of a feed that is none", () => sign({ sub: nextFeed(), exp: 2 })],
    ["half of the operator's token", () => env.ADMIN_TOKEN.slice(0, -1)],
    ["more than the operator's token", () => `${env.ADMIN_TOKEN}x`],
    ...(path.includes(":feed")
      ? ([
          ["another feed's key", () => other.key],
          ["another feed's ticket", () => sign({ sub: other.feed, scope: "ticket", exp: 4_000_000_000 })],
        ] as const)
      : []),
    ...(PUBLISH.test(path)
      ? []
      : ([["a key that may only publish", () => sign({ scope: "publish", jti: "publisher" })]] as const)),
  ];

  it.each(bad)("with %s calls no binding, wherever it stands", async (_, credential) => {
    for (const [name, place] of Object.entries(PLACES)) {
      for (const body of ["{", '{"type":"signal"}']) {
        const { status, calls } = await ask(method, path, feed.feed, place, credential(), body);
        expect({ place: name, calls, refused: status >= 400 || status === 101 }).toEqual({
          place: name,
          calls: [],
          refused: true,
        });
      }
    }
  });

  it("with a feed's id that is none calls no binding", async () => {
    for (const name of ["..", "%2e%2e", "a%2Fb", "a".repeat(65), "", "é"]) {
      const { calls } = await ask(method, path, name, PLACES.bearer!, "letmein", "{}");
      expect(calls).toEqual([]);
    }
  });
});

describe("a revoked key", () => {
  const reads: readonly (readonly [string, (feed: string) => string])[] = [
    ["publishes", () => "POST /v1/events"],
    ["publishes as a webhook", () => "POST /v1/webhooks/freqtrade"],
    ["reads the log", (feed) => `GET /v1/feeds/${feed}/events`],
    ["reads the state", (feed) => `GET /v1/feeds/${feed}/summary`],
    ["asks for a ticket", (feed) => `POST /v1/feeds/${feed}/tickets`],
    ["opens a stream", (feed) => `GET /v1/feeds/${feed}/sse`],
    ["opens a socket", (feed) => `GET /parties/feed/${feed}`],
    ["looks inside", (feed) => `GET /v1/rooms/${feed}`],
    ["lists keys", (feed) => `GET /v1/feeds/${feed}/keys`],
  ];

  it.each(reads)("that %s wakes the room once, and then no route does for it", async (_, toRoute) => {
    const feed = await createFeed();
    const key = await issueKey(feed, { scope: "owner" });
    expect((await send("DELETE", `/v1/feeds/${feed.feed}/keys/${key.id}`, feed.key)).status).toBe(204);
    const [method, path] = toRoute(feed.feed).split(" ") as [string, string];
    const first = await ask(method, path, feed.feed, PLACES.bearer!, key.key, '{"type":"signal"}');
    expect(first.calls.filter((call) => call !== "Feed.getByName")).toEqual([]);
    expect(first.calls).toHaveLength(1);
    for (const route of ROUTES) {
      const { calls } = await ask(route.method, route.path, feed.feed, PLACES.bearer!, key.key, "{");
      expect([route, calls]).toEqual([route, []]);
    }
    // Others of the same feed are not concerned.
    expect((await send("POST", "/v1/events", feed.key, { type: "signal" })).status).toBe(200);
  });

  it("of another scope wakes the room once with a refusal that it does not keep, and then no more", async () => {
    const feed = await createFeed();
    const key = await issueKey(feed, { scope: "subscribe" });
    await send("DELETE", `/v1/feeds/${feed.feed}/keys/${key.id}`, feed.key);
    const post = () => ask("POST", "/v1/events", feed.feed, PLACES.bearer!, key.key, '{"type":"signal"}');
    expect(await post()).toEqual({ status: 403, calls: ["Feed.getByName"] });
    expect(await post()).toEqual({ status: 403, calls: [] });
    const inspected = await (await send("GET", `/v1/rooms/${feed.feed}`, feed.key)).json<{ refusals: unknown[] }>();
    expect(inspected.refusals).toEqual([]);
  });
});

it("the key of an erased feed asks for its room once", async () => {
  const feed = await createFeed();
  expect((await send("DELETE", `/v1/feeds/${feed.feed}`, env.ADMIN_TOKEN)).status).toBe(204);
  const post = () => ask("POST", "/v1/events", feed.feed, PLACES.bearer!, feed.key, '{"type":"signal"}');
  expect(await post()).toEqual({ status: 404, calls: ["Feed.getByName"] });
  expect(await post()).toEqual({ status: 404, calls: [] });
});
