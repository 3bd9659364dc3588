/** Connecting a bot, from a name to a green tick, with a real post; and what only a keyboard can do. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "vitest";
import {
  createDashboardFeed,
  isLive,
  openDashboard,
  postAsBot,
  postRecordedDay,
  startForFile,
} from "../support/dashboard.ts";

const { server, chromium } = await startForFile();

test("a name makes a key, a whole block to paste, and a tick with the first event", async () => {
  const alice = await createDashboardFeed(server, "alice-connect");
  const { page, context } = await openDashboard(chromium.browser, server, alice, { path: "/connect" });
  await page.getByRole("button", { name: "Create key" }).click();
  await page.getByText("Give the bot a name.").waitFor();
  await page.getByLabel("Name").fill("dca 1");
  await page.getByRole("button", { name: "Create key" }).click();
  await page.getByText(/A name can have up to 64 letters/).waitFor();
  await page.getByLabel("Name").fill("dca-1");
  await page.getByLabel(/^Simulated money/).check();
  await page.getByRole("button", { name: "Create key" }).click();

  await page.getByText("Waiting for dca-1…").waitFor();
  expect(new URL(page.url()).pathname).toMatch(/^\/connect\/\w+$/);
  await page.getByRole("button", { name: "Freqtrade (webhook)" }).click();
  const netrc = await page.locator("pre", { hasText: /^machine/ }).innerText();
  const key = netrc.split(" ").at(-1) ?? "";
  const config = JSON.parse(`{${await page.locator("pre", { hasText: /^"webhook"/ }).innerText()}}`) as {
    readonly webhook: { readonly url: string };
  };
  expect(config.webhook.url).toBe(`${server.origin}/v1/webhooks/freqtrade`);
  for (const way of ["Config only", "Environment", "Docker"]) {
    await page.getByRole("button", { name: way, exact: true }).click();
    await expect(page.locator("main").innerText()).resolves.toContain(key);
  }

  const url = `${server.origin}/v1/webhooks/freqtrade/${key}`;
  const headers = { "content-type": "application/json" };
  expect((await fetch(url, { method: "POST", headers, body: '{"type": "status"' })).status).toBe(400);
  const refused = page.getByRole("listitem").filter({ hasText: "400" });
  await refused.waitFor({ timeout: 3_000 });
  await expect(refused.innerText()).resolves.toMatch(/400 \/type\s+\d s ago\s+The body is not valid JSON/);
  await fetch(url, { method: "POST", headers, body: '{"type": "status"' });
  await page.getByText("2 times, ").waitFor({ timeout: 3_000 });
  const authorization = `Bearer ${key}`;
  const wrongType = { method: "POST", headers: { ...headers, authorization }, body: '{"type": "trade"}' };
  expect((await fetch(`${server.origin}/v1/events`, wrongType)).status).toBe(422);
  const newest = page.getByRole("heading", { name: "Rejected requests with this key" }).locator("+ ul > li").first();
  await newest.getByText("422 /type").waitFor({ timeout: 3_000 });
  await expect(newest.innerText()).resolves.toMatch(/\d s ago\s+Must be a known type/);
  // Another bot's is not this one's, and what the server knows is there again after a reload.
  const astray = `${server.origin}/v1/webhooks/freqtrade/${alice.bot}`;
  expect((await fetch(astray, { method: "POST", headers })).status).toBe(400);
  await page.reload();
  await page.getByText("Waiting for dca-1…").waitFor();
  await newest.getByText("422 /type").waitFor({ timeout: 3_000 });
  await expect(page.locator("h2 + ul > li").count()).resolves.toBe(2);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);

  const seq = await postAsBot(server, key, { type: "status", status: "running" });
  await page.getByText("dca-1 is connected").waitFor({ timeout: 3_000 });
  await expect(page.getByText(/First event: running, .* seq/).innerText()).resolves.toContain(`seq ${seq}`);
  await page.getByText("Start and status: seen").waitFor();
  await page.getByText("Exits: not yet").waitFor();

  await page.reload();
  await page.getByText("dca-1 is connected").waitFor();
  await page.getByText(/The key was shown once/).waitFor();
  await expect(page.locator("body").innerText()).resolves.not.toContain(key);

  const row = page.getByRole("table", { name: "Bots" }).getByRole("row", { name: /dca-1/ });
  await page.getByRole("link", { name: "Bots", exact: true }).first().click();
  await expect(row.innerText()).resolves.toContain("dry");
  await context.close();
});

test("the relay comes first: a service to paste, and ticks with its first contact and what it reads", async () => {
  const dora = await createDashboardFeed(server, "dora-connect");
  const { page, context } = await openDashboard(chromium.browser, server, dora, { path: "/connect" });
  await page.getByLabel("Name").fill("api-1");
  await page.getByRole("button", { name: "Create key" }).click();
  const service = await page.locator("pre", { hasText: /^services:/ }).innerText();
  expect(service).toContain("FILLCAST_BOTS: api-1=http://freqtrade:8080");
  expect(service).toContain("FILLCAST_BOT_API_1_PASSWORD");
  const key = /FILLCAST_KEY: (\S+)/.exec(service)![1]!;
  await page.getByText("The relay has reached Fillcast: not yet").waitFor();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);

  const relay = async (id: string, event: object): Promise<void> => {
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/x-ndjson" };
    const body = JSON.stringify({ id, bot: "api-1", at: Date.now(), event });
    expect((await fetch(`${server.origin}/v1/relay`, { method: "POST", headers, body })).status).toBe(200);
  };
  await relay("start", { type: "startup", data: { version: "2026.9", strategy: "Steered", dry_run: true } });
  await page.getByText("The relay has reached Fillcast: seen").waitFor();
  await page.getByText("It reads the bot: not yet").waitFor();
  const openedAt = Date.parse("2026-11-24T06:00:03.123Z");
  const trade = { id: "7", pair: "ETH/USDT", direction: "long", openedAt: new Date(openedAt).toISOString() };
  const orders = [{ order_id: "a", ft_order_side: "buy", filled: "0.5", safe_price: "2500", status: "closed" }];
  const book = { is_open: true, amount: "0.5", open_rate: "2500", fee_open: "0.001", strategy: "Steered", orders };
  await relay("book", { type: "trade_snapshot", pair: "ETH/USDT", trade, data: { ...book, stake_amount: "1250" } });
  const open = [
    { tradeId: "7", openedAt, currentRate: "2600", profit: "48.75", profitRatio: "0.039", stopLoss: "2340" },
  ];
  const balance = { currency: "USDT", value: "10048.75", free: "8750" };
  const vitals = { state: "running", dryRun: true, strategy: "Steered", balance, open, openProfit: "48.75" };
  await relay("beat", { type: "heartbeat", data: { vitals: { ...vitals, lastProcessAt: Date.now() } } });
  await page.getByText("It reads the bot: seen").waitFor();
  await page.getByText("Import the past").waitFor();

  await page.getByRole("link", { name: "Overview", exact: true }).first().click();
  const account = page.getByRole("table", { name: "Realised profit by book" }).getByRole("row", { name: /USDT/ });
  await expect(account.innerText()).resolves.toMatch(/10,048\.75\s+\+48\.75/);
  await page.getByRole("link", { name: "ETH/USDT" }).first().click();
  await page.getByRole("table", { name: "Orders" }).waitFor();
  const main = await page.locator("main").innerText();
  expect(main).toMatch(/Open profit\s+\+48\.75 USDT/);
  expect(main).toMatch(/Stop\s+2,340\s*10\.0% away/);
  expect(main).toMatch(/Fees\s+1\.25 USDT/);
  expect(main).toMatch(/Strategy\s+Steered/);
  await page.goto(`${server.origin}/bots/api-1`);
  const panel = page.getByRole("region", { name: "Account" });
  await panel.getByText(/ran \d+ s ago/).waitFor();
  expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([]);
  await context.close();
});

test("keys are made, shown once and revoked in the settings", async () => {
  const bob = await createDashboardFeed(server, "bob-connect");
  const { page, context } = await openDashboard(chromium.browser, server, bob, { path: "/settings" });
  await page.getByText("this page", { exact: true }).waitFor();
  await page.getByText("New key").click();
  await page.getByLabel("Label").fill("phone");
  await page.getByRole("button", { name: "Create key" }).click();
  await page.getByText("It is shown once and stored nowhere").waitFor();
  const key = (await page.locator("code", { hasText: /^eyJ/ }).innerText()).trim();
  const phone = await openDashboard(chromium.browser, server, { feed: "bob-connect", owner: key });
  await page.getByRole("button", { name: "Done" }).click();
  const row = page.getByRole("listitem").filter({ hasText: "phone" });
  await row.getByRole("button", { name: "Revoke…" }).click();
  await row.getByRole("button", { name: "Revoke", exact: true }).click();
  await expect.poll(() => row.count()).toBe(0);
  await phone.page
    .getByRole("alert")
    .getByText(/revoked/)
    .first()
    .waitFor();
  await phone.context.close();
  await context.close();
});

test("a key that may only read sees no keys and can make none", async () => {
  const carol = await createDashboardFeed(server, "carol-connect");
  const made = await fetch(`${server.origin}/v1/feeds/carol-connect/keys`, {
    method: "POST",
    headers: { authorization: `Bearer ${carol.owner}`, "content-type": "application/json" },
    body: JSON.stringify({ scope: "subscribe" }),
  });
  const { key } = await made.json<{ readonly key: string }>();
  const { page, context } = await openDashboard(
    chromium.browser,
    server,
    { feed: "carol-connect", owner: key },
    { path: "/settings" },
  );
  await page.getByText("Only an owner key can list keys").waitFor();
  await page.goto(`${server.origin}/connect`);
  await page.getByLabel("Name").fill("x");
  await page.getByRole("button", { name: "Create key" }).click();
  await page.getByText("This key can't create keys").waitFor();
  await context.close();
});

test("a keyboard alone reaches every view, walks the rows, opens one, searches, and holds the tape", async () => {
  const dave = await createDashboardFeed(server, "dave-connect");
  await postRecordedDay(server, dave);
  const { page, context } = await openDashboard(chromium.browser, server, dave);
  for (const [keys, path] of [
    ["gt", "/trades"],
    ["gb", "/bots"],
    ["gp", "/profit"],
    ["gs", "/settings"],
    ["go", "/"],
    ["ge", "/tape"],
  ] as const) {
    for (const key of keys) await page.keyboard.press(key);
    await expect.poll(() => new URL(page.url()).pathname).toBe(path);
  }
  await page.getByRole("link", { name: "Status" }).waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Event 18" }).waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("Escape");
  await expect.poll(() => new URL(page.url()).search).toBe("");

  await page.keyboard.press("Space");
  await page.getByText("Paused, 0 new").waitFor();
  await postAsBot(server, dave.bot, { type: "strategy_msg", msg: "while held" });
  await page.getByText("Paused, 1 new").waitFor();
  await expect(page.getByText("while held").count()).resolves.toBe(0);
  await page.keyboard.press("Space");
  await page.getByText("while held").waitFor();

  await page.keyboard.press("/");
  await page.keyboard.type("gt cooldown");
  expect(new URL(page.url()).pathname).toBe("/tape");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("cooldown");
  await expect.poll(() => page.locator("[aria-label=Events] article").count()).toBe(1);
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await page.getByRole("heading", { name: "Keyboard" }).waitFor();
  await page.keyboard.press("Escape");
  await context.close();
});

test("shortcuts can be turned off, the theme and the zone are kept", async () => {
  const erin = await createDashboardFeed(server, "erin-connect");
  const { page, context } = await openDashboard(chromium.browser, server, erin, {
    path: "/settings",
    context: { timezoneId: "Asia/Tokyo", colorScheme: "light" },
  });
  await page.getByRole("switch", { name: /Keyboard shortcuts/ }).click();
  await page.getByRole("button", { name: "Dark" }).click();
  await page.getByLabel("Time zone").selectOption("utc");
  await page.keyboard.press("g");
  await page.keyboard.press("t");
  await page.waitForTimeout(200);
  expect(new URL(page.url()).pathname).toBe("/settings");
  await page.reload();
  await isLive(page);
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe("dark");
  await expect(page.getByLabel("Time zone").inputValue()).resolves.toBe("utc");
  await context.close();
});
