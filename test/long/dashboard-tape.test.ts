/** The tape's filters, on the real server: what the page does not hold is found in the history, and live events go on coming. */
import { beforeAll, describe, expect, test } from "vitest";
import type { Page } from "playwright-core";
import { createDashboardFeed, type DashboardFeed, isLive, openDashboard, startForFile } from "../support/dashboard.ts";

const { server, chromium } = await startForFile();
const PHONE = { width: 390, height: 844 };

/** Publishes events in one batch. */
async function publish(key: string, events: readonly object[]): Promise<void> {
  const answer = await fetch(`${server.origin}/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(events),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

const message = (text: string, more: object = {}) => ({ type: "strategy_msg", data: { msg: text }, ...more });

/** A needle under 2,500 other events, of which a page loads the newest few hundred. */
async function createHaystack(name: string): Promise<DashboardFeed> {
  const feed = await createDashboardFeed(server, name);
  await publish(feed.bot, [
    message("a needle in March", { pair: "ETH/USDT" }),
    { type: "exception", data: { status: "KeyError: needle" } },
  ]);
  for (let batch = 0; batch < 5; batch++)
    await publish(
      feed.bot,
      Array.from({ length: 500 }, (_, index) => message(`hay ${batch * 500 + index}`, { pair: "BTC/USDT" })),
    );
  return feed;
}

const lines = (page: Page) => page.getByRole("region", { name: "Events" }).locator("article");

describe.each([
  { where: "a desk", viewport: { width: 1440, height: 900 } },
  { where: "a phone", viewport: PHONE },
])("on $where", ({ viewport }) => {
  let feed: DashboardFeed;
  beforeAll(async () => {
    feed = await createHaystack(`tape-${viewport.width}`);
  });

  test("what is not loaded is found on the server, and live matches come on top", async () => {
    const { page, context, complaints } = await openDashboard(chromium.browser, server, feed, {
      path: "/tape",
      context: { viewport },
    });
    await page.getByRole("searchbox", { name: "Search events" }).fill("needle");
    await page.getByText("No match in loaded events.").waitFor();
    expect(await lines(page).count()).toBe(0);
    await page.getByRole("button", { name: "Search older" }).click();
    await page.getByText("No more matches. Searched all events.").waitFor();
    expect(await lines(page).allTextContents()).toEqual([
      expect.stringContaining("KeyError: needle"),
      expect.stringContaining("a needle in March"),
    ]);
    await publish(feed.bot, [message("more hay"), message("another needle, live")]);
    await lines(page).filter({ hasText: "another needle, live" }).waitFor();
    expect(await lines(page).first().textContent()).toContain("another needle, live");
    expect(await lines(page).count()).toBe(3);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("pairs, kinds and days ask the server too, and a filter can be saved and picked again", async () => {
    const { page, context } = await openDashboard(chromium.browser, server, feed, {
      path: "/tape",
      context: { viewport },
    });
    await page.getByRole("button", { name: "Filter by pair and date" }).click();
    await page.getByRole("textbox", { name: "Another pair" }).fill("ETH/USDT");
    await page.getByRole("button", { name: "Add" }).click();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Search older" }).click();
    await lines(page).filter({ hasText: "a needle in March" }).waitFor();
    expect(await lines(page).count()).toBe(1);

    await page.getByRole("button", { name: "Saved" }).click();
    await page.getByRole("textbox", { name: "Name of this filter" }).fill("Only ether");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("button", { name: "Only ether", exact: true }).waitFor();
    await page.goto(`${server.origin}/tape?show=warnings&to=2020-01-01`);
    await isLive(page);
    await page.getByText("No match in loaded events.").waitFor();
    await page.getByRole("button", { name: "Search older" }).click();
    await page.getByText("No match. Searched all events.").waitFor();
    await page.getByRole("button", { name: "Saved" }).click();
    await page.getByRole("button", { name: "Only ether", exact: true }).click();
    expect(new URL(page.url()).searchParams.get("pair")).toBe("ETH/USDT");
    expect(new URL(page.url()).searchParams.get("to")).toBe(null);
    await context.close();
  });
});

test("an order and its fill are one line, which says how long it took, and the order is in the fill's details", async () => {
  const feed = await createDashboardFeed(server, "tape-orders");
  const trade = { id: "7", openedAt: "2026-03-01T12:00:00Z", direction: "long" };
  const { page, context } = await openDashboard(chromium.browser, server, feed, { path: "/tape" });
  await publish(feed.bot, [{ type: "entry", pair: "ETH/USDT", trade, price: 2_530, amount: "0.5" }]);
  await lines(page).filter({ hasText: "Entry order" }).waitFor();
  await publish(feed.bot, [{ type: "entry_fill", pair: "ETH/USDT", trade, price: 2_531, amount: "0.5" }]);
  await lines(page).filter({ hasText: "Entry filled" }).waitFor();
  expect(await lines(page).count()).toBe(1);
  expect(await lines(page).first().textContent()).toMatch(/filled (?:at once|after)/);
  await lines(page).getByRole("link", { name: "Entry filled" }).click();
  const dialog = page.getByRole("dialog", { name: "Event 2" });
  await dialog.getByText("Entry order").waitFor();
  expect(await dialog.textContent()).toContain("2,530");
  await page.keyboard.press("Escape");
  // Who asks for orders sees the order.
  await page.getByRole("button", { name: "Orders", exact: true }).click();
  await lines(page).filter({ hasText: "Entry order" }).waitFor();
  await context.close();
});
