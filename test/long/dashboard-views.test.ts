/** Each view, wide and narrow, light and dark: nothing for axe to find, nothing wider than the window, and figures that are right. */
import { AxeBuilder } from "@axe-core/playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Page } from "playwright-core";
import {
  createDashboardFeed,
  type Dashboard,
  type DashboardFeed,
  isLive,
  openDashboard,
  overflowPx,
  PHONE,
  postAsBot,
  postRecordedDay,
  WIDE,
  startForFile,
} from "../support/dashboard.ts";

const TRADE = "spot-1:41:2024-10-24T09:15:03.123456Z";
const VIEWS = [
  ["Overview", "/"],
  ["Trades", "/trades"],
  ["Trades, closed", "/trades?status=closed"],
  ["Trade", `/trades/${encodeURIComponent(TRADE)}`],
  ["Bots", "/bots"],
  ["Profit", "/profit"],
  ["Tape", "/tape"],
  ["Event", "/tape?event=10"],
  ["Settings", "/settings"],
  ["Connect", "/connect"],
] as const;
/** What axe looks at is the same in between: there only the width is of interest. Each colour scheme is looked at once. */
const LOOKS = [
  { name: "wide and light", viewport: WIDE, colorScheme: "light", axe: true },
  { name: "between", viewport: { width: 1024, height: 768 }, colorScheme: "light", axe: false },
  { name: "narrow and dark", viewport: PHONE, colorScheme: "dark", axe: true },
] as const;

const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const { server, chromium } = await startForFile();
let day: DashboardFeed;

beforeAll(async () => {
  day = await createDashboardFeed(server, "day");
  await postRecordedDay(server, day);
});

describe("each view", () => {
  let open: Dashboard;
  beforeAll(async () => {
    open = await openDashboard(chromium.browser, server, day, { context: { reducedMotion: "reduce" } });
  });
  afterAll(() => open.context.close());

  test.each(VIEWS)("%s gives axe nothing to find and fits the window, in every look", async (_, path) => {
    const { page, complaints } = open;
    await page.goto(server.origin + path);
    await isLive(page);
    await page.locator("main h1").waitFor();
    await page.waitForLoadState("networkidle");
    for (const { name, viewport, colorScheme, axe } of LOOKS) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      // A frame for the layout, another for what follows from it.
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      if (axe) expect(await findViolations(page), name).toEqual([]);
      expect(await overflowPx(page), name).toBeLessThanOrEqual(0);
    }
    expect(complaints).toEqual([]);
  });
});

async function findViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(AXE_TAGS).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
}

describe("figures of the recorded day", () => {
  // Worked by hand from the bodies: trade 41 bought 0.0394605 at 2531.17 and 0.0401598 at 2487.9, average 199.794800205 / 0.0796203
  // = 2509.344981…; sold 0.03 for +1.37746032 and the rest to a cumulative +5.52361667, at +2.764645 %. Trade 42 never filled.
  // Trade 7 is short 5×, open. The bot's key is a dry-run key. It was all years ago, so that the last thirty days have nothing.
  test("stand in the overview, apart as dry-run", async () => {
    const { page, context } = await openDashboard(chromium.browser, server, day);
    const row = page.getByRole("table", { name: "Realised profit by book" }).getByRole("row").nth(1);
    await row.getByText("Dry-run").waitFor();
    expect((await row.innerText()).replaceAll(/\s+/g, " ")).toMatch(
      /^USDT ?Dry-run 0\.00 0\.00 0\.00 \+5\.52 1 100\.0% – ?$/,
    );
    const open = page.getByRole("table", { name: "Open trades" });
    await expect(open.innerText()).resolves.toMatch(/XRP\/USDT(:USDT)?\s*short 5×\s*dry/);
    await context.close();
  });

  test("stand in the trade, with its life from order to close", async () => {
    const { page, context } = await openDashboard(chromium.browser, server, day, {
      path: `/trades/${encodeURIComponent(TRADE)}`,
    });
    await page.getByText("Closed", { exact: true }).first().waitFor();
    await expect.poll(() => page.locator("main ol li").count()).toBe(8);
    const text = (await page.locator("main").innerText()).replaceAll(/\s+/g, " ");
    expect(text).toContain("+5.52 USDT +2.76%");
    expect(text).toContain("this exit +1.38 USDT");
    expect(text).toMatch(/Average entry 2,509\.34/);
    expect(text).toMatch(/Held 3 h 50 min/);
    const exact = page.locator("[data-exact='2509.3449811794226']");
    await expect(exact.count()).resolves.toBe(2);
    await context.close();
  });

  test("stand in profit, and say why others are missing", async () => {
    const { page, context } = await openDashboard(chromium.browser, server, day, { path: "/profit" });
    await page.getByRole("button", { name: "Median hold" }).waitFor();
    await expect
      .poll(async () => (await page.getByLabel("Figures").innerText()).replaceAll(/\s+/g, " "))
      .toMatch(
        /Realised \+5\.52 USDT Closed trades 1 Win rate 100\.0% Profit factor – Expectancy \+5\.52 Best trade \+5\.52 Worst trade \+5\.52 Median hold 3 h 50 min Drawdown 0\.00 USDT/,
      );
    await page.getByRole("button", { name: "Not available" }).click();
    await page.getByText(/Account value, open profit/).waitFor();
    await page.getByText("Read-only: Fillcast cannot trade, and cannot reach your bots.").first().waitFor();
    await context.close();
  });

  test("a price is copied with its exact digits", async () => {
    const { page, context } = await openDashboard(chromium.browser, server, day, {
      path: `/trades/${encodeURIComponent(TRADE)}`,
      context: { permissions: ["clipboard-read", "clipboard-write"] },
    });
    const figure = page.locator("[data-exact='2509.3449811794226']").first();
    await figure.waitFor();
    await figure.evaluate((element) => {
      getSelection()?.selectAllChildren(element);
      document.execCommand("copy");
    });
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("2509.3449811794226");
    await context.close();
  });
});

