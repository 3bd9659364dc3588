/** Parts of the page that are loaded later, over a line that breaks just then. */
import { expect, test } from "vitest";
import { createDashboardFeed, isLive, openDashboard, postAsBot, RECORDED, startForFile } from "../support/dashboard.ts";

const { server, chromium } = await startForFile();
const MISSING = "This part of the page could not be loaded";

test.each([
  { part: "a view", path: "/tape", script: "**/assets/tape-view-*.js", sign: "seen at last" },
  { part: "a dialog", path: "/?event=1", script: "**/assets/event-dialog-*.js", sign: "Received" },
])("$part that could not be fetched comes by itself once the server answers", async ({ part, path, script, sign }) => {
  const feed = await createDashboardFeed(server, `parts-${part.replace(" ", "-")}`);
  await postAsBot(server, feed.bot, RECORDED[0]?.body ?? {});
  await postAsBot(server, feed.bot, { type: "strategy_msg", msg: "seen at last" });
  const { page, context } = await openDashboard(chromium.browser, server, feed, {
    path: "/settings",
    // A page whose parts are kept already needs no line.
    context: { serviceWorkers: "block" },
  });
  let isBroken = true;
  for (const address of [script, "**/theme.js"])
    await page.route(address, (route) => (isBroken ? route.abort() : route.continue()));
  await page.goto(`${server.origin}${path}`);
  await page.getByRole("alert").filter({ hasText: MISSING }).waitFor();
  // The rest of the page goes on.
  await isLive(page);
  isBroken = false;
  await page.getByText(sign).first().waitFor();
  expect(await page.getByText(MISSING).count()).toBe(0);
  expect(page.url()).toBe(`${server.origin}${path}`);
  await context.close();
});

test("a new tab that cannot fetch what asks other tabs for their key asks its reader", async () => {
  const context = await chromium.browser.newContext({ serviceWorkers: "block" });
  await context.route("**/assets/handover-*.js", (route) => route.abort());
  const page = await context.newPage();
  await page.goto(server.origin);
  await page.getByRole("heading", { name: "Open your feed" }).waitFor();
  await context.close();
});
