/**
 * Alerts in a browser, on the real server: Settings, what the service worker shows, what a tap opens, and subscriptions that
 * change. Only what headless Chromium lacks is stood in for (alerted-browser.ts).
 */
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { afterAll, describe, expect, test } from "vitest";
import { allowAlerts } from "../support/alerted-browser.ts";
import { createKey } from "../support/api.ts";
import {
  createDashboardFeed,
  type DashboardFeed,
  isLive,
  PHONE,
  postAsBot,
  RECORDED,
  startForFile,
  watchConsole,
  WIDE,
} from "../support/dashboard.ts";
import { type Received, startReceivers } from "../support/receivers.ts";

const CLOSE = RECORDED.find(({ body }) => body["is_final_exit"] === "True")!.body;
const ENTRY = RECORDED.find(({ body }) => body["type"] === "entry_fill")!.body;

const { server, chromium } = await startForFile();
const receivers = await startReceivers();
afterAll(() => receivers.stop());

interface Payload {
  readonly title: string;
  readonly path: string;
  readonly seqs: readonly number[];
}
const taken = async (box: string): Promise<readonly Payload[]> => {
  const boxes = (await (await fetch(`${receivers.origin}/boxes/${box}`)).json()) as readonly Received[];
  return boxes.flatMap(({ taken }) => (taken === null ? [] : [(taken as { readonly payload: Payload }).payload]));
};
const settings = (page: Page) => page.getByRole("region", { name: "Alerts" });

async function openAlerted({ feed, owner }: Pick<DashboardFeed, "feed" | "owner">, box: string, viewport = WIDE) {
  const context = await chromium.browser.newContext({ locale: "en-GB", viewport });
  const browser = await allowAlerts(context, { origin: server.origin, receivers: receivers.origin, box });
  const page = await context.newPage();
  const complaints = watchConsole(page);
  await page.goto(`${server.origin}/settings#feed=${feed}&key=${owner}&keep=device`);
  await isLive(page);
  return { context, browser, page, complaints };
}

async function turnOn(page: Page): Promise<void> {
  await settings(page).getByRole("button", { name: "Turn on alerts here" }).click();
  await settings(page).getByText("this device", { exact: true }).waitFor();
}

