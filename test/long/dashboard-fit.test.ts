/** What stands on the page fits it, whatever names its owner gave, and what a view needs to read it reads. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { createKey, post } from "../support/api.ts";
import { createDashboardFeed, isLive, openDashboard, PHONE, postAsBot, startForFile } from "../support/dashboard.ts";

const { server, chromium } = await startForFile();

const LONG_BOT = "a-bot-with-a-very-long-name-that-goes-on-and-on-0123456789";
const VIEWS = ["/", "/trades?status=closed", "/bots", `/bots/${LONG_BOT}`, "/profit", "/tape", "/settings", "/connect"];

/** What can be pressed or filled in and lies beyond the window's edge, where nothing scrolls to it. */
const outOfReach = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("main :is(a, button, input, select, [role=switch])")]
      .filter((element) => element.checkVisibility() && element.getBoundingClientRect().right > window.innerWidth + 1)
      .filter((element) => {
        let around = element.parentElement;
        while (around !== null && getComputedStyle(around).overflowX !== "auto") around = around.parentElement;
        return around === null || around.getBoundingClientRect().width > window.innerWidth;
      })
      .map((element) => element.outerHTML.slice(0, 120)),
  );

test("on a phone everything is in reach in every view, with a bot of the longest name whose profit nobody can read", async () => {
  const feed = await createDashboardFeed(server, "fit");
  const key = await createKey(server.origin, feed.owner, "fit", { scope: "publish", bot: LONG_BOT, dryRun: false });
  const trade = { trade_id: "1", pair: "1000000MOGTOKENLONGNAME/USDT:USDT", stake_currency: "USDT" };
  const open = {
    ...trade,
    open_date: "2026-11-24 06:00:00",
    amount: "1",
    enter_tag: "a_rather_long_tag_that_tells_all",
  };
  await postAsBot(server, key, { ...open, type: "entry_fill", open_rate: "2000" });
  await postAsBot(server, key, {
    ...open,
    type: "exit_fill",
    close_rate: "2010",
    profit_amount: "nan",
    is_final_exit: "True",
  });
  await postAsBot(server, key, { ...open, trade_id: "2", type: "entry_fill", open_rate: "2000" });
  const { page, context, complaints } = await openDashboard(chromium.browser, server, feed, {
    context: { viewport: PHONE },
  });
  for (const path of VIEWS) {
    await page.goto(server.origin + path);
    await isLive(page);
    await page.locator("main h1").waitFor();
    expect({ path, out: await outOfReach(page) }).toEqual({ path, out: [] });
  }
  await page.goto(`${server.origin}/bots/${LONG_BOT}`);
  await page.getByRole("heading", { name: "Open trades" }).waitFor();
  await page.getByText("1 trade without a readable profit").first().waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

test("an event older than the tape is read from the history", async () => {
  const feed = await createDashboardFeed(server, "older");
  const events = Array.from({ length: 300 }, (_, step) => ({ type: "x-step", bot: "spot-1", data: { step } }));
  expect((await post(`${server.origin}/v1/events`, feed.owner, events)).ok).toBe(true);
  const { page, context, complaints } = await openDashboard(chromium.browser, server, feed, { path: "/tape?event=5" });
  const dialog = page.getByRole("dialog", { name: "Event 5" });
  await dialog.getByText("step 4", { exact: true }).waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});
