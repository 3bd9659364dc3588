/** Real and simulated money on the page: learned from the bot, said where bot and key do not agree, set right by the owner; and days of any zone. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { createFeed, createKey } from "../support/api.ts";
import { isLive, openDashboard, overflowPx, PHONE, postAsBot, startForFile } from "../support/dashboard.ts";

const { server, chromium } = await startForFile();

const WARNING = { type: "warning", status: "Dry run is enabled. All trades are simulated." };
const STARTUP = { type: "startup", status: "*Exchange:* `binance`" };

const pythonDate = (ms: number): string => new Date(ms).toISOString().replace("T", " ").replace("Z", "000+00:00");

/** A trade of one entry and one exit that gained so much, closed at that time. */
async function earn(key: string, id: string, profit: string, closedMs = Date.now()): Promise<void> {
  const common = { trade_id: id, pair: "ETH/USDT", stake_currency: "USDT", open_date: pythonDate(closedMs - 1_000) };
  await postAsBot(server, key, { ...common, type: "entry_fill", amount: "1.0", open_rate: "2000.0" });
  const sold = { amount: "1.0", close_rate: "2004.8", profit_amount: profit, cumulative_profit: profit };
  const closing = { is_final_exit: "True", close_date: pythonDate(closedMs) };
  await postAsBot(server, key, { ...common, ...sold, ...closing, type: "exit_fill" });
}

const bookRows = async (page: Page): Promise<string[]> => {
  const rows = await page.getByRole("table", { name: "Realised profit by book" }).getByRole("row").allInnerTexts();
  return rows.slice(1).map((row) => row.replaceAll(/\s+/g, " ").trim());
};
const bookOf = (page: Page, mode: string) =>
  page.getByRole("table", { name: "Realised profit by book" }).getByRole("row", { name: new RegExp(mode) });

test("the wizard chooses nothing, and the bot's first start says what it trades with", async () => {
  const owner = await createFeed(server.origin, server.adminToken, "ann");
  const { page, context } = await openDashboard(chromium.browser, server, { feed: "ann", owner }, { path: "/connect" });
  await expect(page.getByRole("radio", { checked: true }).count()).resolves.toBe(0);
  await page.getByLabel("Name").fill("spot-1");
  await page.getByRole("button", { name: "Create key" }).click();
  await page.getByText("Waiting for spot-1…").waitFor();
  await page.getByRole("button", { name: "Freqtrade (webhook)" }).click();
  const netrc = await page.locator("pre", { hasText: /^machine/ }).innerText();
  const key = netrc.split(" ").at(-1) ?? "";
  await postAsBot(server, key, { type: "status", status: "running" });
  await page.getByText(/The trading mode is not known yet/).waitFor();
  await postAsBot(server, key, WARNING);
  await postAsBot(server, key, STARTUP);
  await page.getByText("It trades with simulated money.").waitFor();
  await earn(key, "1", "4.8");
  await page.getByRole("link", { name: "Overview", exact: true }).first().click();
  await bookOf(page, "Dry-run").waitFor();
  expect(await bookRows(page)).toEqual([expect.stringMatching(/^USDT ?Dry-run \+4\.80/)]);
  await context.close();
});

test("a bot that contradicts its key is named at once, and its owner sets a span of time right and back", async () => {
  const owner = await createFeed(server.origin, server.adminToken, "ben");
  const key = await createKey(server.origin, owner, "ben", { scope: "publish", bot: "spot-1", dryRun: false });
  const { page, context } = await openDashboard(chromium.browser, server, { feed: "ben", owner });
  await earn(key, "1", "7");
  await bookOf(page, "Live").waitFor();
  await postAsBot(server, key, WARNING);
  const attention = page.getByRole("list", { name: "Needs attention" });
  await attention.getByText(/reports simulated money, but its key is for real money/).waitFor();
  await earn(key, "2", "4.8");
  // Beside real money, dry runs are folded.
  await page.getByRole("button", { name: "Dry run, 1 book" }).click();
  await bookOf(page, "Dry-run").waitFor();
  expect(await bookRows(page)).toEqual([
    expect.stringMatching(/^USDT ?Live \+7\.00/),
    "Dry run, 1 book",
    expect.stringMatching(/^USDT ?Dry-run \+4\.80/),
  ]);

  await attention.getByRole("link", { name: "Correct it" }).click();
  await page.getByRole("heading", { name: "spot-1" }).waitFor();
  await page.getByText(/Reported by the bot/).waitFor();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await page.getByLabel("Real money").check();
  await page.getByRole("region", { name: "Trading mode" }).getByRole("button", { name: "Save" }).click();
  await page.getByText("Set by you: real money, always").waitFor();
  await page.getByText(/Set by you\. This overrides/).waitFor();
  for (const viewport of [PHONE, { width: 1440, height: 900 }]) {
    await page.setViewportSize(viewport);
    expect(await overflowPx(page)).toBe(0);
    if (process.env.SHOTS !== undefined) {
      await page.screenshot({ path: `${process.env.SHOTS}/bot-${viewport.width}.png`, fullPage: true });
    }
  }
  await page.getByRole("link", { name: "Overview", exact: true }).first().click();
  await expect.poll(() => bookRows(page)).toEqual([expect.stringMatching(/^USDT ?Live \+11\.80/)]);
  await expect(attention.count()).resolves.toBe(0);

  await page.getByRole("link", { name: "Bots", exact: true }).first().click();
  if (process.env.SHOTS !== undefined) await page.screenshot({ path: `${process.env.SHOTS}/bots.png` });
  await page.getByRole("table", { name: "Bots" }).getByRole("link", { name: "spot-1" }).click();
  await page.getByRole("button", { name: "Remove" }).click();
  await page.getByText(/Reported by the bot/).waitFor();
  await page.getByRole("link", { name: "Overview", exact: true }).first().click();
  await page.getByRole("button", { name: "Dry run, 1 book" }).click();
  await bookOf(page, "Dry-run").waitFor();
  if (process.env.SHOTS !== undefined) await page.screenshot({ path: `${process.env.SHOTS}/overview.png` });
  await context.close();
});

