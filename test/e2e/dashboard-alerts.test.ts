/**
 * Alerts in a browser, on the real server: a device is turned on, told, tapped, and turned off. Only what headless Chromium lacks
 * is stood in for (alerted-browser.ts). `test/long` has the rest.
 */
import { afterAll, expect, test } from "vitest";
import { alertSettings, openAlerted, takenBy, turnOn } from "../support/alerted-browser.ts";
import { createDashboardFeed, postAsBot, RECORDED, startForFile } from "../support/dashboard.ts";
import { startReceivers } from "../support/receivers.ts";

const CLOSE = RECORDED.find(({ body }) => body["is_final_exit"] === "True")!.body;
const ENTRY = RECORDED.find(({ body }) => body["type"] === "entry_fill")!.body;

const { server, chromium } = await startForFile();
const receivers = await startReceivers();
afterAll(() => receivers.stop());
const world = { server, browser: chromium.browser, receivers };

test("a device is turned on, tested, told of a close, opens the trade, and is turned off", async () => {
  const feed = await createDashboardFeed(server, "alice-alerts");
  const now = `${new Date().toISOString().slice(0, 19).replace("T", " ")}+00:00`;
  const trade = { trade_id: "77", open_date: now };
  // A dry run is known: the device's rules begin with dry runs.
  await postAsBot(server, feed.bot, { ...ENTRY, ...trade });
  const { page, context, alerts, complaints } = await openAlerted(world, feed, "alice");
  // A first page has no service worker's control yet, which a tap needs.
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.reload();
  await turnOn(page);
  await alertSettings(page).getByRole("button", { name: "Send a test" }).click();
  await alertSettings(page).getByText("Delivered. It should be there now.").waitFor();
  expect((await takenBy(receivers, "alice1")).length).toBe(1);

  await alertSettings(page).getByText("dry runs too").waitFor();
  await postAsBot(server, feed.bot, { ...CLOSE, ...trade, close_date: now });
  const toast = page.getByRole("list", { name: "Notifications" }).getByText("ETH/USDT closed");
  await toast.waitFor();
  await expect.poll(async () => (await takenBy(receivers, "alice1")).length).toBe(2);
  const [, close] = await takenBy(receivers, "alice1");
  expect(close!.title).toMatch(/ETH\/USDT closed/);
  // The page has told it while somebody looked; another one it has not.
  await alerts.push(page, close);
  const other = { ...close!, title: "Another close", tag: "other", seqs: [99_999], count: 1 };
  await alerts.push(page, other);
  await expect.poll(() => alerts.shown(page)).toHaveLength(1);
  expect((await alerts.shown(page))[0]).toMatch(/^Another close/);

  await alerts.tap(page, "Another close");
  await page.waitForURL((url) => url.pathname.startsWith("/trades/spot-1"));
  await page
    .getByRole("heading", { name: /ETH\/USDT/ })
    .first()
    .waitFor();
  expect(await alerts.shown(page)).toEqual([]);

  await page.goto(`${server.origin}/settings`);
  await alertSettings(page).getByRole("button", { name: "Turn off alerts on this device" }).click();
  await alertSettings(page).getByRole("button", { name: "Turn off", exact: true }).click();
  await alertSettings(page).getByRole("button", { name: "Turn on alerts here" }).waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});
