/** A trade's page: its fills over time, as picture and as list. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "vitest";
import { createDashboardFeed, openDashboard, overflowPx, postRecordedDay, startForFile } from "../support/dashboard.ts";

const { server, chromium } = await startForFile();

const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1440, height: 900 } };

const eventually = <Value>(read: () => Promise<Value>) => expect.poll(read, { timeout: 60_000 });

// Worked by hand from the bodies: bought 0.0394605 at 2531.17 and 0.0401598 at 2487.9, which is 1.71 % below; the average is then
// 2509.344981…; sold 0.03 for +1.37746032.
test.each(["desktop", "phone"] as const)("a trade shows its fills over time on a %s", async (size) => {
  const feed = await createDashboardFeed(server, `trade-${size}`);
  await postRecordedDay(server, feed);
  const { page, context, complaints } = await openDashboard(chromium.browser, server, feed, {
    path: `/trades/${encodeURIComponent("spot-1:41:2024-10-24T09:15:03.123456Z")}`,
    context: { viewport: SIZES[size], colorScheme: size === "phone" ? "dark" : "light" },
  });
  const fills =
    size === "phone"
      ? page.getByRole("list", { name: "Fills" }).locator("> li")
      : page.getByRole("table", { name: "Fills" }).locator("tbody tr");
  await eventually(() => fills.count()).toBe(4);
  const texts = (await fills.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, " "));
  expect(texts.map((text) => /^[A-Z][a-z ]+(?= )/.exec(text)?.[0])).toEqual([
    "Entry",
    "Addition",
    "Partial exit",
    "Exit",
  ]);
  expect(texts[0]).toContain("2,531.17");
  expect(texts[1]).toContain("2,487.9");
  expect(texts[1]).toContain("−1.71%");
  expect(texts[2]).toContain("+1.38 USDT");
  await eventually(() => page.locator("figure path[data-hint]").count()).toBe(4);
  expect(await page.getByRole("figure").innerText()).toMatch(/Average entry\s+2,509\.34/);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  expect(await overflowPx(page)).toBeLessThanOrEqual(0);
  expect(complaints).toEqual([]);
  await context.close();
});
