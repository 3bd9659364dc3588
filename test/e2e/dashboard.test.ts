/** The page as a newcomer meets it: a key in the address, a bot that posts, and a line that breaks. */
import { rm } from "node:fs/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  createDashboardFeed,
  isLive,
  openDashboard,
  postAsBot,
  postRecordedDay,
  RECORDED,
  watchConsole,
  startForFile,
} from "../support/dashboard.ts";
import { startServer } from "../support/start-server.ts";
import { post } from "../support/api.ts";
import { newStateFolder } from "../support/state-folder.ts";

const { server, chromium } = await startForFile();

test("a real bot's body is on the page as soon as it is posted", async () => {
  const alice = await createDashboardFeed(server, "alice-page");
  const { page, context, complaints } = await openDashboard(chromium.browser, server, alice, { path: "/tape" });
  const fill = RECORDED.find(({ body }) => body["type"] === "entry_fill");
  await postAsBot(server, alice.bot, fill?.body ?? {});
  // Milliseconds on an idle machine; the limit is for one that runs all tests at once.
  await page.getByRole("link", { name: "Entry filled" }).waitFor({ timeout: 3_000 });
  await expect(page.locator("main").innerText()).resolves.toContain("ETH/USDT");
  await expect(page.getByText("0.0394605 at 2,531.17").count()).resolves.toBe(1);
  expect(complaints).toEqual([]);
  await context.close();
});

test("the key leaves the address bar, stays in the tab, and is asked for once no tab has it", async () => {
  const bob = await createDashboardFeed(server, "bob-page");
  const { page, context } = await openDashboard(chromium.browser, server, bob, { path: "/trades?status=closed" });
  expect(page.url()).toBe(`${server.origin}/trades?status=closed`);
  await page.reload();
  await isLive(page);
  const other = await context.newPage();
  await page.close();
  await other.goto(server.origin);
  await other.getByRole("heading", { name: "Open your feed" }).waitFor();
  await other.getByLabel("Key, or the whole dashboard link").fill("not a key");
  await other.getByRole("button", { name: "Open" }).click();
  await other.getByText("A key has three parts joined by dots.").waitFor();
  await other.getByLabel("Feed").fill("bob-page");
  await other.getByLabel("Key, or the whole dashboard link").fill(bob.owner);
  await other.getByLabel("Keep the key on this device").check();
  await other.getByRole("button", { name: "Open" }).click();
  await isLive(other);
  const third = await context.newPage();
  await third.goto(server.origin);
  await isLive(third);
  await context.close();
});

test("what an open page missed is marked as recovered, and what came before or comes now is not", async () => {
  const carol = await createDashboardFeed(server, "carol-page");
  await postRecordedDay(server, carol);
  const { page, context } = await openDashboard(chromium.browser, server, carol, { path: "/tape" });
  const recovered = page.getByText("recovered", { exact: true });
  // The view's own script is there: without it the page would open again, and have missed nothing.
  await page.locator("article").first().waitFor();
  await context.setOffline(true);
  await page.locator("footer").getByText("Offline").waitFor();
  await postAsBot(server, carol.bot, { type: "strategy_msg", msg: "missed one" });
  await postAsBot(server, carol.bot, { type: "strategy_msg", msg: "missed two" });
  await context.setOffline(false);
  await isLive(page);
  await postAsBot(server, carol.bot, { type: "strategy_msg", msg: "live now" });
  await page.getByText("live now").waitFor();
  const marked = page.locator("article").filter({ has: recovered });
  await expect(marked.count()).resolves.toBe(2);
  await expect(marked.first().innerText()).resolves.toContain("missed two");
  await context.close();
});

