/** Numbers and times are written as the reader's locale does, or as the settings say. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "vitest";
import { post } from "../support/api.ts";
import { createDashboardFeed, openDashboard, overflowPx, PHONE, startForFile, WIDE } from "../support/dashboard.ts";

const { server, chromium } = await startForFile();
const eventually = <Value>(read: () => Promise<Value>) => expect.poll(read, { timeout: 60_000 });

test("a German reader has commas, an American one AM and PM, and the settings have the last word", async () => {
  const feed = await createDashboardFeed(server, "locale");
  const trade = { trade: { id: "1", pair: "ETH/USDT" }, currency: "USDT", amount: 1 };
  const events = [
    { type: "entry_fill", ...trade, price: "2531.17" },
    { type: "exit_fill", ...trade, price: "3766", final: true, profit: "1234.567" },
  ];
  const answer = await post(`${server.origin}/v1/events`, feed.bot, events);
  expect(answer.status).toBe(200);

  for (const [locale, profit, time] of [
    ["de-DE", "+1.234,57", /^\d\d:\d\d:\d\d/m],
    ["en-US", "+1,234.57", /^\d{1,2}:\d\d:\d\d\s[AP]M/m],
  ] as const) {
    for (const viewport of [WIDE, PHONE]) {
      const { page } = await openDashboard(chromium.browser, server, feed, { context: { locale, viewport } });
      await eventually(() => page.locator("main").innerText()).toContain(profit);
      await eventually(() => page.locator("article").first().innerText()).toMatch(time);
      expect(await overflowPx(page)).toBe(0);
      await page.context().close();
    }
  }

  const { page } = await openDashboard(chromium.browser, server, feed, {
    context: { locale: "en-US" },
    path: "/settings",
  });
  await page.getByRole("combobox", { name: "Numbers and times" }).selectOption("fr-FR");
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);
  await page.goto(`${server.origin}/`);
  await eventually(() => page.locator("main").innerText()).toMatch(/\+1\s234,57/);
  await page.reload();
  await eventually(() => page.locator("main").innerText()).toMatch(/\+1\s234,57/);
  await page.context().close();
});
