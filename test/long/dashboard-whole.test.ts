/**
 * Figures of a ledger of some thousand trades while the page loads it over a slow line, and while more of them close: at each
 * frame a figure is that of the whole ledger, or a shape in its place.
 */
import { Big } from "big.js";
import { expect, test } from "vitest";
import type { Page } from "playwright-core";
import { createDashboardFeed, type DashboardFeed, isLive, openDashboard, startForFile } from "../support/dashboard.ts";
import { post } from "../support/api.ts";

const { server, chromium } = await startForFile();

const BOTS = 6;
const TRADES = 3_000;
const BATCH_TRADES = 250;
const DAY_MS = 24 * 60 * 60_000;
const eventually = <Value>(read: () => Promise<Value>) => expect.poll(read, { timeout: 60_000 });

interface Made {
  readonly bot: string;
  readonly profit: string;
}

/** In order of closing, an hour each, in the past months. The largest win and loss are among the oldest. */
const PROFITS = Array.from({ length: TRADES }, (_, n) => {
  if (n === 20) return "777.77";
  if (n === 40) return "-555.55";
  return new Big(((n * 7_919) % 2_001) - 990).div(100).toFixed();
});

function eventsOf(n: number, profit: string, nowMs: number): readonly object[] {
  const closedMs = nowMs - (TRADES - n + 1) * 60 * 60_000;
  const openedMs = closedMs - 30 * 60_000;
  const own = {
    bot: `bot-${n % BOTS}`,
    currency: "USDT",
    trade: { id: String(n), pair: n % 2 === 0 ? "ETH/USDT" : "BTC/USDT", openedAt: new Date(openedMs).toISOString() },
  };
  return [
    { id: `in-${n}`, type: "entry_fill", ...own, ts: openedMs, price: 10, amount: 1, tag: `tag ${n % 3}` },
    { id: `out-${n}`, type: "exit_fill", ...own, ts: closedMs, price: 11, amount: 1, final: true, profit },
  ];
}

async function publish({ owner }: DashboardFeed, events: readonly object[]): Promise<void> {
  const answer = await post(`${server.origin}/v1/events`, owner, events);
  if (!answer.ok) throw new Error(await answer.text());
}

async function createHeavyFeed(name: string, nowMs: number): Promise<{ feed: DashboardFeed; made: readonly Made[] }> {
  const feed = await createDashboardFeed(server, name);
  for (let from = 0; from < TRADES; from += BATCH_TRADES)
    await publish(
      feed,
      PROFITS.slice(from, from + BATCH_TRADES).flatMap((profit, index) => eventsOf(from + index, profit, nowMs)),
    );
  return { feed, made: PROFITS.map((profit, n) => ({ bot: `bot-${n % BOTS}`, profit })) };
}

/** A figure by what it is called on the page, and its text; empty while a shape stands in its place. */
type Sample = Readonly<Record<string, string>>;