test("what happened between two visits is summarised once, with a divider in the tape above what was seen", async () => {
  const kim = await createDashboardFeed(server, "kim-page");
  await postAsBot(server, kim.bot, { type: "strategy_msg", msg: "seen before" });
  const { page, context } = await openDashboard(chromium.browser, server, kim);
  await page.getByText("seen before").waitFor();
  await page.waitForFunction(() => JSON.stringify(localStorage).includes("seq"));
  await page.close();
  await postRecordedDay(server, kim);

  const again = await context.newPage();
  await again.goto(`${server.origin}/#feed=kim-page&key=${kim.owner}`);
  const summary = again.getByRole("listitem").filter({ hasText: /away/ });
  await summary.waitFor();
  const told = (await summary.innerText()).replaceAll("\n", " ");
  expect(told).toMatch(/\d s away/);
  expect(told).toContain(`${RECORDED.length} events`);
  expect(told).toContain("1 closed, 1 won");
  expect(told).toContain("+5.52 USDT");
  expect(await again.getByText(/closed \+/).count()).toBe(0);
  await again.getByRole("link", { name: "All events" }).click();
  await again.getByText("new since your last visit").waitFor();
  await again.goBack();
  await again.getByRole("button", { name: "Dismiss the summary" }).click();
  await summary.waitFor({ state: "detached" });
  await context.close();
});

test("the page obeys a policy without anything inline, and its styles and scripts still work under it", async () => {
  const answer = await fetch(server.origin);
  const policy = answer.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
  expect(await answer.text()).not.toMatch(/<style|style=|<script(?![^>]*src=)/);
});

test("edge to screen is measured on live events only", async () => {
  const dave = await createDashboardFeed(server, "dave-page");
  const { page, context } = await openDashboard(chromium.browser, server, dave);
  const badge = page.getByTestId("latency");
  // The round trip is measured soon; of the screen nothing is said before there is something to say.
  await expect.poll(() => badge.innerText()).toMatch(/^round trip [<\d.]+ ms/);
  for (let index = 0; index < 25; index++)
    await postAsBot(server, dave.bot, { type: "strategy_msg", msg: `message ${index}` });
  await page.getByText(/edge → screen p50 [<\d.]+ · p95 [<\d.]+ ms \(n 25, 15 min\)/).waitFor();
  await badge.click();
  await page.getByRole("img", { name: "Distribution of 25 samples" }).waitFor();
  await context.close();
});

describe("a line that breaks", () => {
  test("continues where it stopped, in order and once, through a cut and a reload in mid-burst", async () => {
    const erin = await createDashboardFeed(server, "erin-page");
    const { page, context } = await openDashboard(chromium.browser, server, erin, { path: "/tape?show=bot" });
    const burst = (from: number): Promise<Response> =>
      post(
        `${server.origin}/v1/events`,
        erin.owner,
        Array.from({ length: 50 }, (_, index) => ({ type: "x-step", bot: "b", data: { step: String(from + index) } })),
      );
    await burst(0);
    await context.setOffline(true);
    await burst(50);
    await context.setOffline(false);
    const reload = page.reload();
    await burst(100);
    await reload;
    await burst(150);
    await page.getByText("step 199", { exact: true }).waitFor();
    const steps = await page.evaluate(async () => {
      const seen = new Set<string>();
      const list = document.querySelector("[aria-label=Events]")!;
      const painted = (): Promise<unknown> =>
        new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 50)));
      for (let top = 0; top <= list.scrollHeight; top += 200) {
        list.scrollTop = top;
        await painted();
        for (const part of list.querySelectorAll("article span")) {
          const step = /^step (\d+)$/.exec(part.textContent ?? "")?.[1];
          if (step !== undefined) seen.add(step);
        }
      }
      return [...seen];
    });
    expect(steps).toEqual(Array.from({ length: 200 }, (_, index) => String(199 - index)));
    await context.close();
  });

  test("says that it is offline, what it shows, and comes back by itself", async () => {
    const frank = await createDashboardFeed(server, "frank-page");
    await postRecordedDay(server, frank);
    const { page, context } = await openDashboard(chromium.browser, server, frank, {
      context: { serviceWorkers: "allow" },
    });
    await page.getByText("+5.52").first().waitFor();
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await context.setOffline(true);
    await page.reload();
    await page.locator("footer").getByText("Offline").waitFor();
    await page.getByText(/^Offline since \d\d:\d\d\. All figures are of that moment\.$/).waitFor();
    expect(await page.locator("footer").innerText()).toMatch(/Offline\s*since \d\d:\d\d/);
    await expect(page.locator("main").innerText()).resolves.toContain("+5.52");
    await context.setOffline(false);
    await isLive(page);
    await expect(page.getByText(/All figures are of that moment/).count()).resolves.toBe(0);
    await context.close();
  });

  test("two tabs of one feed show the same", async () => {
    const grace = await createDashboardFeed(server, "grace-page");
    const first = await openDashboard(chromium.browser, server, grace, { path: "/tape" });
    const second = await first.context.newPage();
    await second.goto(`${server.origin}/tape#feed=grace-page&key=${grace.owner}`);
    await isLive(second);
    await postRecordedDay(server, grace);
    for (const page of [first.page, second]) await page.getByText("config reloaded").waitFor();
    const titles = (page: typeof second): Promise<string[]> =>
      page.locator("[aria-label=Events] article").allInnerTexts();
    expect(await titles(second)).toEqual(await titles(first.page));
    await first.context.close();
  });
});