test("a chosen set of bots filters every view and survives a reload", async () => {
  const two = await createDashboardFeed(server, "two");
  await postAsBot(server, two.bot, { type: "strategy_msg", msg: "from spot-1" });
  const answer = await fetch(`${server.origin}/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${two.owner}`, "content-type": "application/json" },
    body: JSON.stringify({ type: "strategy_msg", bot: "other", data: { msg: "from other" } }),
  });
  expect(answer.status).toBe(200);
  const { page, context } = await openDashboard(chromium.browser, server, two, { path: "/tape" });
  await page.getByRole("button", { name: "Bots shown: All bots" }).click();
  await page.getByRole("button", { name: "other", exact: true }).click();
  await page.keyboard.press("Escape");
  await expect.poll(() => page.getByText("from spot-1").count()).toBe(0);
  expect(new URL(page.url()).search).toBe("?bots=other");
  await page.reload();
  await isLive(page);
  await page.getByText("from other").waitFor();
  await expect(page.getByText("from spot-1").count()).resolves.toBe(0);
  await page.getByRole("link", { name: "Bots", exact: true }).first().click();
  await expect.poll(() => page.getByRole("table", { name: "Bots" }).getByRole("row").count()).toBe(2);
  expect(new URL(page.url()).search).toBe("?bots=other");
  await context.close();
});

test("a feed without a bot says how to connect one", async () => {
  const empty = await createDashboardFeed(server, "empty");
  const { page, context } = await openDashboard(chromium.browser, server, empty);
  await page.getByText("No bot has reported yet").waitFor();
  await page.getByRole("main").getByRole("link", { name: "Connect a bot" }).click();
  await page.getByLabel("Name").waitFor();
  await context.close();
});

test("a liquidation warning stands on top until it is dismissed or its trade ends, and in the history of its trade", async () => {
  const futures = await createDashboardFeed(server, "futures");
  const order = {
    trade_id: "7",
    exchange: "Binance",
    pair: "LTC/USDT:USDT",
    stake_currency: "USDT",
    direction: "Short",
    leverage: "10.0",
    open_date: "2026-11-29 08:00:00.123456+00:00",
  };
  const entry = { amount: "10.0", open_rate: "100.0", stake_amount: "100.0", sub_trade: "False" };
  const warning = { remaining_ratio: "0.15", warn_ratio: "0.2", liquidation_price: "109.5", current_rate: "108.0" };
  const post = (body: object): Promise<number> => postAsBot(server, futures.bot, { ...order, ...body });
  const warn = (more: object): Promise<number> => {
    const { open_date: _unsaid, stake_currency: _neither, ...base } = order;
    const counts = { margin_mode: "isolated", positions_at_risk: "1", open_positions: "1" };
    return postAsBot(server, futures.bot, { ...base, ...counts, ...warning, ...more, type: "liquidation_warning" });
  };
  await post({ ...entry, type: "entry_fill" });
  await warn({});
  const { page, context, complaints } = await openDashboard(chromium.browser, server, futures);
  const strip = page.getByRole("list", { name: "Needs attention" }).getByRole("listitem");
  const told = strip.filter({ hasText: "near liquidation" });
  await told.waitFor();
  await expect(strip.first().innerText()).resolves.toMatch(
    /spot-1 is near liquidation: short LTC\/USDT, 15.0% left, price 108, liquidation at 109.5\. Warned/,
  );
  const { violations } = await new AxeBuilder({ page }).withTags(AXE_TAGS).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);

  await told.getByRole("link").click();
  await page.getByRole("heading", { name: "What it said" }).waitFor();
  await page.getByRole("link", { name: "Liquidation warning" }).waitFor();
  await page.goBack();
  await told.getByRole("button", { name: "Dismiss the warning" }).click();
  await expect.poll(() => told.count()).toBe(0);
  await page.reload();
  await isLive(page);
  await expect(told.count()).resolves.toBe(0);

  await warn({ remaining_ratio: "0.07", current_rate: "108.8" });
  await told.filter({ hasText: "7.0% left" }).waitFor();
  const close = { close_rate: "109.5", profit_amount: "-95.0", cumulative_profit: "-95.0", is_final_exit: "True" };
  await post({ ...entry, ...close, type: "exit_fill", close_date: "2026-11-29 09:00:00+00:00" });
  await expect.poll(() => told.count()).toBe(0);
  expect(complaints).toEqual([]);
  await context.close();
});
