/**
 * The client in Chromium, as `/client.js` of the started server, over a line that breaks: what tabs, networks and laptops do.
 */
import { rm } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createFeed, createKey, post } from "../support/api.ts";
import { startBrowser, type StartedBrowser } from "../support/browser.ts";
import {
  openFeedPage,
  type PageServer,
  type PageWish,
  startPageServer,
  untilPhase,
  untilShown,
} from "../support/client-page.ts";
import { type Line, startLine } from "../support/line.ts";
import { type StartedServer, startServer } from "../support/start-server.ts";
import { newStateFolder } from "../support/state-folder.ts";

let stateDir: string;
let server: StartedServer;
let browser: StartedBrowser;
let pages: PageServer;
let line: Line;
let context: BrowserContext;
let page: Page;
let feed: string;
let token: string;
let publisher: string;

beforeAll(async () => {
  stateDir = await newStateFolder();
  [server, browser, pages] = await Promise.all([startServer({ stateDir }), startBrowser(), startPageServer()]);
});
afterAll(async () => {
  await browser.stop();
  await Promise.all([pages.close(), server.stop()]);
  await rm(stateDir, { recursive: true, force: true });
});

let made = 0;
beforeEach(async () => {
  line = await startLine(() => server.origin);
  feed = `browser-${++made}`;
  const owner = await createFeed(server.origin, server.adminToken, feed);
  token = await createKey(server.origin, owner, feed, { scope: "subscribe" });
  publisher = await createKey(server.origin, owner, feed, { scope: "publish", bot: "spot" });
  context = await browser.browser.newContext({ locale: "en-US" });
  page = await context.newPage();
});
afterEach(async () => {
  await context.close();
  await line.close();
});

async function publish(count = 1): Promise<void> {
  const events = Array.from({ length: count }, () => ({ type: "x-test" }));
  const response = await post(`${server.origin}/v1/events`, publisher, events);
  if (!response.ok) throw new Error(await response.text());
}

const open = (where: Page = page, store?: "session" | "local"): Promise<void> =>
  openFeedPage(where, pages.origin, wish(store));
const wish = (store?: "session" | "local"): PageWish => ({
  script: server.origin,
  server: line.origin,
  feed,
  token,
  ...(store && { store }),
});
const through = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

/** Time goes on by itself, and jumps by what is added to `window.skippedMs`: all clocks, or the wall clock alone. */
async function letTimeSkip(clocks: "all" | "wall"): Promise<void> {
  await page.addInitScript((which) => {
    Object.assign(window, { skippedMs: 0 });
    const skipped = (): number => (window as unknown as { skippedMs: number }).skippedMs;
    const dateNow = Date.now.bind(Date);
    Date.now = () => dateNow() + skipped();
    if (which === "all") {
      const now = performance.now.bind(performance);
      performance.now = () => now() + skipped();
    }
  }, clocks);
}

describe("a network", () => {
  test("that goes and comes back leaves no gap, and the page knows that it is offline", async () => {
    await open();
    await publish(2);
    await untilShown(page, 2);
    await context.setOffline(true);
    line.cut();
    await untilPhase(page, "offline");
    await publish(3);
    await context.setOffline(false);
    expect(await untilShown(page, 5)).toEqual(through(5));
    await untilPhase(page, "live");
  });

  test("that changes under an open connection is found out by asking", async () => {
    await open();
    line.silence(true);
    await publish();
    await page.evaluate(() => dispatchEvent(new Event("online")));
    await page.waitForFunction(() => window.seen!.reasons.includes("heartbeat-missed"), undefined, { timeout: 12_000 });
    line.silence(false);
    expect(await untilShown(page, 1)).toEqual([1]);
  });
});

