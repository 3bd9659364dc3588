/**
 * The examples, run as their README says: pages in Chromium, the mirror as a process that is killed.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, inject, onTestFinished, test } from "vitest";
import { build } from "vite";
import { createFeed, createKey, post } from "../support/api.ts";
import { startBrowser, type StartedBrowser } from "../support/browser.ts";

const EXAMPLES = fileURLToPath(new URL("../../examples", import.meta.url));
const server = inject("sharedServer");
let browser: StartedBrowser;
let folder: string;
let feed: string;
let owner: string;
let publisher: string;
let made = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fillcast-examples-"));
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  feed = `example-${++made}`;
  owner = await createFeed(server.origin, server.adminToken, feed);
  publisher = await createKey(server.origin, owner, feed, { scope: "publish", bot: "spot" });
});

async function publish(events: readonly object[]): Promise<void> {
  const response = await post(`${server.origin}/v1/events`, publisher, events);
  if (!response.ok) throw new Error(await response.text());
}

/** Serves an example's folder as its README says; answers the address. */
async function serve(path: string): Promise<string> {
  const args = [path, "--server", server.origin, "--feed", feed, "--key", owner, "--port", "0"];
  const child = spawn(process.execPath, [join(EXAMPLES, "serve.mjs"), ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => end(child));
  const [line] = (await once(child.stdout.setEncoding("utf8"), "data")) as [string];
  return line.trim();
}

async function end(child: ChildProcess, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  const exited = child.exitCode !== null || child.signalCode !== null ? null : once(child, "exit");
  child.kill(signal);
  await exited;
}

async function openPage(address: string): Promise<Page> {
  const page = await browser.browser.newPage({ locale: "en-US" });
  onTestFinished(() => page.close());
  await page.goto(address);
  return page;
}

/** A look at the page, again and again until it is as expected. */
const eventually = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 60_000 });

test("the plain page shows what happens in the feed, and the state of its connection", async () => {
  await publish([{ type: "entry", pair: "ETH/USDT" }]);
  const page = await openPage(await serve("plain"));
  await eventually(() => page.textContent("#out")).toBe("live");
  await publish([{ type: "exit_fill", pair: "ETH/USDT" }]);
  await eventually(() => page.textContent("#list")).toBe("spot exit_fill ETH/USDT\nspot entry ETH/USDT\n");
});

test("the reloaded page goes on where it was, with its list", async () => {
  await publish(Array.from({ length: 30 }, () => ({ type: "x-a" })));
  const page = await openPage(await serve("reload"));
  await eventually(() => page.textContent("#out")).toBe("live");
  // It begins with the newest 20, and keeps 50.
  for (let round = 0; round < 3; round++) {
    await publish([{ type: "x-a" }, { type: "x-a" }]);
    await page.reload();
    await publish([{ type: "x-a" }]);
  }
  const seqs = async () => (await page.textContent("#list"))!.split("\n").map((line) => Number(line.split(" ")[0]));
  await eventually(seqs).toEqual(Array.from({ length: 29 }, (_, index) => 39 - index));
  await publish(Array.from({ length: 40 }, () => ({ type: "x-a" })));
  await page.reload();
  await eventually(seqs).toEqual(Array.from({ length: 50 }, (_, index) => 79 - index));
});

test("the server gives tickets by POST only, and passes on why there is none", async () => {
  const address = await serve("plain");
  expect((await fetch(`${address}ticket`)).status).toBe(405);
  expect((await fetch(`${address}ticket`, { method: "POST" })).status).toBe(201);
  const none = `${server.origin}/v1/feeds/${feed}`;
  await fetch(none, { method: "DELETE", headers: { authorization: `Bearer ${server.adminToken}` } });
  const refused = await fetch(`${address}ticket`, { method: "POST" });
  expect(refused.status).toBeGreaterThanOrEqual(400);
  expect(refused.headers.get("content-type")).toBe("application/problem+json");
  expect(await refused.json()).toMatchObject({ status: refused.status });
});

