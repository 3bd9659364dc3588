/** The list of trades: sorted on cards too, with the columns that somebody chose, filtered by the address. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "vitest";
import type { Page } from "playwright-core";
import { isLive, openDashboard, overflowPx, startForFile } from "../support/dashboard.ts";
import { createTradedFeed } from "../support/traded-feed.ts";

const { server, chromium } = await startForFile();

const CLOSED = "/trades?status=closed";
const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1440, height: 900 } };

const eventually = <Value>(read: () => Promise<Value>) => expect.poll(read, { timeout: 60_000 });
const cards = (page: Page) => page.getByRole("list", { name: "Closed trades" }).locator("> li");
const heads = (page: Page) => page.getByRole("table", { name: "Closed trades" }).locator("thead th");

test("on a phone, cards are sorted by any column, and the address keeps it", async () => {
  const traded = await createTradedFeed(server, "trades-cards", { closed: 6, open: 1 });
  const { page, context, complaints } = await openDashboard(chromium.browser, server, traded, {
    path: CLOSED,
    context: { viewport: SIZES.phone, hasTouch: true },
  });
  await eventually(() => cards(page).count()).toBe(6);
  await page.getByLabel("Sort by").selectOption("Profit");
  await eventually(() => cards(page).first().innerText()).toContain("+2.50");
  expect(page.url()).toContain("sort=-profit");
  await page.getByRole("button", { name: "Descending" }).click();
  await eventually(() => cards(page).first().innerText()).toContain("−1.25");
  await page.reload();
  await isLive(page);
  await eventually(() => cards(page).first().innerText()).toContain("−1.25");
  expect(await page.getByLabel("Sort by").inputValue()).toBe("profit");

  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("checkbox", { name: "Trade id" }).check();
  await eventually(() => cards(page).first().innerText()).toMatch(/Trade id\s+\d/);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  expect(await overflowPx(page)).toBeLessThanOrEqual(0);
  expect(complaints).toEqual([]);
  await context.close();
});

test("columns that somebody chose are there after a reload, until they are reset", async () => {
  const traded = await createTradedFeed(server, "trades-columns", { closed: 3, open: 1 });
  const { page, context } = await openDashboard(chromium.browser, server, traded, {
    path: CLOSED,
    context: { viewport: SIZES.desktop },
  });
  await eventually(() => heads(page).count()).toBeGreaterThan(5);
  const usual = await heads(page).allInnerTexts();
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("checkbox", { name: "Stake" }).check();
  await page.getByRole("checkbox", { name: "Held" }).uncheck();
  await page.reload();
  await isLive(page);
  await eventually(() => heads(page).allInnerTexts()).toContain("Stake");
  expect(await heads(page).allInnerTexts()).not.toContain("Held");
  await page.getByRole("columnheader", { name: "Stake" }).getByRole("button").click();
  expect(page.url()).toContain("sort=-stake");
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("button", { name: "Reset" }).click();
  await eventually(() => heads(page).allInnerTexts()).toEqual(usual);
  await context.close();
});

test("an address leads to the trades behind a figure, and what it filters by can be taken out and chosen again", async () => {
  const traded = await createTradedFeed(server, "trades-filter", { closed: 30, open: 1 });
  const { page, context } = await openDashboard(chromium.browser, server, traded, {
    path: `${CLOSED}&pair=ETH%2FUSDT&result=loss`,
    context: { viewport: SIZES.desktop },
  });
  const rows = page.getByRole("table", { name: "Closed trades" }).locator("tbody tr");
  await eventually(() => rows.count()).toBe(2);
  for (const text of await rows.allInnerTexts()) expect(text).toMatch(/ETH\/USDT.*−1\.25/s);
  await page.getByRole("button", { name: "Remove filter Result: Loss" }).click();
  await eventually(() => rows.count()).toBe(6);
  expect(page.url()).not.toContain("result");
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByLabel("Result").selectOption("Profit");
  await eventually(() => rows.count()).toBe(4);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await context.close();
});