describe("a page", () => {
  test("that is frozen gives up its connection, and goes on where it was when it thaws", async () => {
    await open();
    await page.evaluate(() => document.dispatchEvent(new Event("freeze")));
    await expect.poll(() => line.open).toBe(0);
    await publish(3);
    await delay(200);
    await page.evaluate(() => document.dispatchEvent(new Event("resume")));
    expect(await untilShown(page, 3)).toEqual(through(3));
  });

  test("that goes into the back/forward cache gives up its connection, and goes on where it was when it returns", async () => {
    await open();
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true })));
    await expect.poll(() => line.open).toBe(0);
    await publish(3);
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
    expect(await untilShown(page, 3)).toEqual(through(3));
  });

  test("that is left closes its connection, and loads once with one token", async () => {
    await open();
    expect(await page.evaluate(() => window.seen!.tokens)).toBe(1);
    await page.goto(`${pages.origin}/elsewhere`);
    await expect.poll(() => line.open).toBe(0);
  });

  test("in the background, whose timers come late, stays connected and misses nothing", async () => {
    await page.addInitScript(() => {
      const set = window.setTimeout.bind(window);
      window.setTimeout = ((callback: () => void, ms = 0) =>
        set(callback, ms < 50 ? ms : ms + 4_000)) as typeof setTimeout;
    });
    await open();
    for (let beat = 0; beat < 15; beat++) {
      await publish();
      await delay(1_000);
    }
    expect(await untilShown(page, 15)).toEqual(through(15));
    expect(await page.evaluate(() => window.seen!.phases)).toEqual(["connecting", "replaying", "live"]);
  });

  test("that is reloaded in the middle of a burst shows each event once over all its lives", async () => {
    await open(page, "session");
    const burst = (async () => {
      for (let round = 0; round < 40; round++) {
        await publish(3);
        await delay(20);
      }
    })();
    for (let reload = 0; reload < 3; reload++) {
      await delay(250);
      await page.reload();
      await untilPhase(page, "live");
    }
    await burst;
    expect(await untilShown(page, 120)).toEqual(through(120));
  });

  test("whose server is replaced by a new one goes on without a gap", async () => {
    await open();
    await publish(2);
    await untilShown(page, 2);
    await server.stop();
    server = await startServer({ stateDir });
    await publish(2);
    expect(await untilShown(page, 4, 40_000)).toEqual(through(4));
    expect(await page.evaluate(() => window.seen!.resets)).toEqual([]);
  });
});

test("two tabs each see everything once, and the position that they share only moves forward", async () => {
  const other = await context.newPage();
  await open(page, "local");
  await open(other, "local");
  const positions: string[] = [];
  for (let round = 0; round < 10; round++) {
    await publish(2);
    if (round === 5) line.cut();
    positions.push(await page.evaluate(() => localStorage.getItem("position") ?? ""));
  }
  expect(await untilShown(page, 20)).toEqual(through(20));
  expect(await untilShown(other, 20)).toEqual(through(20));
  expect(positions).toEqual(positions.toSorted());
  await expect.poll(() => page.evaluate(() => localStorage.getItem("position"))).toMatch(/_0000000000000020$/);
  // A tab that is opened later goes on from there.
  const later = await context.newPage();
  await publish(1);
  await openFeedPage(later, pages.origin, wish("local"));
  await publish(1);
  expect((await untilShown(later, 1)).at(-1)).toBe(22);
});

describe("a laptop", () => {
  test("whose lid was closed for an hour is live again within seconds, and has missed nothing", async () => {
    await letTimeSkip("all");
    await open();
    await publish(1);
    await untilShown(page, 1);
    line.silence(true);
    await publish(50);
    await page.evaluate(() => Object.assign(window, { skippedMs: 3_600_000 }));
    line.silence(false);
    expect(await untilShown(page, 51, 12_000)).toEqual(through(51));
  });

  test("whose connection has survived the hour keeps it", async () => {
    await letTimeSkip("all");
    await open();
    await page.evaluate(() => Object.assign(window, { skippedMs: 3_600_000 }));
    await delay(6_000);
    await publish(1);
    expect(await untilShown(page, 1)).toEqual([1]);
    expect(await page.evaluate(() => window.seen!.phases)).toEqual(["connecting", "replaying", "live"]);
  });

  test("whose wall clock is set back by an hour goes on, and its latencies stay true", async () => {
    await letTimeSkip("wall");
    await open();
    await publish(1);
    await untilShown(page, 1);
    await page.evaluate(() => Object.assign(window, { skippedMs: -3_600_000 }));
    await publish(1);
    await untilShown(page, 2);
    const { last, count } = await page.evaluate(() => window.feed!.latency().edgeToHere);
    expect(count).toBeGreaterThan(0);
    expect(last).toBeLessThan(1_000);
    line.silence(true);
    await publish(1);
    await page.waitForFunction(() => window.seen!.reasons.includes("heartbeat-missed"), undefined, { timeout: 12_000 });
    line.silence(false);
    expect(await untilShown(page, 3)).toEqual(through(3));
  });
});