/** Runs in the page: looks at every figure in each frame. */
function sampleFrames(): void {
  const samples: Record<string, string>[] = [];
  Object.assign(globalThis, { samples });
  const text = (element: Element | null | undefined): string => (element as HTMLElement | null)?.innerText.trim() ?? "";
  const look = (): void => {
    const sample: Record<string, string> = {};
    for (const row of document.querySelectorAll("main dl > div"))
      sample[text(row.querySelector("dt"))] = text(row.querySelector("dd"));
    for (const table of document.querySelectorAll("main table")) {
      const heads = [...table.querySelectorAll("thead th")].map(text);
      for (const row of table.querySelectorAll("tbody tr")) {
        const cells = [...row.querySelectorAll("td")];
        for (const [index, cell] of cells.entries())
          if (index > 0 && cell.querySelector("time") === null && cell.querySelector("svg[role=img]") === null)
            sample[`${text(cells[0])} ${heads[index]}`] = text(cell);
      }
    }
    if (Object.keys(sample).length > 0) samples.push(sample);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

const samplesOf = (page: Page): Promise<readonly Sample[]> =>
  page.evaluate(() => (globalThis as unknown as { samples: Sample[] }).samples);

/** The page at a path, whose answer about profit is held back until it was looked at in many frames. */
async function openSlowly(feed: DashboardFeed, path: string): Promise<{ page: Page; requests: readonly string[] }> {
  const context = await chromium.browser.newContext({ locale: "en-GB", viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const requests: string[] = [];
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  page.on("request", (request) => void requests.push(new URL(request.url()).pathname));
  await page.route(/\/feeds\/\w+\/profit\?/, async (route) => {
    await held;
    await route.continue();
  });
  await page.addInitScript(sampleFrames);
  await page.goto(`${server.origin}${path}#feed=${feed.feed}&key=${feed.owner}`);
  await isLive(page);
  await page.locator("[data-awaited]").first().waitFor();
  const seen = (await samplesOf(page)).length;
  await eventually(async () => (await samplesOf(page)).length).toBeGreaterThan(seen + 30);
  release();
  await eventually(() => page.locator("[data-awaited]").count()).toBe(0);
  return { page, requests };
}

/** A cell, whatever else stands beside the row's name; undefined where there is no such row. */
const ofRow = (sample: Sample, row: string, column: string): string | undefined =>
  Object.entries(sample).find(([name]) => name.startsWith(row) && name.endsWith(column))?.[1];

/** What a figure ever said that it does not say in the end, with the frames' number. */
function wrongIn(samples: readonly Sample[]): readonly string[] {
  const last = samples.at(-1)!;
  return samples.flatMap((sample, frame) =>
    Object.entries(sample)
      .filter(([name, text]) => text !== "" && text !== last[name])
      .map(([name, text]) => `${frame}: ${name} said ${text}, and then ${last[name]}`),
  );
}

const signed = (number: Big): string => {
  const text = number
    .abs()
    .toFixed(2)
    .replace(/\B(?=(\d{3})+\.)/, ",");
  return number.gt(0) ? `+${text}` : number.lt(0) ? `−${text}` : text;
};
const sumOf = (made: readonly Made[]): Big => made.reduce((sum, { profit }) => sum.plus(profit), new Big(0));

test("no figure of profit, breakdown or bots is ever a part of the whole, on a slow line and while trades close", async () => {
  const nowMs = Date.now() - DAY_MS;
  const { feed, made } = await createHeavyFeed("whole", nowMs);
  const realised = sumOf(made);
  let [sum, peak, drawdown] = [new Big(0), new Big(0), new Big(0)];
  for (const { profit } of made) {
    sum = sum.plus(profit);
    if (sum.gt(peak)) peak = sum;
    if (peak.minus(sum).gt(drawdown)) drawdown = peak.minus(sum);
  }

  const { page, requests } = await openSlowly(feed, "/profit?by=bot");
  const samples = await samplesOf(page);
  expect(wrongIn(samples)).toEqual([]);
  expect(samples.filter((sample) => sample["Best trade"] === "").length).toBeGreaterThan(20);
  const last = samples.at(-1)!;
  expect(last).toMatchObject({
    "Closed trades": "3,000",
    "Best trade": "+777.77",
    "Worst trade": "−555.55",
    "Median hold": "30 min",
    Drawdown: `${signed(drawdown).slice(1)} USDT`,
  });
  expect(last["Realised"]).toContain(signed(realised));
  for (let n = 0; n < BOTS; n++)
    expect(last[`bot-${n} Profit`]).toContain(signed(sumOf(made.filter(({ bot }) => bot === `bot-${n}`))));
  // The page does not need the ledger for it.
  expect(requests.filter((path) => path.endsWith("/trades"))).toEqual([]);

  // Trades that close meanwhile: total and breakdown say the same in each frame.
  const before = samples.length;
  let total = realised;
  for (const [index, profit] of ["900.01", "-3.5", "0.25"].entries()) {
    await publish(feed, eventsOf(TRADES + index, profit, nowMs));
    total = total.plus(profit);
  }
  await eventually(async () => (await samplesOf(page)).at(-1)!["Realised"]).toContain(signed(total));
  const after = (await samplesOf(page)).slice(before);
  expect(after.at(-1)).toMatchObject({ "Closed trades": "3,003", "Best trade": "+900.01" });
  const amount = (text: string): Big => new Big(text.replaceAll(/[^\d.−-]/g, "").replace("−", "-"));
  for (const sample of after) {
    const bots = Array.from({ length: BOTS }, (_, n) => amount(sample[`bot-${n} Profit`]!));
    expect(bots.reduce((sum, each) => sum.plus(each)).toFixed(2)).toBe(amount(sample["Realised"]!).toFixed(2));
  }
  await page.context().close();

  const bots = await openSlowly(feed, "/bots");
  const shown = await samplesOf(bots.page);
  expect(wrongIn(shown)).toEqual([]);
  expect(shown.filter((sample) => ofRow(sample, "bot-1", "Realised") === "").length).toBeGreaterThan(20);
  expect(ofRow(shown.at(-1)!, "bot-1", "Realised")).toContain("USDT");
  await bots.page.context().close();
});

test("chosen bots have their own figures at once, and the same as in the breakdown", async () => {
  const { feed, made } = await createHeavyFeed("whole-chosen", Date.now() - DAY_MS);
  const chosen = made.filter(({ bot }) => bot === "bot-2");
  const { page } = await openSlowly(feed, "/?bots=bot-2");
  await eventually(async () => ofRow((await samplesOf(page)).at(-1)!, "USDT", "All time")).toBeTruthy();
  const samples = await samplesOf(page);
  expect(wrongIn(samples)).toEqual([]);
  expect(ofRow(samples.at(-1)!, "USDT", "All time")).toContain(signed(sumOf(chosen)));
  expect(ofRow(samples.at(-1)!, "USDT", "Closed")).toBe(String(chosen.length));
  await page.context().close();
});

test("without an answer each figure says that it is not available, and why", async () => {
  const feed = await createDashboardFeed(server, "whole-refused");
  await publish(feed, eventsOf(1, "2", Date.now()));
  const context = await chromium.browser.newContext({ locale: "en-GB", viewport: { width: 1440, height: 900 } });
  await context.route(/\/profit\?/, (route) =>
    route.fulfill({
      status: 503,
      json: { type: "/problems/archive-unavailable", detail: "The archive is unavailable." },
    }),
  );
  const page = await context.newPage();
  await page.goto(`${server.origin}/profit#feed=${feed.feed}&key=${feed.owner}`);
  await page.getByText("Not available: The archive is unavailable.").waitFor();
  const figures = page.getByRole("region", { name: "Figures" });
  expect(await figures.getByText("Best trade").locator("xpath=ancestor::div[1]").innerText()).toMatch(/–$/);
  expect(await page.locator("[data-awaited]").count()).toBe(0);
  await context.close();
  const { page: again } = await openDashboard(chromium.browser, server, feed, { path: "/profit" });
  await eventually(() => again.getByRole("region", { name: "Figures" }).innerText()).toMatch(/Best trade\s*\+2\.00/);
});