test("an absence says what the totals gained, also where exits say something else", async () => {
  const owner = await createFeed(server.origin, server.adminToken, "cleo");
  const key = await createKey(server.origin, owner, "cleo", { scope: "publish", bot: "perp-1" });
  const { page, context } = await openDashboard(chromium.browser, server, { feed: "cleo", owner });
  await postAsBot(server, key, WARNING);
  await page.getByText("All trades are simulated").first().waitFor();
  await page.waitForFunction(() => JSON.stringify(localStorage).includes("totals"));
  await page.close();

  const short = { trade_id: "9", pair: "ETH/USDC:USDC", stake_currency: "USDC", direction: "Short", leverage: "3.0" };
  const open_date = pythonDate(Date.now() - 1_000);
  await postAsBot(server, key, { ...short, open_date, type: "entry_fill", amount: "3.0", open_rate: "2000.0" });
  for (const [profit_amount, cumulative_profit, is_final_exit] of [
    ["0.18046322", "10.72468777", "False"],
    ["-3.92107571", "17.33100382", "False"],
    ["-6.35243523", "10.96983486", "True"],
  ]) {
    const exit = { type: "exit_fill", amount: "1.0", close_rate: "1900.0", close_date: pythonDate(Date.now()) };
    await postAsBot(server, key, { ...short, ...exit, open_date, profit_amount, cumulative_profit, is_final_exit });
  }
  await postAsBot(server, key, { type: "exit_fill", pair: "ETH/USDC", stake_currency: "USDC", profit_amount: "99" });

  const again = await context.newPage();
  await again.goto(`${server.origin}/#feed=cleo&key=${owner}`);
  await isLive(again);
  const summary = again.getByRole("listitem").filter({ hasText: /away/ });
  await summary.waitFor();
  const told = (await summary.innerText()).replaceAll(/\s+/g, " ");
  expect(told).toContain("1 closed, 1 won");
  expect(told).toContain("+10.97 USDC dry-run");
  expect(told.match(/USDC/g)).toHaveLength(1);
  await context.close();
});

test("days are those of the zone that the reader has chosen, for all bots and for one", async () => {
  const owner = await createFeed(server.origin, server.adminToken, "dora");
  const key = await createKey(server.origin, owner, "dora", { scope: "publish", bot: "spot-1", dryRun: false });
  const day = 24 * 3_600_000;
  // 20:00 of UTC, the day before yesterday: in Kathmandu it is the day after, 01:45.
  const closedMs = Math.floor(Date.now() / day) * day - 2 * day + 20 * 3_600_000;
  await earn(key, "1", "4.8", closedMs);
  const { page, context } = await openDashboard(
    chromium.browser,
    server,
    { feed: "dora", owner },
    {
      path: "/settings",
      context: { timezoneId: "America/New_York" },
    },
  );
  /** The day whose bar has the profit, as the chart names it. */
  const dayShown = async (zone: string, query: string): Promise<string | undefined> => {
    await page.goto(`${server.origin}/settings`);
    await page.getByLabel("Time zone").selectOption(zone);
    await page.goto(`${server.origin}/profit${query}`);
    await page.getByRole("heading", { name: /^By day/ }).waitFor();
    const plot = page.getByRole("img", { name: /Cumulative realised profit/ });
    await plot.focus();
    for (let back = 0; back < 5; back++) {
      const told = (await page.locator("figcaption").innerText()).replaceAll(/\s+/g, " ");
      if (/that day \D*4\.80/.test(told)) return told.slice(0, 10);
      await plot.press("ArrowLeft");
    }
    return undefined;
  };
  const named = (ms: number): string =>
    new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" })
      .format(ms)
      .replace(",", "");
  for (const query of ["", "?bots=spot-1"]) {
    expect(await dayShown("utc", query)).toContain(named(closedMs));
    expect(await dayShown("local", query)).toContain(named(closedMs));
    expect(await dayShown("Asia/Katmandu", query)).toContain(named(closedMs + day));
  }
  await context.close();
});
