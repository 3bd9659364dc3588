/** Profit on the page: the range that drives every figure, and what a trader asks of it. */
import { readFile } from "node:fs/promises";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "vitest";
import type { Page } from "playwright-core";
import { createKey, post } from "../support/api.ts";
import { createDashboardFeed, isLive, openDashboard, startForFile, WIDE } from "../support/dashboard.ts";

const { server, chromium } = await startForFile();

/** The machine may be busy. */
const eventually = <Value>(read: () => Promise<Value>) => expect.poll(read, { timeout: 60_000 });

interface Story {
  readonly at: string;
  readonly profit: string;
  readonly bot?: string;
  readonly pair?: string;
}

/** A feed whose trades were each held for an hour, opened and closed by one fill. */
async function feedOf(name: string, stories: readonly Story[]) {
  const feed = await createDashboardFeed(server, name);
  const events = stories.flatMap(({ at, profit, bot = "alpha", pair = "BTC/USDT" }, n) => {
    const closedMs = Date.parse(at);
    const trade = { id: String(n + 1), openedAt: new Date(closedMs - 3_600_000).toISOString() };
    const common = { bot, pair, trade, currency: "USDT", amount: "1" };
    return [
      { ...common, type: "entry_fill", side: "buy", price: "100", ts: closedMs - 3_600_000 },
      { ...common, type: "exit_fill", side: "sell", price: "101", profit, ts: closedMs },
    ];
  });
  const answer = await post(`${server.origin}/v1/events`, feed.owner, events);
  expect(answer.status).toBe(200);
  return feed;
}

const figure = (page: Page, name: string) =>
  page.getByRole("region", { name: "Figures" }).locator("dl > div", { hasText: name }).locator("dd");

test("one range drives figures, breakdown, trades and CSV, in the page's zone, and lives in the address", async () => {
  const feed = await feedOf("ranges", [
    { at: "2026-02-28T22:30:00Z", profit: "1000" },
    // In March in Berlin, in February in UTC.
    { at: "2026-02-28T23:30:00Z", profit: "10" },
    { at: "2026-03-31T21:59:59Z", profit: "-4", bot: "beta", pair: "ETH/USDT" },
    { at: "2026-03-31T22:00:00Z", profit: "2000" },
  ]);
  const { page, context, complaints } = await openDashboard(chromium.browser, server, feed, {
    context: { viewport: WIDE, timezoneId: "Europe/Berlin" },
    path: "/profit",
  });
  await eventually(() => figure(page, "Realised").innerText()).toContain("+3,006.00");
  await page.getByRole("button", { name: "Range: All time" }).click();
  await page.getByLabel("From", { exact: true }).fill("2026-03-01");
  await page.getByLabel("From", { exact: true }).blur();
  await page.getByLabel("To", { exact: true }).fill("2026-03-31");
  await page.getByLabel("To", { exact: true }).blur();
  await page.getByRole("button", { name: "Range: March 2026" }).waitFor();
  expect(page.url()).toContain("range=2026-03");
  await page.keyboard.press("Escape");
  await eventually(() => figure(page, "Realised").innerText()).toContain("+6.00");
  expect(await figure(page, "Closed trades").innerText()).toBe("2");

  await page.reload();
  await isLive(page);
  await eventually(() => figure(page, "Realised").innerText()).toContain("+6.00");

  await page.goto(`${server.origin}/trades?status=closed&range=2026-03`);
  const rows = page.getByRole("table").locator("tbody tr");
  await eventually(() => rows.count()).toBe(2);
  await page.getByRole("button", { name: "Export as CSV" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "These 2 trades" }).click(),
  ]);
  const lines = (await readFile(await download.path(), "utf8")).trim().split("\n");
  expect(lines.slice(1).map((line) => line.split(",")[1])).toEqual(["beta", "alpha"]);
  expect(complaints).toEqual([]);
  await context.close();
});

test("a dragged span of the chart is the range, a double click takes it back, and pointer and arrow keys read days", async () => {
  const feed = await feedOf("zoom", [
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
  const feed = await feedOf("tabs", [
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

test("books stand by how much is traded in them, simulated money is folded away, and an empty page claims nothing", async () => {
  const feed = await createDashboardFeed(server, "books");
  const { page, context } = await openDashboard(chromium.browser, server, feed, { path: "/profit" });
  await page.getByText("No realised profit yet").waitFor();
  expect(await page.locator("main").innerText()).not.toMatch(/never shown|unrealised/i);
  const live = await createKey(server.origin, feed.owner, feed.feed, { scope: "publish", bot: "real", dryRun: false });
  const sold = (n: number, currency: string) => ({
    type: "exit_fill",
    pair: `ETH/${currency}`,
    trade: { id: String(n), openedAt: new Date(Date.now() - 60_000 - n).toISOString() },
    currency,
    amount: "1",
    price: "10",
    profit: "1",
    final: true,
  });
  for (const [key, currencies] of [
    [feed.bot, ["USDT"]],
    [live, ["BTC", "USDT", "USDT"]],
  ] as const)
    expect(
      (
        await post(
          `${server.origin}/v1/events`,
          key,
          currencies.map((currency, n) => sold(n, currency)),
        )
      ).status,
    ).toBe(200);
  const books = page.getByRole("group", { name: "Book" });
  await eventually(() => books.getByRole("button").allInnerTexts()).toEqual(["Live USDT", "Live BTC"]);
  await page.getByRole("button", { name: "Dry-run" }).click();
  await page.getByRole("button", { name: "Dry-run USDT" }).click();
  expect(new URL(page.url()).searchParams.get("book")).toBe("dry.USDT");
  await eventually(() => figure(page, "Realised").innerText()).toContain("+1.00");
  await context.close();
});