test("the badge page shows its connection and what events take", async () => {
  const page = await openPage(await serve("badge"));
  const badge = page.locator("fillcast-badge");
  await eventually(() => badge.locator("[part~=state]").textContent()).toBe("live");
  await publish([{ type: "x-a", ts: Date.now() }]);
  await eventually(() => badge.locator("[part~=edge]").textContent()).toMatch(
    /^edge → here p50 [\d.]+ · p95 [\d.]+ ms \(n 1\)$/,
  );
  await eventually(() => badge.locator("[part~=bot]").textContent()).toMatch(/\(n 1\)$/);
});

test("the React page shows status, open trades, the tape, and a closed trade", async () => {
  const outDir = join(folder, "react");
  await build({
    root: join(EXAMPLES, "react"),
    logLevel: "error",
    build: { outDir, emptyOutDir: true, target: "es2022" },
  });
  const page = await openPage(await serve(outDir));
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  await eventually(() => page.textContent("#phase")).toBe("live");
  const order = {
    exchange: "Binance",
    direction: "Long",
    leverage: "1.0",
    stake_currency: "USDT",
    open_date: "2026-01-02 03:04:05+00:00",
  };
  const bot = (body: object): Promise<Response> =>
    post(`${server.origin}/v1/webhooks/freqtrade`, publisher, { ...order, ...body });
  await bot({
    type: "entry_fill",
    trade_id: "1",
    pair: "ETH/USDT",
    amount: "0.5",
    open_rate: "2000.5",
    stake_amount: "1000.25",
    sub_trade: "False",
  });
  await eventually(() => page.textContent("table")).toBe("spotETH/USDTlong0.52000.5");
  await bot({
    type: "exit_fill",
    trade_id: "1",
    pair: "ETH/USDT",
    amount: "0.5",
    open_rate: "2000.5",
    order_rate: "2100.0",
    close_rate: "2100.0",
    profit_amount: "49.75",
    profit_ratio: "0.0497",
    cumulative_profit: "49.75",
    final_profit_ratio: "0.0497",
    is_final_exit: "True",
    sub_trade: "False",
    exit_reason: "roi",
    close_date: "2026-01-02 04:04:05+00:00",
  });
  await eventually(() => page.textContent("#closed")).toBe("ETH/USDT closed: 49.75 USDT");
  await eventually(() => page.textContent("table")).toBe("");
  // After a reload the closed trade is in the list, and no news.
  await page.reload();
  await eventually(() => page.textContent("#phase")).toBe("live");
  await eventually(() => page.locator("li").count()).toBe(2);
  expect(await page.textContent("#closed")).toBe("");
  expect(await page.locator("li").allTextContents()).toEqual(["spot exit_fill ETH/USDT", "spot entry_fill ETH/USDT"]);
  expect(errors).toEqual([]);
});

test("the mirror has each event once in its file, however often it is killed", async () => {
  const path = join(folder, "mirror.ndjson");
  await publish([{ type: "x-a" }]);
  const mirror = (): ChildProcess =>
    spawn(process.execPath, [join(EXAMPLES, "mirror/mirror.mjs"), server.origin, feed, owner, path], {
      stdio: "ignore",
    });
  let child = mirror();
  onTestFinished(() => end(child, "SIGKILL"));
  const pad = "x".repeat(2_000);
  const total = 1 + 60 * 20;
  for (let round = 0; round < 60; round++) {
    await publish(Array.from({ length: 20 }, () => ({ type: "x-a", data: { pad } })));
    if (round % 6 !== 5) continue;
    await end(child, "SIGKILL");
    child = mirror();
    await delay(150 + Math.random() * 100);
  }
  const lines = async (): Promise<string[]> => (await readFile(path, "utf8")).split("\n").slice(0, -1);
  await eventually(async () => (await lines()).length).toBe(total);
  const seqs = (await lines()).map((line) => (JSON.parse(line) as { seq: number }).seq);
  expect(seqs).toEqual(Array.from({ length: total }, (_, index) => index + 1));
});
