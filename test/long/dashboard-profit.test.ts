/** What a trader asks of the profit view: a span of the chart, what made it up, and a file for the tax office. */
import { readFile } from "node:fs/promises";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "vitest";
import type { Page } from "playwright-core";
import { createKey, post } from "../support/api.ts";
import { createDashboardFeed, openDashboard, startForFile, WIDE } from "../support/dashboard.ts";
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

test("the line is what the accounts are worth, where relays say so: of all bots of the book together", async () => {
  const feed = await createDashboardFeed(server, "accounts");
  const keys = {
    "spot-1": feed.bot,
    "spot-2": await createKey(server.origin, feed.owner, feed.feed, { scope: "publish", bot: "spot-2", dryRun: true }),
  };
  const noon = Date.parse("2026-05-03T12:00:00Z");
  const day = 86_400_000;
  const relay = async (bot: keyof typeof keys, at: number, event: object): Promise<void> => {
    const answer = await fetch(`${server.origin}/v1/relay`, {
      method: "POST",
      headers: { authorization: `Bearer ${keys[bot]}`, "content-type": "application/x-ndjson" },
      body: JSON.stringify({ id: `${bot} ${at}`, bot, at, event }),
    });
    expect(answer.status).toBe(200);
  };
  for (const [bot, ...values] of [
    ["spot-1", "1000", "1010.5", "1005"],
    ["spot-2", "200", "200", "201"],
  ] as const) {
    for (const [index, value] of values.entries())
      await relay(bot, noon + index * day, { type: "equity", data: { value, currency: "USDT" } });
    const balance = { currency: "USDT", total: "1", free: "1", startingCapital: "1", value: "1" };
    await relay(bot, Date.now(), { type: "heartbeat", data: { vitals: { state: "running", dryRun: true, balance } } });
  }
  const { page, context, complaints } = await openDashboard(chromium.browser, server, feed, {
    context: { viewport: WIDE, timezoneId: "UTC" },
  });
  await post(
    `${server.origin}/v1/events`,
    feed.bot,
    ["entry_fill", "exit_fill"].map((type) => ({
      type,
      trade: { id: "1", openedAt: "2026-05-03T10:00:00Z" },
      pair: "ETH/USDT",
      currency: "USDT",
      amount: "1",
      price: "10",
      ts: noon,
      ...(type === "exit_fill" && { profit: "1", final: true }),
    })),
  );
  await page.goto(`${server.origin}/profit?range=2026-05`);
  await page.getByRole("group", { name: "Line" }).getByRole("button", { name: "Account value" }).click();
  expect(new URL(page.url()).searchParams.get("line")).toBe("account");
  const plot = page.getByRole("img", { name: /Account value by day, 3 days, now 1,206\.00 USDT/ });
  await plot.focus();
  await eventually(() => page.locator("figcaption").first().innerText()).toMatch(
    /Tue 5 May\s+that day\s+−4\.50\s+value\s+1,206\.00 USDT\s+drawdown −4\.50/,
  );
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  expect(complaints).toEqual([]);
  await context.close();
});
