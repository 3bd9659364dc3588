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
/** Clocks tick meanwhile, and searches in sorted lists take a few steps more: a look at each trade would be a multiple. */
const TIMES_MAX = 1.5;
/** Of a page at rest. */
const QUIET_CALLS = 5_000;
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

/** What each of some events costs in calls, drawn one by one. */
async function costOf(page: Page, devtools: CDPSession, post: () => Promise<void>): Promise<number> {
  await takeCalls(devtools);
  for (let n = 0; n < EVENTS; n++) {
    const before = await newestSeq(page);
    await post();
    await expect.poll(() => newestSeq(page), { interval: 20 }).toBeGreaterThan(before);
  }
  return (await takeCalls(devtools)) / EVENTS;
}

/** Of the events that were painted, as the page remembers it. */
function newestSeq(page: Page): Promise<number> {
  return page.evaluate(() => {
    const [name] = Object.keys(localStorage).filter((key) => key.startsWith("fillcast.seen."));
    return (JSON.parse(localStorage.getItem(name ?? "") ?? '{"seq":0}') as { readonly seq: number }).seq;
  });
}

async function measure(traded: TradedFeed): Promise<ReadonlyMap<string, readonly [said: number, closed: number]>> {
  const { page, context } = await openDashboard(chromium.browser, server, traded);
  const devtools = await context.newCDPSession(page);
  await devtools.send("Profiler.enable");
  await devtools.send("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
  const costs = new Map<string, readonly [number, number]>();
  for (const view of VIEWS) {
    await page.goto(server.origin + view);
    await isLive(page);
    await page.waitForLoadState("networkidle");
    // The ledger is read and drawn: only the clock ticks.
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
  const costs = [await measure(few!), await measure(many!)] as const;
  for (const view of VIEWS) {
    const [[said, closed], [saidOfMany, closedOfMany]] = [costs[0].get(view)!, costs[1].get(view)!];
    const what = `${view}: ${JSON.stringify({ said, closed, saidOfMany, closedOfMany })}`;
    expect.soft(saidOfMany, what).toBeLessThan(said * TIMES_MAX);
    expect.soft(closedOfMany, what).toBeLessThan(closed * TIMES_MAX);
  }
});