describe("this device", () => {
  test("is turned on, tested, told of a close, opens the trade, and is turned off", async () => {
    const feed = await createDashboardFeed(server, "alice-alerts");
    const now = `${new Date().toISOString().slice(0, 19).replace("T", " ")}+00:00`;
    const trade = { trade_id: "77", open_date: now };
    // A dry run is known: the device's rules begin with dry runs.
    await postAsBot(server, feed.bot, { ...ENTRY, ...trade });
    const { page, context, browser, complaints } = await openAlerted(feed, "alice");
    // A first page has no service worker's control yet, which a tap needs.
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.reload();
    await turnOn(page);
    await settings(page).getByRole("button", { name: "Send a test" }).click();
    await settings(page).getByText("Delivered. It should be there now.").waitFor();
    expect((await taken("alice1")).length).toBe(1);

    await settings(page).getByText("dry runs too").waitFor();
    await postAsBot(server, feed.bot, { ...CLOSE, ...trade, close_date: now });
    const toast = page.getByRole("list", { name: "Notifications" }).getByText("ETH/USDT closed");
    await toast.waitFor();
    await expect.poll(async () => (await taken("alice1")).length).toBe(2);
    const [, close] = await taken("alice1");
    expect(close!.title).toMatch(/ETH\/USDT closed/);
    // The page has told it while somebody looked; another one it has not.
    await browser.push(page, close);
    const other = { ...close!, title: "Another close", tag: "other", seqs: [99_999], count: 1 };
    await browser.push(page, other);
    await expect.poll(() => browser.shown(page)).toHaveLength(1);
    expect((await browser.shown(page))[0]).toMatch(/^Another close/);

    await browser.tap(page, "Another close");
    await page.waitForURL((url) => url.pathname.startsWith("/trades/spot-1"));
    await page
      .getByRole("heading", { name: /ETH\/USDT/ })
      .first()
      .waitFor();
    expect(await browser.shown(page)).toEqual([]);

    await page.goto(`${server.origin}/settings`);
    await settings(page).getByRole("button", { name: "Turn off alerts on this device" }).click();
    await settings(page).getByRole("button", { name: "Turn off", exact: true }).click();
    await settings(page).getByRole("button", { name: "Turn on alerts here" }).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("says itself that the browser has changed its subscription, in the service worker and when the page opens", async () => {
    const feed = await createDashboardFeed(server, "bob-alerts");
    const { page, context, browser } = await openAlerted(feed, "bob");
    await turnOn(page);
    const sendTest = async (): Promise<void> => {
      await page.reload();
      await settings(page).getByRole("button", { name: "Send a test" }).click();
      await settings(page)
        .getByText(/^(Delivered|This destination)/)
        .waitFor();
    };
    await browser.changeSubscription(page, true);
    await expect
      .poll(() => page.evaluate(async () => (await caches.match("/push-devices"))?.text() ?? ""))
      .toContain("/push/bob2/");
    await sendTest();
    expect([(await taken("bob1")).length, (await taken("bob2")).length]).toEqual([0, 1]);

    await browser.changeSubscription(page, false);
    await page.goto(server.origin);
    await isLive(page);
    await expect
      .poll(() => page.evaluate(async () => (await caches.match("/push-devices"))?.text() ?? ""))
      .toContain("/push/bob3/");
    await context.close();
  });

  test("ends with the last key of its feed in this browser", async () => {
    const feed = await createDashboardFeed(server, "carol-alerts");
    const { page, context } = await openAlerted(feed, "carol");
    await turnOn(page);
    const listed = async (): Promise<number> => {
      const answer = await fetch(`${server.origin}/v1/feeds/${feed.feed}/destinations`, {
        headers: { authorization: `Bearer ${feed.owner}` },
      });
      return ((await answer.json()) as { readonly destinations: readonly unknown[] }).destinations.length;
    };
    expect(await listed()).toBe(1);
    const known = page.getByRole("list", { name: "Feeds in this browser" });
    await known.getByRole("button", { name: "Forget…" }).click();
    await known.getByRole("button", { name: "Forget", exact: true }).click();
    await page.getByRole("heading", { name: "Open your feed" }).waitFor();
    await expect.poll(listed).toBe(0);
    await context.close();
  });
});

test("an alert of another feed opens a page of that feed, and none opens another site or brings a key", async () => {
  const dave = await createDashboardFeed(server, "dave-alerts");
  const erin = await createDashboardFeed(server, "erin-alerts");
  const { page, context, browser } = await openAlerted(dave, "dave");
  const keys = [dave, erin].map(({ feed, owner }) => ({ feed, key: owner }));
  await page.evaluate((known) => localStorage.setItem("fillcast.access", JSON.stringify(known)), keys);
  const alert = { v: 1, lines: [], tag: "t", at: Date.now(), count: 1, seqs: [1] };
  const paths = ["/bots", "https://evil.example/", "//evil.example/x", "/#feed=evil&key=a.b.c"];
  for (const [index, path] of paths.entries()) {
    await browser.push(page, { ...alert, title: `Alert ${index}`, tag: `t${index}`, feed: erin.feed, path });
    await expect.poll(() => browser.shown(page)).toHaveLength(1);
    await browser.tap(page, `Alert ${index}`);
    await expect.poll(async () => (await browser.opened(page)).length).toBe(index + 1);
  }
  const opened = await browser.opened(page);
  expect(opened).toEqual(["/bots", "/", "/", "/"].map((path) => `${path}#show=erin-alerts`));
  expect(new URL(page.url()).pathname).toBe("/settings");
  const next = await context.newPage();
  await next.goto(server.origin + opened[0]!);
  await isLive(next);
  expect(next.url()).toBe(`${server.origin}/bots`);
  await next.goto(`${server.origin}/settings`);
  const shown = next
    .getByRole("list", { name: "Feeds in this browser" })
    .getByRole("listitem")
    .filter({ hasText: "shown" });
  await shown.getByText("erin-alerts").waitFor();
  await context.close();
});

test("a key that may only read turns on its own device, and nothing else", async () => {
  const feed = await createDashboardFeed(server, "frank-alerts");
  const reader = await createKey(server.origin, feed.owner, feed.feed, { scope: "subscribe" });
  const { page, context } = await openAlerted({ feed: feed.feed, owner: reader }, "frank");
  await turnOn(page);
  await settings(page).getByText("This key manages the devices that it registered.").waitFor();
  expect(await settings(page).getByRole("button", { name: "Add Telegram" }).count()).toBe(0);
  await context.close();
});

test("a place elsewhere is added, tested, changed without its secret, and removed, on a phone", async () => {
  const feed = await createDashboardFeed(server, "grace-alerts");
  const { page, context, complaints } = await openAlerted(feed, "grace", PHONE);
  await settings(page).getByRole("button", { name: "Add Webhook" }).click();
  const dialog = page.getByRole("dialog");
  const secret = await dialog.getByLabel("Signing secret").inputValue();
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{32}$/);
  await dialog.getByLabel("Name").fill("My server");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await dialog.getByRole("alert").filter({ hasText: "Fill in: Address." }).waitFor();
  await dialog.getByLabel("Address").fill(`${receivers.origin}/webhook/grace/500`);
  await dialog.getByRole("switch", { name: /Quiet hours/ }).click();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id} ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  const row = settings(page).getByRole("listitem").filter({ hasText: "My server" });
  await row.getByText("quiet 22:00 to 07:00").waitFor();
  await row.getByRole("button", { name: "Send a test" }).click();
  await row.getByRole("alert").filter({ hasText: "500" }).waitFor();

  await row.getByRole("button", { name: "Change My server" }).click();
  await dialog.getByRole("button", { name: "Replace the address" }).waitFor();
  expect(await dialog.innerHTML()).not.toContain(secret);
  await dialog.getByRole("switch", { name: "Opened trades" }).click();
  await dialog.getByRole("button", { name: "Save" }).click();
  await row.getByText(/opened trades/).waitFor();
  await row.getByRole("button", { name: "Remove My server" }).click();
  await row.getByRole("button", { name: "Remove", exact: true }).click();
  await row.waitFor({ state: "detached" });
  // A test message that was refused is an answer of the server, which the console names.
  expect(complaints.filter((text) => !text.includes("502"))).toEqual([]);
  await context.close();
});
