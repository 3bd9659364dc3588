/** What a trader asks of the profit view: a span of the chart, what made it up, and a file for the tax office. */
import { readFile } from "node:fs/promises";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "vitest";
import type { Page } from "playwright-core";
import { openDashboard, startForFile, WIDE } from "../support/dashboard.ts";
import { createProfitFeed } from "../support/profit-feed.ts";

const { server, chromium } = await startForFile();

/** The machine may be busy. */
const eventually = <Value>(read: () => Promise<Value>) => expect.poll(read, { timeout: 60_000 });

const figure = (page: Page, name: string) =>
  page.getByRole("region", { name: "Figures" }).locator("dl > div", { hasText: name }).locator("dd");

test("a dragged span of the chart is the range, a double click takes it back, and pointer and arrow keys read days", async () => {
  const feed = await createProfitFeed(server, "zoom", [
    { at: "2026-05-01T12:00:00Z", profit: "10" },
    { at: "2026-05-06T12:00:00Z", profit: "-4" },
    { at: "2026-05-10T12:00:00Z", profit: "1" },
  ]);
  const { page, context, complaints } = await openDashboard(chromium.browser, server, feed, {
    context: { viewport: WIDE, timezoneId: "UTC" },
    path: "/profit?range=2026-05-01..2026-05-10",
  });
  const plot = page.getByRole("img", { name: /Cumulative realised profit by day, 10 days, now \+7\.00 USDT/ });
  await plot.locator("canvas").first().waitFor();
  const over = plot.locator(".u-over").first();
  await eventually(async () => (await over.boundingBox())?.width ?? 0).toBeGreaterThan(500);
  const box = (await over.boundingBox())!;
  /** The middle of a day, of ten. */
  const xOf = (day: number): number => box.x + (box.width / 10) * (day - 0.5);
  await page.mouse.move(xOf(6), box.y + 40);
  await eventually(() => plot.innerText()).toMatch(
    /Wed 6 May\s+that day\s+−4\.00\s+cumulative\s+\+6\.00 USDT\s+drawdown −4\.00/,
  );
  await page.mouse.move(xOf(5), box.y + 40);
  await page.mouse.down();
  await page.mouse.move(xOf(7), box.y + 50, { steps: 5 });
  await page.mouse.up();
  await page.getByRole("button", { name: "Range: 5 May 2026 – 7 May 2026" }).waitFor();
  await eventually(() => figure(page, "Realised").innerText()).toContain("−4.00");
  await page.getByRole("img", { name: /by day, 3 days, now −4\.00/ }).dblclick();
  await page.getByRole("button", { name: "Range: 1 May 2026 – 10 May 2026" }).waitFor();

  await plot.focus();
  const said = page.locator("figcaption").first();
  for (let back = 0; back < 5; back++) await plot.press("ArrowLeft");
  await eventually(() => said.innerText()).toMatch(/Tue 5 May\s+that day\s+0\.00\s+cumulative\s+\+10\.00/);
  expect(complaints).toEqual([]);
  await context.close();
});

