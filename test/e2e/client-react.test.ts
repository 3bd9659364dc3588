/**
 * The React entry in a browser, under StrictMode, over the feed that apps use in their own tests; and the badge.
 */
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { build } from "vite";
import { startBrowser, type StartedBrowser } from "../support/browser.ts";

const PAGE = fileURLToPath(new URL("../support/react-page", import.meta.url));
const DIST = fileURLToPath(new URL("../../client/dist/browser", import.meta.url));
const TYPES: Readonly<Record<string, string>> = { ".js": "text/javascript", ".html": "text/html" };
let folder: string;
let server: Server;
let origin: string;
let browser: StartedBrowser;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fillcast-react-"));
  await build({ root: PAGE, logLevel: "error", build: { outDir: folder, emptyOutDir: true, target: "es2022" } });
  server = createServer((request, response) => void answer(request.url!, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  browser = await startBrowser();
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await browser.stop();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

async function answer(address: string, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(address, "http://here");
  const browserFile = pathname.startsWith("/browser/") ? join(DIST, pathname.slice("/browser/".length)) : null;
  const path = browserFile ?? join(folder, pathname === "/" ? "index.html" : pathname);
  const file = await readFile(path).catch(() => null);
  response.writeHead(file === null ? 404 : 200, { "content-type": TYPES[extname(path)] ?? "text/plain" });
  response.end(file ?? "");
}

const eventually = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 60_000 });

async function open(path: string): Promise<Page> {
  const page = await browser.browser.newPage({ locale: "en-US" });
  onTestFinished(() => page.close());
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  onTestFinished(() => expect(errors).toEqual([]));
  await page.goto(origin + path);
  return page;
}

test("hooks show what the feed has, and follow it", async () => {
  const page = await open("/");
  await eventually(() => page.textContent("#phase")).toBe("connecting");
  await page.evaluate(() => window.fake.advance(0));
  await eventually(() => page.textContent("#phase")).toBe("live");
  await page.evaluate(() => window.fake.publish([{ type: "x-a" }, { type: "x-b" }, { type: "x-a" }, { type: "x-b" }]));
  await eventually(() => page.textContent("#all")).toBe("4 3 2");
  expect(await page.textContent("#bots")).toBe("a bot-1");
  // A component that is mounted later has what came before, and a handler that changes is the one that is called.
  await page.click("#more");
  await eventually(() => page.textContent("#late")).toBe("4 2");
  await page.evaluate(() => window.fake.publish({ type: "x-b" }));
  await eventually(() => page.textContent("#late")).toBe("5 4 2");
  expect(await page.evaluate(() => window.counts.handled)).toEqual([
    "first 1",
    "first 2",
    "first 3",
    "first 4",
    "second 5",
  ]);
  await eventually(() => page.textContent("#measured")).toBe("5");
});

test("a handler knows what happened before the page was live", async () => {
  const page = await open("/");
  await page.evaluate(async () => {
    await window.fake.publish({ type: "x-a" });
    await window.fake.disconnect();
    await window.fake.publish([{ type: "x-a" }, { type: "x-a" }]);
    await window.fake.advance(1_000);
    await window.fake.publish({ type: "x-a" });
  });
  expect(await page.evaluate(() => window.counts.handled)).toEqual([
    "first 1",
    "first 2 replayed",
    "first 3 replayed",
    "first 4",
  ]);
});

test("a handler that throws still gets the other events, and each failure is reported", async () => {
  const page = await open("/");
  const causes = await page.evaluate(async () => {
    const causes: string[] = [];
    window.fake.feed.on("error", ({ cause }: Error) => {
      causes.push(cause instanceof AggregateError ? cause.errors.join("; ") : String(cause));
    });
    await window.fake.publish([{ type: "x-a" }, { type: "x-fails" }, { type: "x-a" }]);
    await window.fake.publish([{ type: "x-fails" }, { type: "x-fails" }]);
    return causes;
  });
  expect(await page.evaluate(() => window.counts.handled)).toEqual([
    "first 1",
    "first 2",
    "first 3",
    "first 4",
    "first 5",
  ]);
  expect(causes).toEqual(["Error: No handler for 2", "Error: No handler for 4; Error: No handler for 5"]);
});

