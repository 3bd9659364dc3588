/**
 * Bots side by side, as a trader sees them: health, errors, what each earned on one scale; sorted by the address, with chosen columns;
 * and what an owner sets of a bot, on each device.
 */
import { AxeBuilder } from "@axe-core/playwright";
import { beforeAll, expect, test } from "vitest";
import type { Page } from "playwright-core";
import { createKey } from "../support/api.ts";
import {
  createDashboardFeed,
  type DashboardFeed,
  isLive,
  openDashboard,
  overflowPx,
  PHONE,
  postAsBot,
  startForFile,
} from "../support/dashboard.ts";

const { server, chromium } = await startForFile();
let feed: DashboardFeed;

/** The machine may be busy. */
const eventually = <Value>(read: () => Promise<Value>) => expect.poll(read, { timeout: 60_000 });

const DAY_MS = 24 * 60 * 60 * 1_000;
const dateOf = (ms: number): string => new Date(ms).toISOString().replace("T", " ").replace("Z", "000+00:00");

/** A trade that was closed a number of days ago. */
async function earn(key: string, id: number, profit: string, daysAgo: number): Promise<void> {
  const closedMs = Date.now() - daysAgo * DAY_MS;
  const common = {
    trade_id: String(id),
    pair: "ETH/USDT",
    direction: "Long",
    stake_currency: "USDT",
    stake_amount: "100",
  };
  const opened = { ...common, open_date: dateOf(closedMs - 60_000), amount: "1.0", open_rate: "100.0" };
  await postAsBot(server, key, { ...opened, type: "entry_fill" });
  const closed = { close_rate: "101.0", profit_amount: profit, cumulative_profit: profit, is_final_exit: "True" };
  await postAsBot(server, key, { ...opened, ...closed, type: "exit_fill", close_date: dateOf(closedMs) });
}

beforeAll(async () => {
  feed = await createDashboardFeed(server, "compared");
  const other = await createKey(server.origin, feed.owner, feed.feed, { scope: "publish", bot: "alpha", dryRun: true });
  await earn(feed.bot, 1, "40.0", 20);
  await earn(feed.bot, 2, "2.5", 2);
  await earn(other, 1, "-10.0", 3);
  const open = { trade_id: "9", pair: "SOL/USDT", direction: "Short", stake_currency: "USDT", stake_amount: "100" };
  const entry = { ...open, open_date: dateOf(Date.now() - 3_700_000), amount: "1.0", open_rate: "100.0" };
  await postAsBot(server, other, { ...entry, type: "entry_fill", current_rate: "100.0" });
  await postAsBot(server, other, { type: "startup", status: "*Exchange:* `binance`\n*Strategy:* `MeanCatcher`" });
  for (let errors = 0; errors < 3; errors++)
    await postAsBot(server, other, { type: "exception", status: `OperationalException: no ${errors}` });
});

const namesOf = async (page: Page): Promise<string[]> =>
  (await page.getByRole("table", { name: "Bots" }).locator("tbody tr td:first-child a").allInnerTexts()).map((text) =>
    text.trim(),
  );
const rowOf = (page: Page, name: string) => page.getByRole("table", { name: "Bots" }).getByRole("row", { name });

test("bots sort by any column, the address keeps it, and a book's bars have one scale", async () => {
  const { page, context, complaints } = await openDashboard(chromium.browser, server, feed, { path: "/bots" });
  await eventually(() => rowOf(page, "alpha").innerText()).toMatch(/3\s.*−10\.00 USDT.*MeanCatcher/s);
  expect(await rowOf(page, "spot-1").innerText()).toContain("+42.50 USDT");
  const widths = await page
    .getByRole("table", { name: "Bots" })
    .locator("[data-tone=gain][style], [data-tone=loss][style]")
    .evaluateAll((bars) => bars.map((bar) => (bar as HTMLElement).style.inlineSize));
  expect(widths.map((width) => Math.round(Number.parseFloat(width)))).toEqual([24, 100]);

  await page.getByRole("button", { name: "Realised" }).click();
  await eventually(() => namesOf(page)).toEqual(["spot-1", "alpha"]);
  expect(new URL(page.url()).search).toBe("?sort=-realised");
  await page.getByRole("button", { name: "Errors 24 h" }).click();
  await eventually(() => namesOf(page)).toEqual(["alpha", "spot-1"]);
  await page.reload();
  await eventually(() => namesOf(page)).toEqual(["alpha", "spot-1"]);
  expect(await page.getByRole("columnheader", { name: "Errors 24 h" }).getAttribute("aria-sort")).toBe("descending");

  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("checkbox", { name: "Version" }).check();
  await page.keyboard.press("Escape");
  await page.getByRole("columnheader", { name: "Version" }).waitFor();
  await page.reload();
  await page.getByRole("columnheader", { name: "Version" }).waitFor();
  expect(await overflowPx(page)).toBeLessThanOrEqual(0);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  await page.setViewportSize(PHONE);
  expect(await page.getByLabel("Sort by").inputValue()).toBe("errors");
  await page.getByLabel("Sort by").selectOption("Realised");
  const cards = page.locator("main li a[data-row]");
  await eventually(() => cards.allInnerTexts()).toEqual(["spot-1", "alpha"]);
  expect(await overflowPx(page)).toBeLessThanOrEqual(0);
  expect(complaints).toEqual([]);
  await context.close();
});

