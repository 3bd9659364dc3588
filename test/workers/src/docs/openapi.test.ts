import { describe, expect, test } from "vitest";
import { PROBLEMS } from "@fillcast/protocol";
import { routes } from "../../../../src/app.ts";
import { operations } from "../../../../src/docs/operations.ts";
import { env } from "cloudflare:workers";
import { call, createFeed, send } from "../../edge.ts";

interface Document {
  readonly openapi: string;
  readonly paths: Record<
    string,
    Record<string, { readonly responses: object; readonly parameters?: { name: string; in: string }[] }>
  >;
  readonly components: {
    readonly schemas: Record<string, { readonly properties: Record<string, object>; readonly required: string[] }>;
  };
}
const readDocument = async () => (await call("/openapi.json")).json<Document>();

/** `/v1/a/:b?` as OpenAPI writes it: with the parameter, and without it where it may be left out. */
function toTemplates(path: string): string[] {
  const full = path.replaceAll(/:(\w+)\??/g, "{$1}");
  return path.endsWith("?") ? [full.replace(/\/\{\w+\}$/, ""), full] : [full];
}

test("every route that is mounted is described, but for middleware", () => {
  const mounted = routes.routes
    .filter(({ method }) => method !== "ALL")
    .flatMap(({ method, path }) => toTemplates(path).map((template) => `${method} ${template}`));
  const described = new Set(operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`));
  expect(mounted.filter((route) => !described.has(route))).toEqual([]);
});

describe("the document", () => {
  test("is OpenAPI 3.1 whose references all lead somewhere", async () => {
    const document = await readDocument();
    expect(document.openapi).toBe("3.1.0");
    const references = JSON.stringify(document).match(/#\/[\w/$]+/g) ?? [];
    expect(references.length).toBeGreaterThan(10);
    for (const reference of references) {
      const found = reference
        .slice(2)
        .split("/")
        .reduce<unknown>((at, step) => (at as Record<string, unknown>)?.[step], document);
      expect(found, reference).toBeTypeOf("object");
    }
  });

  test("names each path parameter, and no other", async () => {
    const { paths } = await readDocument();
    for (const [path, methods] of Object.entries(paths)) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      for (const { parameters = [] } of Object.values(methods)) {
        expect(
          parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name),
          path,
        ).toEqual(inPath);
      }
    }
  });

  test("describes bodies by the schemas that validate them", async () => {
    const { schemas } = (await readDocument()).components;
    expect(schemas.PublishedEvent!.required).toEqual(["type"]);
    expect(Object.keys(schemas.PublishedEvent!.properties).sort()).toEqual([
      "bot",
      "botId",
      "data",
      "id",
      "pair",
      "trade",
      "ts",
      "type",
      "userId",
    ]);
    expect(schemas.CreateFeed).toMatchObject({ required: ["feed"], additionalProperties: false });
    expect(schemas.IssueKey).toMatchObject({ required: ["scope"], additionalProperties: false });
    expect(JSON.stringify(schemas.PublishedEvent)).toContain("additionalProperties");
  });

  test("lists every status that a problem of the route has", async () => {
    const { paths } = await readDocument();
    for (const { method, path, problems, success } of operations) {
      const { responses } = paths[path]![success.status === 101 ? "x-websocket" : method]!;
      expect(Object.keys(responses)).toContain(String(success.status));
      for (const slug of problems) expect(Object.keys(responses)).toContain(String(PROBLEMS[slug].status));
    }
  });
});

describe("what is described", () => {
  const owners = operations.filter(({ scopes }) => scopes.includes("owner"));
  const address = (path: string, feed: string) =>
    path.replace("{feed}", feed).replace("{page}", "1").replace("{id}", "none").replace("{slug}", "forbidden");

  test.each(owners.filter(({ path }) => !path.endsWith("{key}")).map(({ id }) => id))(
    "%s answers as it says, with and without a key",
    async (id) => {
      const { method, path, success, also } = operations.find((each) => each.id === id)!;
      const { paths } = await readDocument();
      const described = Object.keys(paths[path]![success.status === 101 ? "x-websocket" : method]!.responses);
      const feed = await createFeed();
      const answers = [
        await send(method.toUpperCase(), address(path, feed.feed), feed.key),
        await send(method.toUpperCase(), `${address(path, feed.feed)}?unknown=1`, feed.key),
        await call(address(path, feed.feed), { method: method.toUpperCase() }),
        await send("LOCK", address(path, feed.feed), feed.key),
      ];
      for (const answer of answers) {
        if (success.status !== 101) expect(described, `${id}: ${answer.status}`).toContain(String(answer.status));
        await answer.body?.cancel();
      }
      expect(also?.status ?? 304).toBe(304);
    },
  );

  const publishing = operations.filter(({ tag, path }) => tag === "Publish" && !path.endsWith("{key}"));
  const broken = () =>
    new ReadableStream({
      start(controller) {
        controller.enqueue(new Uint8Array([0x7b]));
        controller.error(new Error("cut off"));
      },
    });
  test.each<[string, () => BodyInit, Record<string, string>]>([
    ["nothing", () => "", {}],
    ["half an object", () => '{"type":', {}],
    ["no object", () => "[1]", {}],
    ["an unknown type", () => '{"type":"unheard of"}', {}],
    ["a figure that is none", () => '{"type":"entry","trade":1,"price":"4,80"}', {}],
    ["a body that is cut off", broken, {}],
    ["bytes that are no UTF-8", () => new Uint8Array([0x22, 0xff, 0x22]), {}],
    ["deep nesting", () => "[".repeat(200) + "]".repeat(200), {}],
    ["a large body", () => " ".repeat(1_100_000), {}],
    ["many values", () => `[${"1,".repeat(200_000)}1]`, {}],
    ["a picture", () => "{}", { "Content-Type": "image/png" }],
    ["a form of many fields", () => "a=1&".repeat(200_000), { "Content-Type": "application/x-www-form-urlencoded" }],
    ["a compressed body", () => "{}", { "Content-Encoding": "gzip" }],
    ["a header without a key", () => "{}", { Authorization: "" }],
    ["an altered key", () => "{}", { Authorization: "Bearer none" }],
  ])("publishing %s is answered with a problem that is listed, if with one", async (_, body, headers) => {
    const { key } = await createFeed();
    for (const { path, problems } of publishing) {
      const init = { Authorization: `Bearer ${key}`, "Content-Type": "application/json", ...headers };
      const answer = await call(path, { method: "POST", body: body(), headers: init });
      if (answer.ok) continue;
      const { type } = await answer.json<{ type: string }>();
      expect(
        problems.map((slug) => `/problems/${slug}`),
        path,
      ).toContain(type);
    }
  });

  test.each([
    ["GET", "/v1/feeds/FEED/events?limits=5", "limits"],
    ["GET", "/v1/feeds/FEED/trades?type=x", "type"],
    ["GET", "/v1/feeds/FEED/summary?at=1", "at"],
    ["HEAD", "/v1/feeds/FEED/summary?at=1", null],
    ["POST", "/v1/feeds/FEED/tickets?ttl=1", "ttl"],
    ["GET", "/v1/rooms?feed=a", "feed"],
    ["GET", "/v1/rooms/FEED?limit=1", "limit"],
    ["POST", "/v1/events?dry=1", "dry"],
    ["GET", "/v1/health?x", "x"],
  ])("%s %s is refused, and says which parameter", async (method, path, name) => {
    const { feed, key } = await createFeed();
    const answer = await send(method, path.replace("FEED", feed), key);
    expect(answer.status).toBe(422);
    if (name !== null) {
      expect(await answer.json()).toMatchObject({
        type: "/problems/unknown-parameter",
        detail: expect.stringContaining(`"${name}"`),
      });
    }
  });

  test("webhooks and event streams ignore a parameter that they do not know", async () => {
    const { feed, key } = await createFeed();
    const hook = await send("POST", `/v1/webhooks/freqtrade?from=tv`, key, { type: "status", status: "running" });
    expect(hook.status).toBe(200);
    const stream = await send("GET", `/v1/feeds/${feed}/sse?_pk=1`, key);
    expect(stream.status).toBe(200);
    await stream.body?.cancel();
  });

  test("rooms are listed as many at a time as was asked for", async () => {
    await createFeed();
    await createFeed();
    const list = (query: string) => send("GET", `/v1/rooms${query}`, env.ADMIN_TOKEN);
    const { rooms, next } = await (await list("?limit=1")).json<{ rooms: { feed: string }[]; next: string }>();
    expect([rooms.length, next]).toEqual([1, rooms[0]!.feed]);
    expect((await list(`?limit=1&cursor=${next}`)).status).toBe(200);
    for (const query of ["?limit=0", "?limit=x", "?cursor=../x"]) expect((await list(query)).status).toBe(400);
  });
});

test("the page needs nothing from elsewhere and runs no script", async () => {
  const answer = await call("/docs");
  expect(answer.status).toBe(200);
  expect(answer.headers.get("Content-Type")).toContain("text/html");
  expect(answer.headers.get("Content-Security-Policy")).toMatch(/^default-src 'none'; style-src 'sha256-/);
  const page = await answer.text();
  expect(page).not.toMatch(/<script|src=|@import|url\(|javascript:/);
  expect([...page.matchAll(/href="([^"]*)"/g)].every(([, href]) => href!.startsWith("/"))).toBe(true);
  for (const { path } of operations) expect(page).toContain(path);
});

test("the guide to publishing is a page of the same kind", async () => {
  const answer = await call("/docs/publishing");
  expect(answer.status).toBe(200);
  expect(answer.headers.get("Content-Security-Policy")).toMatch(/^default-src 'none'; style-src 'sha256-/);
  const page = await answer.text();
  expect(page).toContain("<h2>What the ledger reads</h2>");
  expect(page).toContain("<td><code>currency</code></td>");
  expect(page).toContain("<pre>import json, os, time");
  expect(page).not.toMatch(/<script|src=|```|^#|\]\(/m);
  expect([...page.matchAll(/href="([^"]*)"/g)].every(([, href]) => href!.startsWith("/"))).toBe(true);
});