describe("a key that is refused", () => {
  test("takes the whole page when it is revoked, and is not tried again", async () => {
    const heidi = await createDashboardFeed(server, "heidi-page");
    const made = await post(`${server.origin}/v1/feeds/heidi-page/keys`, heidi.owner, {
      scope: "subscribe",
      label: "phone",
    });
    const { id, key } = await made.json<{ readonly id: string; readonly key: string }>();
    const { page, context } = await openDashboard(chromium.browser, server, { feed: "heidi-page", owner: key });
    let sockets = 0;
    page.on("websocket", () => (sockets += 1));
    await fetch(`${server.origin}/v1/feeds/heidi-page/keys/${id}`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${heidi.owner}` },
    });
    await page.getByRole("alert").getByRole("heading").waitFor();
    await expect(page.getByRole("alert").innerText()).resolves.toMatch(/revoked/);
    await page.waitForTimeout(3_000);
    expect(sockets).toBe(0);
    await page.getByRole("button", { name: "Use another key" }).click();
    await page.getByRole("heading", { name: "Open your feed" }).waitFor();
    await context.close();
  });

  test("says what it may not: a bot's key does not open the feed", async () => {
    const ivan = await createDashboardFeed(server, "ivan-page");
    const { page, context } = await openDashboard(
      chromium.browser,
      server,
      { feed: "ivan-page", owner: ivan.bot },
      { live: false },
    );
    await page.getByRole("heading", { name: "This key has no access to the feed" }).waitFor();
    await page.getByText("This is a bot's key").waitFor();
    await context.close();
  });
});

test("a new log behind the same address is said, and nothing of the old one stays", async () => {
  const stateDir = await newStateFolder();
  onTestFinished(() => rm(stateDir, { recursive: true, force: true }));
  const secret = { environment: { FILLCAST_SIGNING_SECRET: "one-signing-secret-for-both-of-its-lives" } };
  const before = await startServer({ ...secret, stateDir });
  const mallory = await createDashboardFeed(before, "mallory");
  await postRecordedDay(before, mallory);
  const { page, context } = await openDashboard(chromium.browser, before, mallory);
  await page.getByText("+5.52").first().waitFor();
  await before.stop();
  await page.locator("footer").getByText("Reconnecting").waitFor();

  const port = new URL(before.origin).port;
  const after = await startServer({ ...secret, args: ["--port", port, "--no-demo"] });
  const again = await createDashboardFeed(after, "mallory");
  await postAsBot(after, again.bot, { type: "strategy_msg", msg: "a new life" });
  await page.goto(`${after.origin}/#feed=mallory&key=${again.owner}`);
  await page.getByRole("button", { name: "Use the link's key" }).click();
  await page.getByText("a new life").first().waitFor();
  await page.getByText(/History restarted at/).waitFor();
  await expect.poll(() => page.getByText("+5.52").count()).toBe(0);
  await context.close();
  await after.stop();
});

test("an address that nothing is at says so inside the page", async () => {
  const judy = await createDashboardFeed(server, "judy-page");
  const { page, context } = await openDashboard(chromium.browser, server, judy, { path: "/nowhere" });
  await page.getByText("Page not found.").waitFor();
  await context.close();
  const plain = await chromium.browser.newPage({ locale: "en-GB" });
  const complaints = watchConsole(plain);
  await plain.goto(server.origin);
  await plain.getByRole("heading", { name: "Open your feed" }).waitFor();
  expect(complaints).toEqual([]);
  await plain.close();
});
