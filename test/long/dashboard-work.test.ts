/**
 * What an event costs the page, counted and not timed: how often its functions are called, as the browser itself counts them in the
 * page as it is built. The same with 100 and with 6,000 closed trades.
 */
import type { CDPSession, Page } from "playwright-core";
import { expect, test } from "vitest";
import { isLive, openDashboard, startForFile } from "../support/dashboard.ts";
import { createTradedFeed, type TradedFeed } from "../support/traded-feed.ts";

const { server, chromium } = await startForFile();

const SIZES = [100, 6_000] as const;
/** Events of a kind, one after the other: each is drawn before the next is posted. */
const EVENTS = 3;
/** Searches in sorted lists take a few steps more: a look at each trade would be a multiple. */
const TIMES_MAX = 1.5;
/** Fewer than the list draws at first, so that all of them are drawn. */
const OPEN_TRADES = 30;
/** For one that was opened: its own, and those that its place moves. A fifth of all are of its pair. */
const ROWS_DRAWN_MAX = 3;
/** Of a page at rest. */
const QUIET_CALLS = 5_000;
const LONGER_THAN_FIGURES_REST_MS = 700;
const VIEWS = ["/", "/trades?status=closed", "/bots", "/profit"] as const;

/** Calls of the page's functions since the last look. */
async function takeCalls(devtools: CDPSession): Promise<number> {
  const { result } = await devtools.send("Profiler.takePreciseCoverage");
  const own = result.filter(({ url }) => url.includes("/assets/"));
  return own.reduce(
    (sum, { functions }) => sum + functions.reduce((calls, { ranges }) => calls + ranges[0]!.count, 0),
    0,
  );
}

/** What each of some events costs in calls, drawn one by one, figures included: they follow within half a second. */
async function costOf(page: Page, devtools: CDPSession, post: () => Promise<void>): Promise<number> {
  await takeCalls(devtools);
  let calls = 0;
  const take = async (): Promise<number> => {
    const taken = await takeCalls(devtools);
    calls += taken;
    return taken;
  };
  for (let n = 0; n < EVENTS; n++) {
    const before = await newestSeq(page);
    await post();
    await expect.poll(() => newestSeq(page), { interval: 20 }).toBeGreaterThan(before);
    await take();
    await expect.poll(take, { interval: LONGER_THAN_FIGURES_REST_MS }).toBeLessThan(QUIET_CALLS);
  }
  return calls / EVENTS;
}

/** Of the events that were painted, as the page remembers it. */
function newestSeq(page: Page): Promise<number> {
  return page.evaluate(() => {
    const [name] = Object.keys(localStorage).filter((key) => key.startsWith("fillcast.seen."));
    return (JSON.parse(localStorage.getItem(name ?? "") ?? '{"seq":0}') as { readonly seq: number }).seq;
  });
}

async function measure(
  traded: TradedFeed,
  views: readonly string[],
): Promise<ReadonlyMap<string, readonly [said: number, closed: number]>> {
  const { page, context } = await openDashboard(chromium.browser, server, traded);
  // The page's clock stands still: how often it ticks meanwhile depends on the machine.
  await page.addInitScript(() => Object.assign(window, { setInterval: () => 0 }));
  const devtools = await context.newCDPSession(page);
  await devtools.send("Profiler.enable");
  await devtools.send("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
  const costs = new Map<string, readonly [number, number]>();
  for (const view of views) {
    await page.goto(server.origin + view);
    await isLive(page);
    await page.waitForLoadState("networkidle");
    // The ledger is read and drawn.
    await expect.poll(() => takeCalls(devtools), { interval: 400 }).toBeLessThan(QUIET_CALLS);
    const said = await costOf(page, devtools, () => traded.say());
    const closed = await costOf(page, devtools, async () => {
      await traded.close();
      await traded.open();
    });
    costs.set(view, [said, closed]);
  }
  await context.close();
  return costs;
}

test("an event costs as many calls with 6,000 trades as with 100, a text message and a close alike", async () => {
  const [few, many] = await Promise.all(
    SIZES.map((closed) => createTradedFeed(server, `work-${closed}`, { closed, open: 20 })),
  );
  const costs = [await measure(few!, VIEWS), await measure(many!, VIEWS)] as const;
  for (const view of VIEWS) {
    const [[said, closed], [saidOfMany, closedOfMany]] = [costs[0].get(view)!, costs[1].get(view)!];
    const what = `${view}: ${JSON.stringify({ said, closed, saidOfMany, closedOfMany })}`;
    expect.soft(saidOfMany, what).toBeLessThan(said * TIMES_MAX);
    expect.soft(closedOfMany, what).toBeLessThan(closed * TIMES_MAX);
  }
});

/** Calls, since the last look, of the function in whose text this stands. */
async function takeCallsOf(page: Page, devtools: CDPSession, text: string): Promise<number> {
  const { result } = await devtools.send("Profiler.takePreciseCoverage");
  let calls: number | null = null;
  for (const { url, functions } of result.filter((script) => script.url.includes("/assets/"))) {
    const source = await page.evaluate((address) => fetch(address).then((answer) => answer.text()), url);
    const at = source.indexOf(text);
    if (at < 0) continue;
    const around = functions.flatMap(({ ranges: [range] }) =>
      range!.startOffset <= at && at < range!.endOffset ? [range!] : [],
    );
    const innermost = around.sort((a, b) => a.endOffset - a.startOffset - (b.endOffset - b.startOffset))[0];
    // A script in which nothing was called since is not in the answer, nor is such a function.
    calls = (calls ?? 0) + (innermost?.count ?? 0);
  }
  return calls ?? 0;
}

test("what a fill says of a pair's price draws none of the rows of its other open trades", async () => {
  const traded = await createTradedFeed(server, "work-prices", { closed: 5, open: OPEN_TRADES });
  const { page, context } = await openDashboard(chromium.browser, server, traded, { path: "/trades" });
  const devtools = await context.newCDPSession(page);
  await devtools.send("Profiler.enable");
  await devtools.send("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
  await page.reload();
  await isLive(page);
  await page.waitForLoadState("networkidle");
  await expect.poll(() => page.locator("tbody tr").count()).toBe(OPEN_TRADES);
  await expect.poll(() => takeCalls(devtools), { interval: 400 }).toBeLessThan(QUIET_CALLS);
  await traded.open();
  await expect.poll(() => page.locator("tbody tr").count()).toBe(OPEN_TRADES + 1);
  // The marks beside a pair are drawn once for each drawing of its row.
  const drawn = await takeCallsOf(page, devtools, "joined late");
  expect(drawn).toBeGreaterThan(0);
  expect(drawn).toBeLessThanOrEqual(ROWS_DRAWN_MAX);
  await context.close();
});
