/** Figures on the page where they are not plain: profits that cannot be read, very small ones, and trades that nobody ended. */
import { readFile } from "node:fs/promises";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "vitest";
import type { Page } from "playwright-core";
import {
  createDashboardFeed,
  type DashboardFeed,
  isLive,
  openDashboard,
  overflowPx,
  postAsBot,
  WIDE,
  startForFile,
} from "../support/dashboard.ts";

const { server, chromium } = await startForFile();

const trade = (id: number, more: object = {}) => ({
  trade_id: String(id),
  exchange: "Binance",
  pair: "ETH/USDT",
  direction: "Long",
  leverage: "1.0",
  stake_currency: "USDT",
  open_date: "2026-11-20 09:00:00.000001+00:00",
  amount: "2.0",
  stake_amount: "100.0",
  sub_trade: "False",
  ...more,
});
const entry = (id: number, more?: object) => ({ type: "entry_fill", ...trade(id, more), open_rate: "50.0" });
const exit = (id: number, profit: string, more?: object) => ({
  type: "exit_fill",
  ...trade(id, more),
  open_rate: "50.0",
  close_rate: "51.0",
  profit_amount: profit,
  cumulative_profit: profit,
  final_profit_ratio: "0.05",
  is_final_exit: "True",
});

async function post({ bot }: DashboardFeed, ...bodies: readonly object[]): Promise<void> {
  for (const body of bodies) await postAsBot(server, bot, body);
}

/** The machine may be busy. */
const eventually = <Value>(read: () => Promise<Value>) => expect.poll(read, { timeout: 60_000 });

async function openAt(feed: DashboardFeed, path: string): Promise<Page> {
  const { page } = await openDashboard(chromium.browser, server, feed, { context: { viewport: WIDE }, path });
  await isLive(page);
  return page;
}

const trades = (id: number) => `/trades/${encodeURIComponent(`spot-1:${id}:2026-11-20T09:00:00.000001Z`)}`;

test("a profit that cannot be read is a dash, flagged on the bot, and out of the win rate", async () => {
  const feed = await createDashboardFeed(server, "unread");
  await post(feed, entry(1), exit(1, "nan"));
  const page = await openAt(feed, "/");
  const book = page.getByRole("table", { name: "Realised profit by book" }).locator("tbody tr");
  await eventually(() => book.innerText()).toContain("1 trade without a readable profit");
  expect(await book.innerText()).not.toMatch(/0\.00|%/);
  const attention = page.getByRole("list", { name: "Needs attention" });
  expect(await attention.innerText()).toContain("spot-1 has 1 trade without a readable profit");

  await post(feed, entry(2), exit(2, "4.80"));
  await eventually(() => book.innerText()).toContain("100.0%");
  expect(await book.innerText()).toContain("+4.80");
  await page.goto(`${server.origin}/trades?status=closed`);
  const rows = page.getByRole("table").locator("tbody tr");
  await eventually(() => rows.count()).toBe(2);
  expect((await rows.allInnerTexts()).filter((text) => /0\.00/.test(text))).toEqual([]);
  await page.goto(server.origin + trades(1));
  await eventually(() => page.locator("main").innerText()).toMatch(/Profit\s+–/);
  for (const path of ["/", "/bots", "/profit"]) {
    await page.goto(server.origin + path);
    await page.getByText("1 trade without a readable profit").first().waitFor();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    expect(await overflowPx(page)).toBeLessThanOrEqual(0);
  }
  await page.context().close();
});

test("a profit of a few billionths of a bitcoin is not zero", async () => {
  const feed = await createDashboardFeed(server, "small");
  const btc = { pair: "ETH/BTC", stake_currency: "BTC" };
  await post(feed, entry(1, btc), exit(1, "9e-09", btc));
  const page = await openAt(feed, "/");
  const book = page.getByRole("table", { name: "Realised profit by book" }).locator("tbody tr");
  await eventually(() => book.innerText()).toContain("+0.000000009");
  await page.goto(server.origin + trades(1));
  await eventually(() => page.locator("main").innerText()).toContain("+0.000000009 BTC");
  await page.context().close();
});

test("an owner dismisses a trade whose end was never told, and takes it back", async () => {
  const feed = await createDashboardFeed(server, "ghost");
  await post(feed, entry(1));
  const page = await openAt(feed, trades(1));
  await page.getByRole("button", { name: "Dismiss the trade…" }).click();
  await page.getByRole("button", { name: "Dismiss", exact: true }).click();
  const main = page.locator("main");
  await eventually(() => main.innerText()).toContain("Dismissed, end never reported");
  await page.getByRole("button", { name: "Undo the dismissal" }).click();
  await page.getByRole("button", { name: "Dismiss the trade…" }).waitFor();
  expect(await main.innerText()).toContain("Restored");
  await page.context().close();
});

test("a trade whose end was lost is apart from an entry that never filled, and neither has earned zero", async () => {
  const feed = await createDashboardFeed(server, "lost-ends");
  const later = { open_date: "2026-11-21 09:00:00.000001+00:00" };
  await post(
    feed,
    { type: "entry", ...trade(1), open_rate: "50.0" },
    { type: "entry_cancel", ...trade(1), open_rate: "50.0" },
  );
  // Number 2 was filled; its bot has used the number again since.
  await post(feed, entry(2), entry(2, later), exit(2, "4.80", later));
  const page = await openAt(feed, "/trades?status=closed");
  const choice = page.getByRole("group", { name: "Status" });
  await eventually(() => choice.innerText()).toMatch(/Open 0\s+Closed 1\s+Not filled 1\s+No end 1/);
  const rows = page.getByRole("table").locator("tbody tr");

  await choice.getByText("Not filled").click();
  await eventually(() => rows.allInnerTexts()).toEqual([expect.stringMatching(/cancelled.*nothing filled/s)]);
  expect(await rows.innerText()).not.toMatch(/(?<!\d)0\.00/);
  await choice.getByText("No end").click();
  await eventually(() => rows.allInnerTexts()).toEqual([expect.stringContaining("orphaned")]);
  expect(await rows.innerText()).not.toMatch(/(?<!\d)0\.00/);
  expect(await page.locator("main").innerText()).not.toContain("No unfilled");
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);
  await page.setViewportSize({ width: 360, height: 780 });
  expect(await overflowPx(page)).toBe(0);

  await page.goto(server.origin + trades(2));
  await eventually(() => page.locator("main").innerText()).toMatch(
    /Realised\s+–\s+Status\s+Filled, end never reported/,
  );
  await page.goto(server.origin + trades(1));
  await eventually(() => page.locator("main").innerText()).toMatch(/Realised\s+–\s+Status\s+Not filled/);
  await page.context().close();
});

test("trades are saved as CSV, those on screen and all of them alike, with a mark for Excel if that is wanted", async () => {
  const feed = await createDashboardFeed(server, "csv");
  await post(feed, entry(1), exit(1, "4.80"));
  const page = await openAt(feed, "/trades?status=closed");
  await page.getByRole("table").locator("tbody tr").waitFor();
  await page.getByRole("button", { name: "Export as CSV" }).click();
  const save = async (name: string): Promise<string> => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name }).click()]);
    return readFile(await download.path(), "utf8");
  };
  const plain = await save("These 1 trades");
  expect(plain).toMatch(/^key,bot,.*\n.*\n$/);
  expect(await save("All trades")).toBe(plain);
  await page.getByRole("checkbox", { name: "For Excel" }).check();
  expect(await save("These 1 trades")).toBe(`\uFEFF${plain}`);
  expect(await save("All trades")).toBe(`\uFEFF${plain}`);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);
  await page.context().close();
});
