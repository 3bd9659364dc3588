/**
 * Alerts in a browser, on the real server: subscriptions that change, feeds that leave, other feeds' alerts, read-only keys, and
 * places elsewhere.
 */
import { AxeBuilder } from "@axe-core/playwright";
import { afterAll, describe, expect, test } from "vitest";
import { alertSettings, openAlerted, takenBy, turnOn } from "../support/alerted-browser.ts";
import { createKey } from "../support/api.ts";
import { createDashboardFeed, isLive, PHONE, startForFile } from "../support/dashboard.ts";
import { startReceivers } from "../support/receivers.ts";

const { server, chromium } = await startForFile();
const receivers = await startReceivers();
afterAll(() => receivers.stop());
const world = { server, browser: chromium.browser, receivers };

describe("this device", () => {
  test("says itself that the browser has changed its subscription, in the service worker and when the page opens", async () => {
    const feed = await createDashboardFeed(server, "bob-alerts");
    const { page, context, alerts } = await openAlerted(world, feed, "bob");
    await turnOn(page);
    const sendTest = async (): Promise<void> => {
      await page.reload();
      await alertSettings(page).getByRole("button", { name: "Send a test" }).click();
      await alertSettings(page)
        .getByText(/^(Delivered|This destination)/)
        .waitFor();
    };
    await alerts.changeSubscription(page, true);
    await expect
      .poll(() => page.evaluate(async () => (await caches.match("/push-devices"))?.text() ?? ""))
      .toContain("/push/bob2/");
    await sendTest();
    expect([(await takenBy(receivers, "bob1")).length, (await takenBy(receivers, "bob2")).length]).toEqual([0, 1]);

    await alerts.changeSubscription(page, false);
    await page.goto(server.origin);
    await isLive(page);
    await expect
      .poll(() => page.evaluate(async () => (await caches.match("/push-devices"))?.text() ?? ""))
      .toContain("/push/bob3/");
    await context.close();
  });

  test("ends with the last key of its feed in this browser", async () => {
    const feed = await createDashboardFeed(server, "carol-alerts");
    const { page, context } = await openAlerted(world, feed, "carol");
    await turnOn(page);
    const listed = async (): Promise<number> => {
      const answer = await fetch(`${server.origin}/v1/feeds/${feed.feed}/destinations`, {
        headers: { authorization: `Bearer ${feed.owner}` },
      });
      return (await answer.json<{ readonly destinations: readonly unknown[] }>()).destinations.length;
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
  const { page, context, alerts } = await openAlerted(world, dave, "dave");
  const keys = [dave, erin].map(({ feed, owner }) => ({ feed, key: owner }));
  await page.evaluate((known) => localStorage.setItem("fillcast.access", JSON.stringify(known)), keys);
  const alert = { v: 1, lines: [], tag: "t", at: Date.now(), count: 1, seqs: [1] };
  const paths = ["/bots", "https://evil.example/", "//evil.example/x", "/#feed=evil&key=a.b.c"];
  for (const [index, path] of paths.entries()) {
    await alerts.push(page, { ...alert, title: `Alert ${index}`, tag: `t${index}`, feed: erin.feed, path });
    await expect.poll(() => alerts.shown(page)).toHaveLength(1);
    await alerts.tap(page, `Alert ${index}`);
    await expect.poll(async () => (await alerts.opened(page)).length).toBe(index + 1);
  }
  const opened = await alerts.opened(page);
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
  const { page, context } = await openAlerted(world, { feed: feed.feed, owner: reader }, "frank");
  await turnOn(page);
  await alertSettings(page).getByText("This key manages the devices that it registered.").waitFor();
  expect(await alertSettings(page).getByRole("button", { name: "Add Telegram" }).count()).toBe(0);
  await context.close();
});

test("a place elsewhere is added, tested, changed without its secret, and removed, on a phone", async () => {
  const feed = await createDashboardFeed(server, "grace-alerts");
  const { page, context, complaints } = await openAlerted(world, feed, "grace", PHONE);
  await alertSettings(page).getByRole("button", { name: "Add Webhook" }).click();
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
  const row = alertSettings(page).getByRole("listitem").filter({ hasText: "My server" });
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
