/**
 * The dashboard's files and its page, on both ways to the Worker: `npm start`, where it answers everything, and the
 * platform's, where a router in front of it looks for the file first.
 */
import { type IncomingHttpHeaders, request } from "node:http";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { convertV4MiniflareOptions, Miniflare, type V4WorkerOptionsShape } from "miniflare";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { unstable_getMiniflareWorkerOptions, unstable_readConfig } from "wrangler";

const ROOT = join(import.meta.dirname, "../..");
const SECRETS = { ADMIN_TOKEN: "test-admin-token", SIGNING_SECRET: "test-signing-secret-0123456789abcdef" };

/** The Worker behind the platform's router for assets, as wrangler.jsonc has them. */
async function startPlatform(): Promise<{ readonly origin: string; readonly stop: () => Promise<void> }> {
  const { secrets: _, ...config } = unstable_readConfig({ config: join(ROOT, "wrangler.jsonc") });
  const options: V4WorkerOptionsShape = unstable_getMiniflareWorkerOptions(config).workerOptions;
  const { assets, modulesRules: __, ...worker } = options;
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      workers: [
        {
          ...worker,
          name: "fillcast",
          rootPath: ROOT,
          modules: [{ type: "ESModule", path: "dist/worker/worker.js" }],
          bindings: { ...worker.bindings, ...SECRETS },
          assets: { ...assets!, routerConfig: { ...assets!.routerConfig, has_user_worker: true } },
        },
      ],
    }),
  );
  const { origin } = await miniflare.ready;
  return { origin, stop: () => miniflare.dispose() };
}

const server = inject("sharedServer");
let platform: Awaited<ReturnType<typeof startPlatform>>;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(async () => {
  await platform.stop();
});

describe.each([
  ["npm start", () => server.origin],
  ["the platform", () => platform.origin],
])("on %s", (_, origin) => {
  const get = (path: string, init?: RequestInit) => fetch(`${origin()}${path}`, { redirect: "manual", ...init });
  /** As a browser asks when somebody follows a link. */
  const visit = (path: string) => get(path, { headers: { Accept: "text/html", "Sec-Fetch-Mode": "navigate" } });

  test.each([
    "/assets/x.js",
    "/assets/index-00000000.js",
    "/assets/",
    "/assets/deep/er/x",
    "/missing.css",
    "/favicon.ico",
    "/trades/chunk.js",
    "/nowhere/x.map",
    "/.env",
  ])("%s is not there: 404, and never kept", async (path) => {
    for (const answer of [await get(path), await visit(path)]) {
      expect(answer.status).toBe(404);
      expect(answer.headers.get("Content-Type")).toBe("application/problem+json");
      expect(answer.headers.get("Cache-Control")).toBe("no-store");
      expect(await answer.json()).toMatchObject({ type: "/problems/not-found" });
    }
    expect((await get(path, { method: "HEAD" })).status).toBe(404);
  });

  test.each([
    "/",
    "/trades",
    "/trades?bot=x.y",
    "/trades/spot.1%3A41%3A2026-11-24T06%3A00%3A03.123456Z",
    "/trades/a%2Fb%25.c%3A1%3A2026-11-24T06%3A00%3A03Z",
    "/connect/key.1",
    "/nowhere",
  ])("%s is the page", async (path) => {
    for (const answer of [await get(path), await visit(path)]) {
      expect(answer.status).toBe(200);
      expect(answer.headers.get("Content-Type")).toContain("text/html");
      expect(answer.headers.get("Cache-Control") ?? "").not.toContain("immutable");
      expect(answer.headers.get("Content-Security-Policy")).toContain("default-src 'none'");
      expect(await answer.text()).toContain('<div id="root">');
    }
  });

  test("a file of the build is there, and kept for good", async () => {
    const page = await (await get("/")).text();
    const [script] = /\/assets\/[\w-]+\.js/.exec(page)!;
    const answer = await get(script);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("Content-Type")).toContain("javascript");
    expect(answer.headers.get("Cache-Control")).toContain("immutable");
    await answer.body?.cancel();
    const again = await get(script, { headers: { "If-None-Match": answer.headers.get("ETag")! } });
    expect(again.status).toBe(304);
  });

  test("robots.txt is text, and lets in those who make a preview of a share link", async () => {
    const answer = await get("/robots.txt");
    expect(answer.status).toBe(200);
    expect(answer.headers.get("Content-Type")).toContain("text/plain");
    expect(await answer.text()).toContain("User-agent: *\nAllow: /s/\nDisallow: /\n");
  });

  test("the description is there, for machines and for people", async () => {
    const document = await get("/openapi.json");
    expect(document.headers.get("Content-Type")).toContain("application/json");
    expect(document.headers.get("Cache-Control")).toBe("public, max-age=300");
    expect(await document.json()).toMatchObject({ openapi: "3.1.0" });
    const page = await get("/docs");
    expect(page.status).toBe(200);
    expect(page.headers.get("Content-Security-Policy")).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(await page.text()).toContain("<h1>Fillcast API</h1>");
  });

  test("another method than reading finds no file and no page", async () => {
    for (const path of ["/", "/trades", "/icon.svg"]) {
      const answer = await get(path, { method: "POST", body: "x" });
      expect([404, 405], path).toContain(answer.status);
      await answer.body?.cancel();
    }
  });
});

