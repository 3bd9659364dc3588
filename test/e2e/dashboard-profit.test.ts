/** Profit on the page: the range that drives every figure, and what a trader asks of it. */
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import type { Page } from "playwright-core";
import { createKey, post } from "../support/api.ts";
import { createDashboardFeed, isLive, openDashboard, startForFile, WIDE } from "../support/dashboard.ts";
import { createProfitFeed } from "../support/profit-feed.ts";

const { server, chromium } = await startForFile();

/** The machine may be busy. */
const eventually = <Value>(read: () => Promise<Value>) => expect.poll(read, { timeout: 60_000 });

const figure = (page: Page, name: string) =>
  page.getByRole("region", { name: "Figures" }).locator("dl > div", { hasText: name }).locator("dd");

test("one range drives figures, breakdown, trades and CSV, in the page's zone, and lives in the address", async () => {
  const feed = await createProfitFeed(server, "ranges", [
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
