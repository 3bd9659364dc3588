/**
 * What is described is true: each parameter is read, and each problem can be met.
 */
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FILTER_MAX_NAMES, type ProblemSlug } from "@fillcast/protocol";
import { createDestinationId } from "../../../../src/alerts/id.ts";
import { signToken, type Claims } from "../../../../src/auth/jwt.ts";
import { ROOM_PROBLEMS, type Operation, type Parameter } from "../../../../src/docs/operation.ts";
import { operations } from "../../../../src/docs/operations.ts";
import { call, createFeed, issueKey, openSocket, problemOf, send, type CreatedFeed } from "../../edge.ts";

const BODY = JSON.stringify({ type: "signal" });
const isSocket = ({ success }: Operation): boolean => success.status === 101;

function addressOf({ path }: Operation, own: Readonly<Record<string, string>>): string {
  const parts = { page: "1", bot: "spot-1", slug: "forbidden", id: "none", ...own } as Readonly<Record<string, string>>;
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => parts[name]!);
}

describe("a documented query parameter", () => {
  /** One that is made of others stands in the query as those. */
  const namesOf = ({ name, schema }: Parameter): string[] =>
    schema.type === "object"
      ? (schema.oneOf as { readonly required: readonly string[] }[]).flatMap(({ required }) => required)
      : [name];
  const inQuery = operations.flatMap((operation) =>
    (operation.parameters ?? [])
      .filter((parameter) => parameter.in === "query")
      .flatMap((parameter) => namesOf(parameter).map((name) => [operation.id, name, parameter, operation] as const)),
  );

  test.each(inQuery)("of %s, %s, is read: what it cannot be is refused", async (_, name, { schema }, operation) => {
    const feed = await createFeed();
    // One more than a list or a text may have; else what no form allows.
    const longer = "~".repeat(1 + ((schema.maxLength as number | undefined) ?? 0));
    const wrong = schema.type === "array" ? "a,".repeat(FILTER_MAX_NAMES) + "a" : longer;
    const address = `${addressOf(operation, { feed: feed.feed, key: feed.key })}?${name}=${wrong}`;
    if (isSocket(operation)) {
      const socket = await openSocket(`${address}&token=${feed.key}`);
      await socket.until(() => socket.closed !== null);
      expect(socket.closed!.code).toBeGreaterThanOrEqual(4_000);
      return;
    }
    const body = operation.method === "post" ? BODY : undefined;
    const answer = await send(operation.method.toUpperCase(), address, feed.key, body);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(name);
  });
});

describe("a documented header", () => {
  const feeds = createFeed();
  const seen: { readonly [operationAndName: string]: (feed: CreatedFeed) => Promise<void> } = {
    "publishEvents Idempotency-Key": async ({ key }) => {
      const answer = await send("POST", "/v1/events", key, BODY, { "Idempotency-Key": "one" });
      expect(await answer.json()).toMatchObject({ id: "one" });
    },
    "publishEvents Prefer": async ({ key }) => {
      const answer = await send("POST", "/v1/events", key, `[${BODY},1]`, { Prefer: "handling=lenient" });
      expect(answer.headers.get("Preference-Applied")).toBe("handling=lenient");
      expect(await answer.json()).toMatchObject({ refused: 1 });
    },
    "openEventStream Last-Event-ID": async ({ feed, key }) => {
      const answer = await send("GET", `/v1/feeds/${feed}/sse`, key, undefined, { "Last-Event-ID": "none" });
      expect(answer.status).toBe(400);
    },
    "readPage If-None-Match": async ({ feed, key }) => {
      const answer = await send("GET", `/v1/feeds/${feed}/pages/1`, key, undefined, { "If-None-Match": "*" });
      expect([304, 404]).toContain(answer.status);
    },
    "changeSettings If-Match": async ({ feed, key }) => {
      const path = `/v1/feeds/${feed}/settings`;
      const answer = await send("PUT", path, key, { bots: { a: { name: "b" } } }, { "If-Match": '"9"' });
      expect(answer.status).toBe(412);
    },
  };
  const described = operations.flatMap(({ id, parameters = [] }) =>
    parameters.filter((parameter) => parameter.in === "header").map(({ name }) => `${id} ${name}`),
  );

  test.each(described)("%s has an effect", async (name) => {
    await seen[name]!(await feeds);
  });
});

