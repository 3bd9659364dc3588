/** What the settings say of quotas and of the state, and what stands over the figures when there is more than they hold. */
import { AxeBuilder } from "@axe-core/playwright";
import { LIVE_TRADES_MAX } from "@fillcast/protocol";
import { expect, test } from "vitest";
import { createKey, post } from "../support/api.ts";
import { createDashboardFeed, openDashboard, overflowPx, PHONE, startForFile } from "../support/dashboard.ts";

const { server, chromium } = await startForFile();

test("the settings show what was used, who met a limit, and have the figures made again", async () => {
  const feed = await createDashboardFeed(server, "bounded");
  const limited = await fetch(`${server.origin}/v1/feeds/bounded`, {
    method: "PATCH",
    headers: { authorization: `Bearer ${server.adminToken}`, "content-type": "application/json" },
    body: JSON.stringify({ limits: { key: { eventsPerDay: 5 }, feed: { sockets: null } } }),
  });
  expect(limited.status).toBe(200);
  const statuses: number[] = [];
  for (let n = 0; n < 6; n++)
    statuses.push((await post(`${server.origin}/v1/events`, feed.owner, { id: `e${n}`, type: "status" })).status);
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);

  const { page, context } = await openDashboard(chromium.browser, server, feed, { path: "/settings" });
  const section = page.locator("section", { has: page.getByRole("heading", { name: "Limits and figures" }) });
  await section.getByText("Events today").waitFor();
  const text = (await section.innerText()).replaceAll(/\s+/g, " ");
  expect(text).toMatch(/Events today 5 of 250,000/);
  expect(text).toMatch(/Sockets and streams \d+ \(no limit\)/);
  expect(text).toMatch(/for events a day refused 1 request\. The last time/);
  await section.getByRole("button", { name: "Rebuild the figures…" }).click();
  await section.getByRole("button", { name: "Rebuild", exact: true }).click();
  await section.getByText("are being rebuilt from the log").first().waitFor();
  await section.getByRole("button", { name: "Rebuild the figures…" }).click();
  await section.getByRole("button", { name: "Rebuild", exact: true }).click();
  await section.getByText(/less than a minute ago/).waitFor();
  const { violations } = await new AxeBuilder({ page }).include("main").analyze();
  expect(violations).toEqual([]);
  await page.setViewportSize(PHONE);
  expect(await overflowPx(page)).toBe(0);
  await context.close();
});

test("open trades beyond what a state holds are counted over the figures", async () => {
  const feed = await createDashboardFeed(server, "crowded");
  const hidden = 12;
  let n = 0;
  for (const bot of ["a", "b", "c", "d", "e"]) {
    const key = await createKey(server.origin, feed.owner, "crowded", { scope: "publish", bot });
    const trades = LIVE_TRADES_MAX / 5 + (bot === "e" ? hidden : 0);
    for (let left = trades; left > 0; left -= 400) {
      const events = Array.from({ length: Math.min(400, left) }, () => ({
        id: `in-${++n}`,
        type: "entry_fill",
        pair: "ETH/USDT",
        trade: { id: String(n), direction: "long", openedAt: "2026-01-01T00:00:00Z" },
        data: { open_rate: "100", amount: "1", stake_currency: "USDT" },
      }));
      expect((await post(`${server.origin}/v1/events`, key, events)).status).toBe(200);
    }
  }
  const { page, context } = await openDashboard(chromium.browser, server, feed, { live: false });
  await page.getByText(`${hidden} more open trades are not shown`).waitFor();
  await context.close();
});