test("a bot's name, group and date are for all devices, and a hidden bot's money still counts", async () => {
  const { page, context, complaints } = await openDashboard(chromium.browser, server, feed, { path: "/bots/spot-1" });
  const other = await openDashboard(chromium.browser, server, feed, { path: "/bots" });
  const form = page.getByRole("region", { name: "Name and group" });
  await form.getByLabel("Shown as").fill("Grid on majors");
  await form.getByLabel("Group").fill("Spot");
  await form.getByLabel("Count figures from").fill(new Date(Date.now() - 10 * DAY_MS).toISOString().slice(0, 10));
  await form.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "Grid on majors", level: 1 }).waitFor();
  const figures = page.getByRole("region", { name: "Figures" });
  await eventually(() => figures.innerText()).toContain("+2.50 USDT");
  await eventually(() => page.getByRole("region", { name: "Realised profit" }).innerText()).toContain("+2.50 USDT");
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  // The other page is looked at again.
  await other.page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await eventually(() => namesOf(other.page)).toEqual(["Grid on majors", "alpha"]);
  await other.page.getByRole("rowheader", { name: "Spot" }).or(other.page.getByText("No group")).first().waitFor();

  // What the first device has not seen is not replaced.
  await other.page.goto(`${server.origin}/bots/spot-1`);
  const stale = page.getByRole("region", { name: "Name and group" });
  const theirs = other.page.getByRole("region", { name: "Name and group" });
  await theirs.getByLabel("Group").fill("Futures");
  // The field says so before the server does.
  const stored = other.page.waitForResponse((response) => response.request().method() === "PUT");
  await theirs.getByRole("button", { name: "Save" }).click();
  expect((await stored).status()).toBe(200);
  await stale.getByLabel("Group").fill("Mine");
  await stale.getByRole("button", { name: "Save" }).click();
  await page.getByText("changed on another device").waitFor();
  await eventually(() => stale.getByLabel("Group").inputValue()).toBe("Futures");

  await stale.getByLabel("Hide from lists of bots").check();
  await stale.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: "Bots", exact: true }).first().click();
  await eventually(() => namesOf(page)).toEqual(["alpha"]);
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await eventually(() => namesOf(page)).toEqual(["Grid on majors", "alpha"]);
  await page.getByRole("link", { name: "Overview", exact: true }).first().click();
  const book = page.getByRole("table", { name: "Realised profit by book" }).locator("tbody tr");
  await eventually(() => book.innerText()).toContain("+32.50");
  await page.getByRole("button", { name: "1 active: show the bots" }).waitFor();
  expect(complaints).toEqual([]);
  await context.close();
  await other.context.close();
});

test("overview counts the bots by health, and says of an open trade without a relay how far its price has moved", async () => {
  const { page, context, complaints } = await openDashboard(chromium.browser, server, feed);
  await page.getByRole("button", { name: /^\d active: show the bots$/ }).click();
  await page
    .getByRole("list", { name: /active/ })
    .getByRole("link", { name: "alpha" })
    .waitFor();
  await page.keyboard.press("Escape");
  const trade = page.getByRole("table", { name: "Open trades" }).getByRole("row", { name: /SOL\/USDT/ });
  await eventually(() => trade.innerText()).toMatch(/alpha\s+short\s+1 h \d+ min\s+100\.00 USDT\s+0\.00%\s+price/);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  // The line under the head reaches to the tape.
  const [head, tape] = await page.evaluate(() => {
    const [left, right] = [document.querySelector("main h1"), document.querySelector("main aside")];
    return [left?.parentElement?.getBoundingClientRect().right, right?.getBoundingClientRect().left];
  });
  expect(head).toBe(tape);

  await page.setViewportSize(PHONE);
  await page.getByRole("list", { name: "Books" }).getByRole("listitem").first().waitFor();
  const heads = await page.locator("main h2").allInnerTexts();
  expect(heads.slice(heads.indexOf("Books"))).toEqual(["Books", "Open trades", "Last events"]);
  expect(await overflowPx(page)).toBeLessThanOrEqual(0);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await isLive(page);
  expect(complaints).toEqual([]);
  await context.close();
});