test("with a tape the list is there after a reload, before the feed is connected", async () => {
  const page = await open("/?tape");
  await page.evaluate(() => window.fake.publish([{ type: "x-a" }, { type: "x-b" }, { type: "x-a" }]));
  await eventually(() => page.textContent("#all")).toBe("3 2 1");
  await page.reload();
  await eventually(() => page.textContent("#all")).toBe("3 2 1");
  expect(await page.textContent("#phase")).toBe("connecting");
  expect(await page.evaluate(() => window.fake.feed.position?.seq)).toBe(3);
});

test("a selector that makes a new array each time renders again when the state changes, and only then", async () => {
  const page = await open("/");
  await page.evaluate(() => window.fake.advance(0));
  await eventually(() => page.textContent("#bots")).toBe("a");
  const before = await page.evaluate(() => window.counts.renders);
  await page.evaluate(() => window.fake.publish({ type: "x-a" }, {}));
  await eventually(() => page.textContent("#all")).toBe("1");
  expect(await page.evaluate(() => window.counts.renders)).toBe(before);
  await page.evaluate(() =>
    window.fake.publish({ type: "x-a" }, { bots: { b: { ...window.fake.feed.state!.bots.a!, openTrades: 1 } } }),
  );
  await eventually(() => page.textContent("#bots")).toBe("a b");
  await page.evaluate(() => window.fake.publish({ type: "entry_fill", bot: "c" }));
  await eventually(() => page.textContent("#bots")).toBe("a b c");
});

test("a new life of the log empties the list", async () => {
  const page = await open("/");
  await page.evaluate(() => window.fake.publish([{ type: "x-a" }, { type: "x-a" }]));
  await eventually(() => page.textContent("#all")).toBe("2 1");
  await page.evaluate(async () => {
    await window.fake.newEpoch();
    await window.fake.advance(1_000);
    await window.fake.publish({ type: "x-a" });
  });
  await eventually(() => page.textContent("#all")).toBe("1");
});

test("a provider that makes its feed closes it when it is unmounted", async () => {
  const page = await open("/?made");
  await eventually(() => page.textContent("#feed")).toBe("feed");
  expect(await page.evaluate(() => window.counts.made)).toBeGreaterThan(0);
  await page.evaluate(() => window.unmount());
  await eventually(() => page.evaluate(() => window.fake.feed.status.phase)).toBe("closed");
});

test("the badge asks for its ticket as the README's backend gives it out: by POST", async () => {
  const page = await open("/");
  const asked: string[] = [];
  await page.route("**/ticket", (route) => {
    asked.push(route.request().method());
    return route.fulfill({ json: { ticket: "t" } });
  });
  await page.routeWebSocket("**/parties/**", (socket) => asked.push(new URL(socket.url()).searchParams.get("token")!));
  await page.addScriptTag({ url: `${origin}/browser/badge.js`, type: "module" });
  await page.evaluate(() => {
    const badge = document.createElement("fillcast-badge");
    for (const [name, value] of Object.entries({ feed: "alice", "token-url": "/ticket" }))
      badge.setAttribute(name, value);
    document.body.appendChild(badge);
  });
  await eventually(async () => asked).toEqual(["POST", "t"]);
});

test("the badge shows the state and the figures of a feed that it is given", async () => {
  const page = await open("/");
  await page.addScriptTag({ url: `${origin}/browser/badge.js`, type: "module" });
  await page.evaluate(async () => {
    const badge = document.createElement("fillcast-badge");
    Object.assign(badge, { source: window.fake.feed });
    document.body.appendChild(badge);
    await window.fake.publish([{ type: "x-a" }, { type: "x-a" }]);
    await window.fake.advance(6_000);
  });
  const badge = page.locator("fillcast-badge");
  await eventually(() => badge.locator("[part~=state]").textContent()).toBe("live");
  expect(await badge.locator("[part~=live]").count()).toBe(1);
  await eventually(() => badge.locator("[part~=edge]").textContent()).toBe("edge → here p50 12 · p95 12 ms (n 2)");
  await eventually(() => badge.locator("[part~=trip]").textContent()).toMatch(
    /^round trip p50 0\.0 · p95 0\.0 ms \(n \d\)$/,
  );
  await page.evaluate(() => window.fake.revoke());
  await eventually(() => badge.locator("[part~=state]").textContent()).toBe("failed");
});