/** As it comes over the wire: `fetch` would unpack it. */
function getPacked(
  path: string,
  accepted: string,
): Promise<{ readonly headers: IncomingHttpHeaders; readonly body: Buffer }> {
  return new Promise((resolve, reject) => {
    request(`${server.origin}${path}`, { headers: { "Accept-Encoding": accepted } }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("end", () => resolve({ headers: answer.headers, body: Buffer.concat(parts) }));
      answer.on("error", reject);
    })
      .on("error", reject)
      .end();
  });
}

describe("compressed by npm start, as the platform does by itself", () => {
  let script = "";
  let plain = Buffer.alloc(0);
  beforeAll(async () => {
    const page = await (await fetch(server.origin)).text();
    [script] = /\/assets\/[\w-]+\.js/.exec(page)!;
    ({ body: plain } = await getPacked(script, "identity"));
  });

  test.each([
    ["br, gzip", "br", brotliDecompressSync],
    ["gzip, deflate", "gzip", gunzipSync],
    ["br;q=0, gzip;q=0.5", "gzip", gunzipSync],
  ] as const)("a browser that takes %s gets %s", async (accepted, encoding, unpack) => {
    const { headers, body } = await getPacked(script, accepted);
    expect(headers["content-encoding"]).toBe(encoding);
    expect(headers["vary"]).toContain("Accept-Encoding");
    expect(headers["cache-control"]).toContain("immutable");
    expect(headers["etag"]).toMatch(/^W\/"/);
    expect(body.length).toBeLessThan(plain.length / 2);
    expect(unpack(body).equals(plain)).toBe(true);
  });

  test("one that takes neither gets the file, as do all for what is compressed already", async () => {
    const { headers } = await getPacked(script, "deflate, br;q=0");
    expect(headers["content-encoding"]).toBeUndefined();
    expect(Number(headers["content-length"])).toBe(plain.length);
    expect((await getPacked("/icon-512.png", "br, gzip")).headers["content-encoding"]).toBeUndefined();
  });

  test("what a browser has kept compressed is still good", async () => {
    const { headers } = await getPacked(script, "gzip");
    const again = await fetch(`${server.origin}${script}`, { headers: { "If-None-Match": headers["etag"]! } });
    expect(again.status).toBe(304);
  });

  test("the page asks for all scripts of the first view at once", async () => {
    const page = await (await fetch(server.origin)).text();
    const asked = [...page.matchAll(/\/assets\/[\w-]+\.js/g)].map(([path]) => path);
    for (const path of asked) {
      const text = await (await fetch(`${server.origin}${path}`)).text();
      for (const [, name] of text.matchAll(/from"\.\/([\w-]+\.js)"/g)) expect(asked).toContain(`/assets/${name}`);
    }
    expect(asked.length).toBeGreaterThan(0);
  });
});