test("each tab stands in the address, and a row opens the trades behind it", async () => {
  const feed = await createProfitFeed(server, "tabs", [
    { at: "2026-02-27T12:00:00Z", profit: "10", bot: "alpha" },
    { at: "2026-03-02T12:00:00Z", profit: "-4", bot: "beta", pair: "ETH/USDT" },
    { at: "2026-03-03T12:00:00Z", profit: "3", bot: "beta", pair: "ETH/USDT" },
  ]);
  const { page, context, complaints } = await openDashboard(chromium.browser, server, feed, {
    context: { viewport: WIDE, timezoneId: "UTC" },
    path: "/profit?range=2026",
  });
  await page.getByRole("link", { name: "2 Mar 2026: −4.00 USDT, 1 closed" }).waitFor();
  const tabs = page.getByRole("group", { name: "Grouped by" });
  for (const [name, by, rows] of [
    ["Bots", "bot", ["alpha", "beta"]],
    ["Pairs", "pair", ["BTC/USDT", "ETH/USDT"]],
    ["Tags", "tag", ["no tag"]],
    ["Exit reasons", "reason", ["not reported"]],
    ["Long/short", "direction", ["Long"]],
  ] as const) {
    await tabs.getByRole("button", { name }).click();
    expect(new URL(page.url()).searchParams.get("by")).toBe(by);
    const table = page.getByRole("table", { name: "Realised profit by group" });
    await eventually(async () => (await table.getByRole("link").allInnerTexts()).map((text) => text.trim())).toEqual(
      rows,
    );
  }
  await tabs.getByRole("button", { name: "Distribution" }).click();
  const facts = page.getByRole("region", { name: "Breakdown" });
  await eventually(async () => (await facts.innerText()).replaceAll(/\s+/g, " ")).toMatch(
    /Winners held 1 h Losers held 1 h Wins in a row 1 Losses in a row 1 Now 1 win$/,
  );
  await tabs.getByRole("button", { name: "Periods" }).click();
  await page.getByRole("button", { name: "Month" }).click();
  const months = page.getByRole("table", { name: "Realised profit by period" }).getByRole("row");
  await eventually(() => months.allInnerTexts()).toEqual([
    expect.stringMatching(/^Month/),
    expect.stringMatching(/^March 2026\s+2\s+50\.0%\s+−1\.00/),
    expect.stringMatching(/^February 2026\s+1\s+100\.0%\s+\+10\.00/),
  ]);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await page.getByRole("link", { name: "March 2026" }).click();
  await page.getByRole("button", { name: "Range: March 2026" }).waitFor();
  await eventually(() => page.getByRole("table").locator("tbody tr").count()).toBe(2);
  expect(new URL(page.url()).searchParams.get("status")).toBe("closed");
  expect(complaints).toEqual([]);
  await context.close();
});

test("executions are saved for the range and the bots, as CSV and JSON, with times of the page's zone", async () => {
  const feed = await createProfitFeed(server, "executions", [
    // Its entry was in February, its exit in March, in Berlin.
    { at: "2026-02-28T23:30:00Z", profit: "10" },
    { at: "2026-03-15T12:00:00Z", profit: "-4", bot: "beta", pair: "ETH/USDT" },
    { at: "2026-04-02T12:00:00Z", profit: "5" },
  ]);
  const { page, context, complaints } = await openDashboard(chromium.browser, server, feed, {
    context: { viewport: WIDE, timezoneId: "Europe/Berlin" },
    path: "/profit?range=2026-03",
  });
  const save = async (name: string): Promise<string> => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name }).click()]);
    expect(download.suggestedFilename()).toMatch(/^executions-executions-2026-03\.(csv|json)$/);
    return readFile(await download.path(), "utf8");
  };
  await page.getByRole("button", { name: "Export executions" }).click();
  const lines = (await save("Executions as CSV")).trim().split("\n");
  expect(lines[0]).toBe(
    "at,bot,mode,exchange,pair,direction,kind,side,amount,price,value,fee,realised,currency,reason,trade,openedAt",
  );
  expect(lines.slice(1)).toEqual([
    "2026-03-01T00:30:00.000+01:00,alpha,unknown,,BTC/USDT,long,exit,sell,1,101,101,,10,USDT,,1,2026-02-28T23:30:00.000+01:00",
    "2026-03-15T12:00:00.000+01:00,beta,unknown,,ETH/USDT,long,entry,buy,1,100,100,,,USDT,,2,2026-03-15T12:00:00.000+01:00",
    "2026-03-15T13:00:00.000+01:00,beta,unknown,,ETH/USDT,long,exit,sell,1,101,101,,-4,USDT,,2,2026-03-15T12:00:00.000+01:00",
  ]);
  await page.getByText("3 executions, times in Europe/Berlin.").waitFor();
  const saved = JSON.parse(await save("Executions as JSON")) as { readonly executions: readonly object[] };
  expect(saved).toMatchObject({ feed: "executions", zone: "Europe/Berlin", from: "2026-03-01", to: "2026-03-31" });
  expect(saved.executions).toHaveLength(3);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  expect(complaints).toEqual([]);
  await context.close();
});
