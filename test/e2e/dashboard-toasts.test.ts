/**
 * What is announced, in a browser. Headless Chromium hides no tab and grants no notifications, so that for the test of those
 * both are stood in for by the page's own script; all else is real.
 */
import type { BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { createKey } from "../support/api.ts";
import {
  createDashboardFeed,
  type DashboardFeed,
  isLive,
  openDashboard,
  PHONE,
  postAsBot,
  RECORDED,
  startForFile,
} from "../support/dashboard.ts";

/** The bot's own words for a whole trade that ended, of which each test changes what it is about. */
const CLOSE = RECORDED.find(({ body }) => body["is_final_exit"] === "True")!.body;
const EXCEPTION = RECORDED.find(({ body }) => body["type"] === "exception")!.body;
const WEEKS_MS = 3 * 7 * 86_400_000;

const { server, chromium } = await startForFile();

const toasts = (page: Page) => page.getByRole("list", { name: "Notifications" }).getByRole("listitem");

function closed(tradeId: number, ratio = "0.02", profit = "5.5"): object {
  const figures = { profit_amount: profit, cumulative_profit: profit, profit_ratio: ratio, final_profit_ratio: ratio };
  return { ...CLOSE, ...figures, trade_id: String(tradeId) };
}

/** A page that is live and shows what its bot says; what comes with it was shown before. */
async function openPage(
  feed: DashboardFeed,
  options: { readonly context?: BrowserContextOptions; readonly rule?: object; readonly hides?: boolean } = {},
): Promise<{ readonly page: Page; readonly context: BrowserContext }> {
  const { page, context } = await openDashboard(chromium.browser, server, feed, { context: options.context ?? {} });
  if (options.rule !== undefined) {
    await page.evaluate(
      (rule) => localStorage.setItem("fillcast.preferences", JSON.stringify({ osNotifications: true, rule })),
      options.rule,
    );
    if (options.hides === true) await context.addInitScript(standIn);
    await page.reload();
    await isLive(page);
  }
  return { page, context };
}

/** Says something last, and waits until the page shows it: what was to be told before it has been. */
async function settle(page: Page, { bot }: DashboardFeed, text: string): Promise<void> {
  await postAsBot(server, bot, { type: "strategy_msg", msg: text });
  await page.getByText(text).first().waitFor();
}

describe("a toast", () => {
  test("tells a close with its profit, an exception with its last line, and opens the event", async () => {
    const feed = await createDashboardFeed(server, "alice-toasts");
    const { page, context } = await openPage(feed);
    await postAsBot(server, feed.bot, CLOSE);
    await postAsBot(server, feed.bot, EXCEPTION);
    await toasts(page).getByText("spot-1: exception").waitFor();
    await expect(toasts(page).allInnerTexts()).resolves.toEqual([
      expect.stringContaining("ETH/USDT closed +5.52 USDT +2.76%"),
      expect.stringContaining("OperationalException: Could not load markets"),
    ]);
    await toasts(page).getByText("ETH/USDT closed").click();
    await page.getByRole("dialog", { name: "Event 1" }).waitFor();
    await expect(toasts(page).count()).resolves.toBe(1);
    await page.keyboard.press("Escape");
    await toasts(page).getByRole("button", { name: "Dismiss", exact: true }).click();
    await expect(toasts(page).count()).resolves.toBe(0);
    await context.close();
  });

  test("tells a loss that is worse than the rule allows where closes are not told", async () => {
    const feed = await createDashboardFeed(server, "bob-toasts");
    const rule = { closes: false, lossWorseThanPercent: 3, exceptions: false, silence: true };
    const { page, context } = await openPage(feed, { rule, context: { viewport: PHONE } });
    await postAsBot(server, feed.bot, closed(1, "0.05", "12"));
    await postAsBot(server, feed.bot, closed(2, "-0.03", "-7"));
    await postAsBot(server, feed.bot, EXCEPTION);
    await postAsBot(server, feed.bot, closed(3, "-0.031", "-8"));
    await toasts(page).getByText("ETH/USDT closed −8.00 USDT −3.10%").waitFor();
    await expect(toasts(page).count()).resolves.toBe(1);
    await context.close();
  });

  test("tells that a bot is silent", async () => {
    const feed = await createDashboardFeed(server, "carol-toasts");
    const { page, context } = await openPage(feed);
    for (let beat = 0; beat < 4; beat++) {
      await postAsBot(server, feed.bot, { type: "strategy_msg", msg: "fillcast:hb" });
      await page.waitForTimeout(150);
    }
    await toasts(page).getByText("spot-1 is silent").waitFor();
    await context.close();
  });

  test("stands for many where more than three come in ten seconds", async () => {
    const feed = await createDashboardFeed(server, "dave-toasts");
    const { page, context } = await openPage(feed);
    for (let trade = 1; trade <= 3; trade++) await postAsBot(server, feed.bot, closed(trade));
    await expect.poll(() => toasts(page).count()).toBe(3);
    for (let trade = 4; trade <= 6; trade++) await postAsBot(server, feed.bot, closed(trade));
    await toasts(page).getByText("6 events in ten seconds").waitFor();
    await expect(toasts(page).allInnerTexts()).resolves.toEqual([expect.stringContaining("6 closed")]);
    await toasts(page).getByText("6 closed").click();
    await page.waitForURL(`${server.origin}/tape`);
    await context.close();
  });
});

describe("no toast", () => {
  test("comes of what happened before the page was open, or while it had no line", async () => {
    const feed = await createDashboardFeed(server, "erin-toasts");
    for (let trade = 1; trade <= 5; trade++) await postAsBot(server, feed.bot, closed(trade));
    const { page, context } = await openPage(feed);
    await settle(page, feed, "after the first replay");
    await context.setOffline(true);
    await page.locator("footer").getByText("Offline").waitFor();
    await postAsBot(server, feed.bot, closed(6));
    await postAsBot(server, feed.bot, EXCEPTION);
    await context.setOffline(false);
    await isLive(page);
    await settle(page, feed, "after the second replay");
    await page.getByRole("link", { name: "Exception" }).first().waitFor();
    await expect(toasts(page).count()).resolves.toBe(0);
    await context.close();
  });

  test("and no figure of the line comes of what was imported", async () => {
    const feed = await createDashboardFeed(server, "frank-toasts");
    const { page, context } = await openPage(feed);
    const publisher = await createKey(server.origin, feed.owner, feed.feed, { scope: "publish", bot: "old" });
    const answer = await fetch(`${server.origin}/v1/webhooks/freqtrade`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${publisher}`,
        "content-type": "application/json",
        "x-fillcast-at": String(Date.now() - WEEKS_MS),
      },
      body: JSON.stringify(CLOSE),
    });
    expect(answer.status).toBe(200);
    await page.getByRole("link", { name: "Closed" }).first().waitFor();
    await settle(page, feed, "after the import");
    await page.getByTestId("latency").click();
    await page.getByText(/^Measuring: 1 of \d+ live events/).waitFor();
    await expect(toasts(page).count()).resolves.toBe(0);
    await context.close();
  });
});

test("while the tab is hidden the operating system tells it, in groups too, and the page does not", async () => {
  const feed = await createDashboardFeed(server, "grace-toasts");
  const rule = { closes: true, lossWorseThanPercent: null, exceptions: true, silence: true };
  const { page, context } = await openPage(feed, { rule, hides: true });
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const told = (): Promise<unknown> =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      return (await registration.getNotifications()).map(({ title, body }) => `${title} | ${body}`);
    });
  await postAsBot(server, feed.bot, EXCEPTION);
  await toasts(page).getByText("spot-1: exception").waitFor();
  await expect(told()).resolves.toEqual([]);
  await toasts(page).getByRole("button", { name: "Dismiss", exact: true }).click();

  await page.evaluate(() => document.documentElement.setAttribute("data-hidden", ""));
  await postAsBot(server, feed.bot, closed(1));
  await expect.poll(told).toEqual(["ETH/USDT closed +5.50 USDT +2.00% | spot-1 · 0.0496203 at 2,598.01 · roi"]);
  for (let trade = 2; trade <= 5; trade++) await postAsBot(server, feed.bot, closed(trade));
  await expect.poll(told).toEqual(["5 events in ten seconds | 5 closed"]);
  await expect(toasts(page).count()).resolves.toBe(0);
  await context.close();
});

/** Runs in the page before its own scripts: consent, the system's list of notifications, and a tab that hides on demand. */
function standIn(): void {
  const isHidden = (): boolean => document.documentElement.hasAttribute("data-hidden");
  Object.defineProperty(document, "visibilityState", { get: () => (isHidden() ? "hidden" : "visible") });
  Object.defineProperty(Notification, "permission", { get: () => "granted" });
  let shown: { readonly title: string; readonly body: string; readonly tag: string; readonly close: () => void }[] = [];
  Object.assign(ServiceWorkerRegistration.prototype, {
    showNotification: async (title: string, { body = "", tag = "" }: NotificationOptions): Promise<void> => {
      const close = (): void => {
        shown = shown.filter((other) => other.tag !== tag);
      };
      close();
      shown.push({ title, body, tag, close });
    },
    getNotifications: async () => shown,
  });
}
