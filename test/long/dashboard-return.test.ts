/** Back brings the reader to where they were, and a new tab opens what it was opened for. On the real server, in Chromium. */
import { beforeAll, describe, expect, test } from "vitest";
import type { Page } from "playwright-core";
import { createDashboardFeed, type DashboardFeed, isLive, openDashboard, startForFile } from "../support/dashboard.ts";

const { server, chromium } = await startForFile();
const TRADES = 100;
const eventually = <Value>(read: () => Promise<Value>) => expect.poll(read, { timeout: 60_000 });

let feed: DashboardFeed;

async function publish(events: readonly object[]): Promise<void> {
  const answer = await fetch(`${server.origin}/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${feed.bot}`, "content-type": "application/json" },
    body: JSON.stringify(events),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

const trade = (id: number) => ({
  pair: `P${id}/USDT`,
  trade: { id: String(id), pair: `P${id}/USDT`, openedAt: new Date(Date.UTC(2026, 2, 1, 0, id)).toISOString() },
  currency: "USDT",
  price: 10,
  amount: 1,
});

beforeAll(async () => {
  feed = await createDashboardFeed(server, "return");
  for (let from = 0; from < TRADES; from += 50)
    await publish(
      Array.from({ length: 50 }, (_, index) => ({ type: "entry_fill", ...trade(from + index) })).concat(
        Array.from({ length: 50 }, (_, index) => ({
          type: "exit_fill",
          ...trade(from + index),
          final: true,
          profit: "1",
        })),
      ),
    );
});

const scrolled = (page: Page, selector: string): Promise<number> =>
  page.locator(selector).evaluate((element) => Math.round(element.scrollTop));
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.getAttribute("href") ?? document.activeElement?.tagName ?? "");

describe.each([
  { where: "a desk", viewport: { width: 1440, height: 900 }, hasTouch: false },
  { where: "a phone", viewport: { width: 390, height: 844 }, hasTouch: true },
])("on $where", ({ viewport, hasTouch }) => {
  test("Back from a trade is at the same trade of a long list, with the focus on it", async () => {
    const { page, context, complaints } = await openDashboard(chromium.browser, server, feed, {
      path: "/trades?status=closed",
      context: { viewport, hasTouch },
    });
    // One far down, which is drawn only after more steps of the list.
    const link = page.getByRole("main").locator(`a[href*="spot-1%3A20%3A"]`).first();
    await eventually(async () => {
      await page.locator("#view").evaluate((view) => view.scrollTo({ top: view.scrollHeight }));
      return link.count();
    }).toBe(1);
    await link.scrollIntoViewIfNeeded();
    const before = await scrolled(page, "#view");
    expect(before).toBeGreaterThan(1_500);
    const href = await link.getAttribute("href");
    await link.click();
    await page.getByRole("heading", { name: "What it said" }).waitFor();
    expect(await scrolled(page, "#view")).toBe(0);
    await page.goBack();
    await eventually(async () => Math.abs((await scrolled(page, "#view")) - before)).toBeLessThan(3);
    await eventually(() => focused(page)).toBe(href);
    // And a step forward, and back again.
    await page.goForward();
    await page.getByRole("heading", { name: "What it said" }).waitFor();
    await page.goBack();
    await eventually(async () => Math.abs((await scrolled(page, "#view")) - before)).toBeLessThan(3);
    // A place of its own begins at the top.
    await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Bots", exact: true }).click();
    await page.getByRole("heading", { name: "Bots", exact: true }).first().waitFor();
    expect(await scrolled(page, "#view")).toBe(0);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("Back to the tape is at the same event, held there while others arrive", async () => {
    const { page, context } = await openDashboard(chromium.browser, server, feed, {
      path: "/tape",
      context: { viewport, hasTouch },
    });
    const list = page.getByRole("region", { name: "Events" });
    await list.locator("article").first().waitFor();
    await list.evaluate((element) => element.scrollTo({ top: 3_010 }));
    const firstInView = (): Promise<string | undefined> =>
      list.evaluate((element) => {
        const { top } = element.getBoundingClientRect();
        const rows = [...element.querySelectorAll("article")];
        const first = rows.find((row) => row.getBoundingClientRect().bottom > top + 2);
        return first === undefined
          ? undefined
          : `${first.querySelector("a")?.getAttribute("href")} ${Math.round(first.getBoundingClientRect().top - top)}`;
      });
    await eventually(() => scrolled(page, '[aria-label="Events"]')).toBeGreaterThan(2_900);
    await eventually(firstInView).toBeDefined();
    // The focus may move the list, where the row is half in view.
    const link = list.getByRole("link").first();
    await link.focus();
    const href = await focused(page);
    let before = await firstInView();
    await eventually(async () => before === (before = await firstInView())).toBe(true);
    await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Bots", exact: true }).click();
    await page.getByRole("heading", { name: "Bots", exact: true }).first().waitFor();
    await publish(Array.from({ length: 20 }, () => ({ type: "strategy_msg", data: { msg: "meanwhile" } })));
    await page.goBack();
    await eventually(firstInView).toBe(before);
    await page.getByRole("button", { name: /20 new/ }).waitFor();
    await eventually(() => focused(page)).toBe(href);
    await context.close();
  });
});

test("a trade opens in a new tab without its key, as long as a tab with the key is open", async () => {
  const { page, context } = await openDashboard(chromium.browser, server, feed, { path: "/trades?status=closed" });
  expect(await page.evaluate(() => localStorage.getItem("fillcast.access"))).toBe(null);
  const link = page.getByRole("table").getByRole("link", { name: /P99/ }).first();
  const [opened] = await Promise.all([context.waitForEvent("page"), link.click({ modifiers: ["ControlOrMeta"] })]);
  await opened.getByRole("heading", { name: "What it said" }).waitFor();
  expect(new URL(opened.url()).hash).toBe("");
  // Also one that nothing of the page opened, and one whose opener is cut off.
  const typed = await context.newPage();
  await typed.goto(opened.url());
  await typed.getByRole("heading", { name: "What it said" }).waitFor();
  const [blank] = await Promise.all([
    context.waitForEvent("page"),
    page.evaluate(() => void window.open("/trades", "_blank", "noopener")),
  ]);
  await isLive(blank);
  // A tab in which the key was forgotten does not get it back.
  await typed.evaluate(() => sessionStorage.removeItem("fillcast.access"));
  await typed.reload();
  await typed.getByRole("heading", { name: "Open your feed" }).waitFor();
  // And nobody has it once the tabs are closed.
  for (const tab of [page, opened, typed, blank]) await tab.close();
  const later = await context.newPage();
  await later.goto(`${server.origin}/trades`);
  await later.getByRole("heading", { name: "Open your feed" }).waitFor();
  await context.close();
});
