/** What needs attention, on the real server: the urgent first, wherever its events are, and what a cut of the line hid. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "vitest";
import { createKey } from "../support/api.ts";
import { createDashboardFeed, isLive, openDashboard, startForFile, watchConsole } from "../support/dashboard.ts";
import { startLine } from "../support/line.ts";

const { server, chromium } = await startForFile();

async function publish(key: string, events: readonly object[]): Promise<void> {
  const answer = await fetch(`${server.origin}/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(events),
  });
  expect(answer.status).toBe(200);
}

test("exceptions are there though the page has not loaded them, above what is less urgent", async () => {
  const feed = await createDashboardFeed(server, "attention");
  const key = await createKey(server.origin, feed.owner, feed.feed, { scope: "publish" });
  const exception = (bot: string, text: string) => ({ bot, type: "exception", data: { status: text } });
  const lock = { lock_end_time: new Date(Date.now() + 3_600_000).toISOString(), active: true, reason: "losses" };
  await publish(key, [
    exception("broken", "Error one"),
    exception("broken", "Error two"),
    exception("other", "Error three"),
    { bot: "locked", type: "protection_trigger", pair: "ETH/USDT", data: { pair: "ETH/USDT", ...lock } },
  ]);
  // More than a page begins with.
  await publish(
    key,
    Array.from({ length: 450 }, () => ({ bot: "talker", type: "strategy_msg", data: { msg: "hm" } })),
  );
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ]) {
    const { page, context, complaints } = await openDashboard(chromium.browser, server, feed, {
      context: { viewport },
    });
    const lines = page.getByRole("list", { name: "Needs attention" }).locator("> li");
    await lines.filter({ hasText: "broken" }).waitFor();
    await lines.filter({ hasText: "Locked" }).waitFor();
    const texts = await lines.allInnerTexts();
    expect(texts.map((text) => text.slice(0, 6))).toEqual(["other ", "broken", "Locked"]);
    expect(texts[0]).toMatch(/^other had an exception .*: Error three$/);
    expect(texts[1]).toMatch(/^broken had 2 exceptions in 24 h, the last .*: Error two$/);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    await lines.getByRole("link", { name: "Error two" }).click();
    await page.getByRole("dialog").getByText("Error two").first().waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  }
});

test("what a cut of the line hid is in the summary and in the lines, and dismissed lines stay away", async () => {
  const feed = await createDashboardFeed(server, "attention-cut");
  const say = (type: string, status: string) => publish(feed.bot, [{ type, data: { status } }]);
  await say("startup", "here");
  const line = await startLine(() => server.origin);
  const context = await chromium.browser.newContext({ locale: "en-GB", viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  watchConsole(page);
  await page.goto(`${line.origin}/#feed=${feed.feed}&key=${feed.owner}`);
  await isLive(page);
  // A part of the page that a cut keeps from loading has the page load itself once more.
  await page.waitForLoadState("networkidle");
  line.refuse(true);
  line.cut();
  await page.locator("footer").getByText("Live", { exact: true }).waitFor({ state: "detached" });
  await say("exception", "Boom while nobody heard");
  line.refuse(false);
  await isLive(page);
  const lines = page.getByRole("list", { name: "Needs attention" }).locator("> li");
  await lines.filter({ hasText: "Boom while nobody heard" }).waitFor();
  const missed = lines.filter({ hasText: "Offline for" });
  await missed.waitFor();
  expect(await missed.innerText()).toMatch(/1 event\s+1 exception/);
  await lines.getByRole("button", { name: "Dismiss the exceptions of spot-1" }).click();
  await missed.getByRole("button", { name: "Dismiss the summary" }).click();
  await expect.poll(() => lines.count()).toBe(0);
  await say("exception", "Boom again");
  await lines.filter({ hasText: "had 2 exceptions in 24 h" }).waitFor();
  await context.close();
  await line.close();
});
