/** What the page's connection shows the server, and anyone who reads an address on the way. */
import { expect, test } from "vitest";
import type { Page } from "playwright-core";
import { readClaims } from "../../dashboard/src/keys/key-claims.ts";
import { createDashboardFeed, isLive, openDashboard, postAsBot, startForFile } from "../support/dashboard.ts";

const { server, chromium } = await startForFile();
const TICKETS = "**/v1/feeds/*/tickets";

/** The tokens in the addresses of the sockets that a page opens from now on. */
function watchTokens(page: Page): string[] {
  const tokens: string[] = [];
  page.on("websocket", (socket) => tokens.push(new URL(socket.url()).searchParams.get("token") ?? ""));
  return tokens;
}

test("a socket's address carries a ticket that ends in a minute, asked for each time, and never the key", async () => {
  const alice = await createDashboardFeed(server, "alice-tickets");
  const { page, context } = await openDashboard(chromium.browser, server, alice, { path: "/tape", live: false });
  const requested: string[] = [];
  page.on("request", (request) => requested.push(request.url()));
  const tokens = watchTokens(page);
  await page.reload();
  await isLive(page);
  await page.waitForLoadState("networkidle");
  await context.setOffline(true);
  await page.locator("footer").getByText("Offline").waitFor();
  await context.setOffline(false);
  await isLive(page);
  await postAsBot(server, alice.bot, { type: "strategy_msg", msg: "still here" });
  await page.getByText("still here").waitFor();
  expect(tokens.length).toBeGreaterThanOrEqual(2);
  // One for each attempt; those of the same second are the same text.
  const asked = requested.filter((url) => url.endsWith("/v1/feeds/alice-tickets/tickets"));
  expect(asked.length).toBeGreaterThanOrEqual(tokens.length);
  for (const token of tokens) {
    expect(token).not.toBe(alice.owner);
    expect(readClaims(token).expiresAt).toBeLessThan(Date.now() + 2 * 60_000);
  }
  expect(requested.filter((url) => url.includes(alice.owner))).toEqual([]);
  await context.close();
});

test.each([
  { on: "a hotel's login page", answer: { status: 403, contentType: "text/html", body: "<h1>Log in</h1>" } },
  { on: "a page that says OK", answer: { status: 200, contentType: "text/html", body: "<h1>Welcome</h1>" } },
  { on: "a server out of order", answer: { status: 503, body: "" } },
])("$on in place of a ticket is no refusal: the page goes on trying, and is live after it", async ({ on, answer }) => {
  const bob = await createDashboardFeed(server, `bob-tickets-${answer.status}-${on.length}`);
  const { page, context } = await openDashboard(chromium.browser, server, bob);
  await page.route(TICKETS, (route) => route.fulfill(answer));
  await page.reload();
  await page.locator("footer").getByText("Reconnecting").waitFor();
  await page.unroute(TICKETS);
  await isLive(page);
  await context.close();
});
