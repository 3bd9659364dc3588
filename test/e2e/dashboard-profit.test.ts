/** Profit on the page: the range that drives every figure, and what a trader asks of it. */
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import type { Page } from "playwright-core";
import { post } from "../support/api.ts";
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
