/** What bots name as they like, in the page's address: opened by a click, reloaded, left and come back to, and written by hand. */
import { beforeAll, expect, test } from "vitest";
import type { Locator, Page } from "playwright-core";
import { post } from "../support/api.ts";
import {
  createDashboardFeed,
  type DashboardFeed,
  isLive,
  openDashboard,
  postAsBot,
  startForFile,
} from "../support/dashboard.ts";

const { server, chromium } = await startForFile();
let feed: DashboardFeed;

const IDS: readonly string[] = [
  "a/b",
  "100%",
  "a%2Fb",
  "%41",
  "#?&=+,;",
  " a b ",
  "a//b/../c",
  "..",
  "~2F",
  "\\",
  "😀/😀",
  `<b>"'\``,
  "/%".repeat(32),
];
const OPENED_AT = "2024-10-24T09:15:03Z";

const pairOf = (id: string): string => `P${IDS.indexOf(id)},/%2F`;
const keyOf = (id: string): string => `spot-1:${id}:${OPENED_AT}`;

beforeAll(async () => {
  feed = await createDashboardFeed(server, "names");
  for (const id of IDS)
    await postAsBot(server, feed.bot, {
      type: "entry_fill",
      trade_id: id,
      pair: pairOf(id),
      open_date: "2024-10-24 09:15:03",
      open_rate: "2",
      amount: "3",
      stake_amount: "6",
      stake_currency: "constructor",
      direction: "Long",
    });
});

/** The bot's own id of the trade that is shown; innerText would take its spaces away. */
function shownId(page: Page): Locator {
  return page.locator("dt", { hasText: "Bot's trade id" }).locator("+ dd");
}

test("a trade opens whatever its bot calls it, also after a reload, and a step back leaves it", async () => {
  const { page, context, complaints } = await openDashboard(chromium.browser, server, feed, { path: "/trades" });
  for (const id of IDS) {
    await page.getByRole("link", { name: pairOf(id) }).click();
    await expect.poll(() => shownId(page).textContent()).toBe(id);
    await page.reload();
    await expect.poll(() => shownId(page).textContent()).toBe(id);
    await expect.poll(() => page.locator("main ol li").count()).toBe(1);
    await page.goBack();
    await page.getByRole("table", { name: "Open trades" }).waitFor();
  }
  expect(complaints).toEqual([]);
  await context.close();
});

test("an event opens over a trade, and leads back to it, whatever the trade is called", async () => {
  const id = "a%2Fb";
  const { page, context } = await openDashboard(chromium.browser, server, feed, { path: "/trades?bots=spot-1" });
  await page.getByRole("link", { name: pairOf(id) }).click();
  await page.locator("main ol a").click();
  const open = page.getByRole("dialog").getByRole("link", { name: "Open trade" });
  await open.waitFor();
  await page.reload();
  await open.click();
  await open.waitFor({ state: "detached" });
  await expect.poll(() => shownId(page).textContent()).toBe(id);
  expect(new URL(page.url()).search).toBe("?bots=spot-1");
  await context.close();
});

test("an address that was written by hand opens its trade", async () => {
  const { page, context } = await openDashboard(chromium.browser, server, feed);
  for (const id of ["a/b", "100%", "a%2Fb", "..", "~2F", "😀/😀"]) {
    await page.goto(`${server.origin}/trades/${encodeURIComponent(keyOf(id))}`);
    await expect.poll(() => shownId(page).textContent()).toBe(id);
  }
  await context.close();
});

test("an address that names nothing, or cannot be decoded, says so in its place", async () => {
  const { page, context, complaints } = await openDashboard(chromium.browser, server, feed);
  const isNotFound = (): Promise<void> => page.getByText("This trade is not in the ledger").waitFor();
  for (const path of ["%", "%E0%A4%A", "50%zz", "%C3%28", "constructor", "__proto__", "%00", "x".repeat(2_000)]) {
    await page.goto(`${server.origin}/trades/${path}`);
    await isNotFound();
    // The server mends some of these on the way; the page alone does not depend on it.
    await page.evaluate((address) => history.pushState(null, "", address), `/trades/${path}`);
    await isNotFound();
  }
  for (const path of ["%", "%E0%A4%A", "toString", "%5C.."]) {
    await page.goto(`${server.origin}/connect/${path}`);
    await page.getByText("This key does not exist").waitFor();
  }
  await page.goto(`${server.origin}/trades?q=%E0%A4%A&sort=constructor&status=toString&bots=%`);
  await page.getByText("No match", { exact: true }).waitFor();
  await page.goto(`${server.origin}/tape?event=constructor`);
  await page.getByRole("dialog").getByText("The URL has no valid event number").waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

test("a search for a percent sign stays what was typed, through a reload", async () => {
  const { page, context } = await openDashboard(chromium.browser, server, feed, { path: "/trades" });
  await page.getByRole("searchbox").fill("%2F");
  await expect.poll(() => page.getByRole("table").getByRole("row").count()).toBe(IDS.length + 1);
  await page.reload();
  await isLive(page);
  await expect(page.getByRole("searchbox").inputValue()).resolves.toBe("%2F");
  await page.getByRole("searchbox").fill("100%");
  await page.reload();
  await isLive(page);
  await expect(page.getByRole("searchbox").inputValue()).resolves.toBe("100%");
  await expect.poll(() => page.getByRole("table").getByRole("row").count()).toBe(2);
  await context.close();
});

test("a bot that is named like what every object has is shown like any other", async () => {
  const odd = await createDashboardFeed(server, "odd");
  for (const bot of ["constructor", "toString"]) {
    const data = { stake_currency: "valueOf", profit_amount: "1.5", is_final_exit: true };
    const trade = { id: "1", pair: "A/B", openedAt: OPENED_AT };
    const answer = await post(`${server.origin}/v1/events`, odd.owner, { type: "exit_fill", bot, trade, data });
    expect(answer.status).toBe(200);
  }
  const { page, context, complaints } = await openDashboard(chromium.browser, server, odd, { path: "/bots" });
  await page.getByRole("table", { name: "Bots" }).getByRole("link", { name: "constructor" }).click();
  await expect.poll(() => new URL(page.url()).pathname).toBe("/bots/constructor");
  await page.getByRole("link", { name: "Its trades" }).click();
  await expect.poll(() => new URL(page.url()).search).toBe("?bots=constructor");
  await page.getByRole("button", { name: "Bots shown: constructor" }).waitFor();
  await page.goto(`${server.origin}/settings`);
  await page.getByLabel("Rules for").selectOption("constructor");
  await page.getByRole("switch", { name: "Exceptions" }).click();
  await page.getByRole("button", { name: "Use the rule for all bots" }).click();
  await expect(page.getByRole("switch", { name: "Exceptions" }).getAttribute("aria-checked")).resolves.toBe("true");
  await page.goto(`${server.origin}/profit?by=bot`);
  await page.getByText("valueOf").first().waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});
