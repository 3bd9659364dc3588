/** A page that opens without a network: it shows what it last had, says of when that is, and takes up the feed again. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import {
  createDashboardFeed,
  isLive,
  openDashboard,
  overflowPx,
  PHONE,
  postAsBot,
  postRecordedDay,
  RECORDED,
  WIDE,
  startForFile,
} from "../support/dashboard.ts";

const AS_OF = /^as of \d\d:\d\d:\d\d$/;

const { server, chromium } = await startForFile();

/** What the list says, oldest first. */
const lines = (page: Page, list: string): Promise<string[]> =>
  page
    .locator(`[aria-label="${list}"] article`)
    .evaluateAll((all) => all.map((line) => line.textContent ?? "").reverse());

/** Greyed figures are to be read too. */
async function complaintsOfAxe(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"])
    .analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
}

test("the tape of the last visit stands there greyed, with its time, until the line is back", async () => {
  const feed = await createDashboardFeed(server, "alice-offline");
  await postRecordedDay(server, feed);
  const { page, context } = await openDashboard(chromium.browser, server, feed, { context: { viewport: WIDE } });
  await page.getByText("config reloaded").first().waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const before = await lines(page, "Latest events");
  expect(before.length).toBeGreaterThan(8);

  await context.setOffline(true);
  await page.reload();
  await page.getByText(AS_OF).waitFor();
  expect(await lines(page, "Latest events")).toEqual(before);
  const filter = await page
    .getByRole("region", { name: "Latest events" })
    .evaluate((list) => getComputedStyle(list).filter);
  expect(filter).toBe("grayscale(1)");
  expect(await complaintsOfAxe(page)).toEqual([]);
  await page.getByRole("link", { name: "Exception", exact: true }).click();
  await page.getByRole("dialog").getByText("Could not load markets").first().waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Tape", exact: true }).click();
  await page.getByRole("region", { name: "Events" }).getByText("config reloaded").waitFor();
  await page.getByText(AS_OF).waitFor();

  await postAsBot(server, feed.bot, { type: "strategy_msg", msg: "said meanwhile" });
  await context.setOffline(false);
  await isLive(page);
  await page.getByText("said meanwhile").waitFor();
  await page.getByText(AS_OF).waitFor({ state: "detached" });
  // An order shares the line of its fill.
  const fills = RECORDED.filter(({ body }) => body["type"]?.endsWith("_fill")).length;
  await expect.poll(() => page.locator("[aria-label=Events] article").count()).toBe(RECORDED.length - fills + 1);
  await context.close();
});

test("a phone's overview shows its last events so too", async () => {
  const feed = await createDashboardFeed(server, "bob-offline");
  await postRecordedDay(server, feed);
  const { page, context } = await openDashboard(chromium.browser, server, feed, { context: { viewport: PHONE } });
  await page.getByText("config reloaded").first().waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await context.setOffline(true);
  await page.reload();
  await page.getByText(AS_OF).waitFor();
  await page.getByText("config reloaded").waitFor();
  expect(await overflowPx(page)).toBe(0);
  expect(await complaintsOfAxe(page)).toEqual([]);
  await page.getByRole("link", { name: "Tape", exact: true }).click();
  await page.getByRole("region", { name: "Events" }).getByText("config reloaded").waitFor();
  await context.setOffline(false);
  await isLive(page);
  await page.getByText(AS_OF).waitFor({ state: "detached" });
  await context.close();
});
