/** A share link from its making to its end, as an owner and as those who get it: on a wide screen, on a phone, and without a script. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { post } from "../support/api.ts";
import {
  createDashboardFeed,
  openDashboard,
  overflowPx,
  PHONE,
  postRecordedDay,
  startForFile,
  watchConsole,
  WIDE,
  type DashboardFeed,
} from "../support/dashboard.ts";

const { server, chromium } = await startForFile();

async function makeLink(
  { feed, owner }: DashboardFeed,
  wish: object,
): Promise<{ readonly id: string; readonly url: string }> {
  const answer = await post(`${server.origin}/v1/feeds/${feed}/shares`, owner, wish);
  if (answer.status !== 201) throw new Error(await answer.text());
  const link: { readonly id: string; readonly url: string } = await answer.json();
  return link;
}

async function isClean(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`)).toEqual([]);
  expect(await overflowPx(page)).toBeLessThanOrEqual(0);
}

const isLive = (page: Page): Promise<void> =>
  page
    .getByRole("status")
    .getByText(/^Live\./)
    .waitFor();

test("an owner makes a link, somebody watches it without a key, and it is emptied the moment it is revoked", async () => {
  const alice = await createDashboardFeed(server, "alice-share");
  await postRecordedDay(server, alice);
  const { page, context, complaints } = await openDashboard(chromium.browser, server, alice, { path: "/settings" });
  await page.getByText("Nothing is shared.").waitFor();
  await page.getByText("New link").click();
  await page.getByLabel("Title of the page").fill("Swing <b>trades</b>");
  await page.getByLabel("Note for yourself").fill("Forum");
  await page.getByText("No amounts, stakes, prices or account values").waitFor();
  await page.getByRole("switch", { name: "Open trades" }).click();
  await page.getByText(/^Open trades: pair, direction and since when/).waitFor();
  await isClean(page);
  await page.getByRole("button", { name: "Create link" }).click();
  const row = page.getByRole("list", { name: "Share links" }).getByRole("listitem");
  await row.getByText("Forum").waitFor();
  await row.getByText(/^percentages only, open trades shown, all bots/).waitFor();
  const url = (await row.getByRole("link", { name: "Open Forum" }).getAttribute("href"))!;
  expect(url).toMatch(/\/s\/[A-Za-z0-9_-]{38}$/);

  const other = await chromium.browser.newContext({ locale: "en-GB", viewport: WIDE, timezoneId: "Asia/Tokyo" });
  const shared = await other.newPage();
  const sharedComplaints = watchConsole(shared);
  await shared.goto(url);
  await shared.getByRole("heading", { name: "Swing <b>trades</b>" }).waitFor();
  await isLive(shared);
  await shared.getByRole("heading", { name: "Simulated money" }).waitFor();
  await shared.getByText("30 days", { exact: true }).waitFor();
  expect(await shared.content()).not.toMatch(/alice-share|spot-1|Forum/);
  await isClean(shared);

  await row.getByRole("button", { name: "Revoke…" }).click();
  await row.getByRole("button", { name: "Revoke", exact: true }).click();
  await shared.getByText("This link has ended. Ask its owner for a new one.").waitFor();
  expect(await shared.getByRole("heading", { name: "Simulated money" }).count()).toBe(0);
  await page.getByText("Nothing is shared.").waitFor();
  expect(sharedComplaints).toEqual([]);
  const answer = await shared.reload();
  expect(answer?.status()).toBe(410);
  await shared.getByText("This link has ended. Ask its owner for a new one.").waitFor();
  expect(complaints).toEqual([]);
  await other.close();
  await context.close();
});

test("a shared page fits a phone in light and dark, and moves while it is open", async () => {
  const bob = await createDashboardFeed(server, "bob-share");
  await postRecordedDay(server, bob);
  const { url } = await makeLink(bob, { amounts: true, openTrades: true, names: true });
  for (const colorScheme of ["light", "dark"] as const) {
    const context = await chromium.browser.newContext({ locale: "en-GB", viewport: PHONE, colorScheme });
    const page = await context.newPage();
    const complaints = watchConsole(page);
    await page.goto(url);
    await isLive(page);
    await isClean(page);
    const pair = `PHONE${colorScheme === "light" ? 1 : 2}/USDT`;
    const openedAt = new Date().toISOString();
    const event = { type: "entry_fill", bot: "spot-1", pair, trade: { id: pair, openedAt }, side: "buy" };
    expect((await post(`${server.origin}/v1/events`, bob.owner, { ...event, price: "10", amount: "1" })).ok).toBe(true);
    await page.getByText(pair).waitFor();
    await isClean(page);
    expect(complaints).toEqual([]);
    await context.close();
  }
});

test("a shared page is whole without a script, and its line can be framed where the page cannot", async () => {
  const carol = await createDashboardFeed(server, "carol-share");
  await postRecordedDay(server, carol);
  const { url } = await makeLink(carol, { amounts: false, openTrades: false });
  const plain = await chromium.browser.newContext({ javaScriptEnabled: false, viewport: PHONE });
  const page = await plain.newPage();
  await page.goto(url);
  await page.getByText(/^As of \d{4}-\d\d-\d\d \d\d:\d\d UTC\.$/).waitFor();
  await page.getByRole("heading", { name: "Last closed trades" }).waitFor();
  expect(await page.getByText("Open trades").count()).toBe(0);
  await plain.close();

  const host = await chromium.browser.newContext({ viewport: WIDE });
  const framing = await host.newPage();
  const body = `<iframe id="line" src="${url}/embed"></iframe><iframe id="page" src="${url}"></iframe>`;
  // From an address of its own: what has none counts as no site.
  await framing.route("**/somewhere-else", (route) => route.fulfill({ contentType: "text/html", body }));
  await framing.goto(`${server.origin}/somewhere-else`);
  await framing.frameLocator("#line").getByText("Shared trading results").waitFor();
  await expect.poll(() => framing.frames()[2]?.url()).toContain("chrome-error");
  await host.close();
});