describe("a documented problem", () => {
  // Nothing that a test asks for is looked for on the network.
  beforeEach(() => vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no network"))));
  afterEach(() => void vi.unstubAllGlobals());
  /** Met only if something breaks, is missing, full or too busy: each has a test of its own where it is made. */
  const UNUSUAL: readonly ProblemSlug[] = [
    ...ROOM_PROBLEMS,
    "rate-limited",
    "archive-unavailable",
    "archive-behind",
    "state-rebuilding",
    "not-set-up",
    "malformed-body",
  ];
  /** Files of the build, what was made or set many times over, and a link that has ended: what has a signed token, which is in no list; push without its keys has a test of its own. */
  const UNUSUAL_OF: { readonly [operation: string]: readonly ProblemSlug[] } = {
    readOpenapi: ["not-found"],
    readDocs: ["not-found"],
    readPublishingGuide: ["not-found"],
    setMode: ["invalid-request"],
    addDestination: ["too-many-destinations"],
    testDestination: ["destination-failed"],
    readPushKey: ["push-not-set-up"],
    makeShare: ["too-many-shares"],
    ...Object.fromEntries(
      ["openShare", "readShare", "readShareBadge", "embedShare", "readSharePreview"].map((id) => [id, ["share-ended"]]),
    ),
    watchShare: ["share-ended", "not-found"],
  };
  type Parts = Readonly<Record<string, string>>;
  type Sent = readonly [body?: string, headers?: Record<string, string>];
  const signed = (claims: Pick<Claims, "sub"> & Partial<Claims>) =>
    signToken({ scope: "owner", jti: "k1", iat: 1, ...claims }, { current: env.SIGNING_SECRET });
  const QUERIES = [
    "?cursor=0mwuacao0_0000000000000001",
    "?after=0mwuacao0_0000000000000001",
    "?epoch=0mwuacao0",
  ].concat(["?epoch=x", "?limit=0", "?page=0", "?map=x", "?by=x"]);
  const BODIES: readonly Sent[] = [
    [""],
    ['{"type":'],
    ['{"type":1}'],
    ['{"type":"entry","trade":{"id":"1"}}'],
    ["[".repeat(200) + "]".repeat(200)],
    [JSON.stringify({ type: "signal", text: "a".repeat(40_000) })],
    [JSON.stringify({ type: "signal", bot: "another" })],
    ['{"id":"taken","type":"signal","data":{"n":2}}'],
    [JSON.stringify(Array.from({ length: 501 }, () => ({ type: "signal" })))],
    ["{}\n".repeat(501)],
    [JSON.stringify({ feed: "existing" })],
    [JSON.stringify({ mode: "dry", from: "2026-03-02", to: "2026-03-01" })],
    [JSON.stringify({ key: "none", dismissed: true })],
    [JSON.stringify({ bots: { "spot-1": { name: "b" } } }), { "If-Match": '"9"' }],
    ["{}", { "If-Match": "none" }],
    [" ".repeat(1_100_000)],
    ["{}", { "Content-Type": "image/png" }],
    [BODY, { "Idempotency-Key": "x".repeat(200) }],
  ];

  /** A body that is as described. */
  const validBody = ({ body }: Operation): Sent => {
    const example = body?.["application/json"]?.example;
    return example === undefined ? [] : [JSON.stringify(example)];
  };

  test.each(operations.map((operation) => [operation.id, operation] as const))(
    "of %s can be met",
    async (_, operation) => {
      const [own, other, erased] = [await createFeed(), await createFeed(), await createFeed()];
      await send("POST", "/v1/events", own.key, { id: "taken", type: "signal" });
      await send("POST", "/v1/feeds", env.ADMIN_TOKEN, { feed: "existing" });
      await send("DELETE", `/v1/feeds/${erased.feed}`, env.ADMIN_TOKEN);
      const bound = await issueKey(own, { scope: "publish", bot: "spot-1" });
      const inspecting = await issueKey(own, { scope: "inspect" });
      const revoked = await issueKey(own, { scope: "owner" });
      await send("DELETE", `/v1/feeds/${own.feed}/keys/${revoked.id}`, own.key);
      // The edge remembers what the room said of a key, also where it asks no room.
      await send("GET", `/v1/feeds/${own.feed}/keys`, revoked.key);
      const [expired, unknown] = [signed({ sub: own.feed, exp: 2 }), signed({ sub: "unknown" })];

      const types = Object.keys(operation.body ?? {});
      const usualType = types.includes("application/json") ? "application/json" : (types[0] ?? "application/json");
      const required = (operation.parameters ?? []).filter(
        (parameter) => parameter.in === "header" && parameter.required,
      );
      const needed = Object.fromEntries(required.map(({ name, example }) => [name, String(example)]));
      const met = new Set<string>();
      const meet = async (key: string, parts: Parts, [body, headers]: Sent, query = ""): Promise<void> => {
        const feed = parts.feed ?? own.feed;
        // An id that was never given out says nothing else.
        const id = createDestinationId(feed, { current: env.SIGNING_SECRET });
        const given = operation.id === "renewDestination" ? { id } : {};
        const answer = await call(addressOf(operation, { feed, key, ...given, ...parts }) + query, {
          method: operation.method.toUpperCase(),
          headers: { Authorization: `Bearer ${key}`, "Content-Type": usualType, ...needed, ...headers },
          ...(body === undefined ? {} : { body }),
        });
        if (answer.status >= 400) met.add((await problemOf(answer))[1]);
        else await answer.body?.cancel();
      };
      const valid = validBody(operation);
      const admin = env.ADMIN_TOKEN;
      for (const key of [own, other, bound, inspecting, revoked].map((issued) => issued.key))
        await meet(key, {}, valid);
      for (const key of [admin, expired, "none"]) await meet(key, {}, valid);
      for (const key of [admin, unknown]) await meet(key, { feed: "unknown" }, valid);
      const caller = operation.scopes.includes("owner") ? own.key : admin;
      const senders = operation.tag === "Publish" ? [own.key, bound.key] : [caller];
      const again: Sent = operation.id === "createFeed" ? [JSON.stringify({ feed: erased.feed })] : valid;
      for (const key of [admin, erased.key]) await meet(key, { feed: erased.feed }, again);
      await meet(own.key, { page: "x", bot: "%20", slug: "none" }, valid);
      for (const query of QUERIES) for (const key of [own.key, admin]) await meet(key, {}, valid, query);
      if (operation.method !== "get") for (const sent of BODIES) for (const key of senders) await meet(key, {}, sent);
      const unusual = [...UNUSUAL, ...(UNUSUAL_OF[operation.id] ?? [])];
      expect(operation.problems.filter((slug) => !unusual.includes(slug) && !met.has(slug))).toEqual([]);
    },
  );
});
