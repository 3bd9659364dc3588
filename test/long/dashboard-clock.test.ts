/** A device whose clock is wrong: days, ages and presence are those of the server's clock. */
import { expect, test } from "vitest";
import type { Page } from "playwright-core";
import { post } from "../support/api.ts";
import { createDashboardFeed, type DashboardFeed, isLive, startForFile } from "../support/dashboard.ts";

const { server, chromium } = await startForFile();
const HOUR_MS = 3_600_000;
const eventually = <Value>(read: () => Promise<Value>) => expect.poll(read, { timeout: 60_000 });

/** Runs in the page before anything else: its clock goes wrong by that many ms, or by what is set later. */
function shiftClock(shiftMs: number): void {
  const { Date: RealDate } = globalThis;
  const clock = { shiftMs };
  Object.assign(globalThis, { clock });
  globalThis.Date = class extends RealDate {
    constructor(...values: [] | [number]) {
      if (values.length === 0) super(RealDate.now() + clock.shiftMs);
      else super(...values);
    }
    static override now(): number {
      return RealDate.now() + clock.shiftMs;
    }
  } as DateConstructor;
}

/** Runs in the page: what stands under "Today", in each frame. */
function sampleToday(): void {
  const samples = new Set<string>();
  Object.assign(globalThis, { samples });
  const look = (): void => {
    const table = document.querySelector('table[aria-label="Realised profit by book"]');
    const heads = [...(table?.querySelectorAll("th") ?? [])].map(({ innerText }) => innerText);
    for (const row of table?.querySelectorAll("tbody tr") ?? [])
      samples.add((row.children[heads.indexOf("Today")] as HTMLElement).innerText.trim());
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** The zone in whose clocks it is this hour now. */
function zoneWithHour(hour: number): string {
  const ahead = ((hour - new Date().getUTCHours() + 36) % 24) - 12;
  return ahead === 0 ? "UTC" : `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
}

/** A bot that is heard every moment, and has earned 2 today. */
async function createBusyFeed(name: string): Promise<DashboardFeed> {
  const feed = await createDashboardFeed(server, name);
  const trade = { trade: { id: "1", pair: "ETH/USDT" }, currency: "USDT", price: 10, amount: 1 };
  const events = [
    { type: "entry_fill", ...trade },
    { type: "exit_fill", ...trade, final: true, profit: "2" },
    ...Array.from({ length: 12 }, () => ({ type: "x-note" })),
  ];
  for (const [index, event] of events.entries()) {
    const answer = await post(`${server.origin}/v1/events`, feed.bot, { id: `${name}-${index}`, ...event });
    if (!answer.ok) throw new Error(await answer.text());
  }
  return feed;
}

async function openWithClock(feed: DashboardFeed, shiftMs: number, timezoneId: string): Promise<Page> {
  const viewport = { width: 1440, height: 900 };
  const context = await chromium.browser.newContext({ locale: "en-GB", viewport, timezoneId });
  const page = await context.newPage();
  await page.addInitScript(shiftClock, shiftMs);
  await page.addInitScript(sampleToday);
  await page.goto(`${server.origin}/#feed=${feed.feed}&key=${feed.owner}`);
  await isLive(page);
  return page;
}

/** The hour of the day is one in which the wrong clock has another day. */
test.each([
  ["ahead", 2 * HOUR_MS, 22],
  ["behind", -2 * HOUR_MS, 1],
])("two hours %s: today is the server's day, ages count, and no bot is quiet", async (name, shiftMs, hour) => {
  const feed = await createBusyFeed(`clock-${name}`);
  const page = await openWithClock(feed, shiftMs, zoneWithHour(hour));
  expect(await page.evaluate(() => Date.now())).toSatisfy(
    (now: number) => Math.abs(now - shiftMs - Date.now()) < HOUR_MS,
  );
  const age = page.getByRole("table", { name: "Bots" }).locator("time");
  // A clock that is behind would say "now" for two hours, one that is ahead the time of day.
  await eventually(() => age.innerText()).toMatch(/^\d+ (s|min)$/);
  expect(await page.getByRole("table", { name: "Bots" }).innerText()).toContain("No heartbeat");
  expect(await page.locator("main").innerText()).not.toContain("quiet");
  const samples = await page.evaluate(() => [...(globalThis as unknown as { samples: Set<string> }).samples]);
  expect(samples).toEqual(["+2.00"]);
  await page.goto(`${server.origin}/profit`);
  await eventually(() => page.locator("figcaption").innerText()).toMatch(/Today\s+that day\s+\+2\.00/);
  await page.context().close();
});

test("without a line all figures are of the moment at which there was one, also on the next day", async () => {
  const feed = await createBusyFeed("clock-offline");
  const page = await openWithClock(feed, 0, zoneWithHour(12));
  const book = page.getByRole("table", { name: "Realised profit by book" }).locator("tbody tr");
  const bots = page.getByRole("table", { name: "Bots" }).locator("tbody tr");
  await eventually(() => bots.innerText()).toContain("+2.00 USDT");
  const [figures, states] = [await book.innerText(), await bots.locator("td").nth(1).innerText()];
  await page.context().setOffline(true);
  const notice = page.getByText(/^Offline since \d\d:\d\d\. All figures are of that moment\.$/);
  await notice.waitFor();
  await page.evaluate((shiftMs) => {
    (globalThis as unknown as { clock: { shiftMs: number } }).clock.shiftMs = shiftMs;
  }, 26 * HOUR_MS);
  // The page has taken notice of the new day.
  await page.getByText(/^Offline since \d+ \w+ \d\d:\d\d\./).waitFor();
  expect(await book.innerText()).toBe(figures);
  expect(await bots.locator("td").nth(1).innerText()).toBe(states);
  expect(await bots.innerText()).toContain("+2.00 USDT");
  await page.context().setOffline(false);
  await isLive(page);
  await notice.waitFor({ state: "detached" });
  await page.context().close();
});
