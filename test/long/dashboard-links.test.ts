/** Links with keys, followed by somebody who has a key already: nothing changes before they agreed, and nothing is lost. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { createKey } from "../support/api.ts";
import {
  createDashboardFeed,
  type DashboardFeed,
  isLive,
  openDashboard,
  overflowPx,
  PHONE,
  postAsBot,
  WIDE,
  startForFile,
} from "../support/dashboard.ts";

const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const { server, chromium } = await startForFile();
let alice: DashboardFeed;
let mallory: DashboardFeed;
let readOnly: string;

beforeAll(async () => {
  alice = await createDashboardFeed(server, "alice");
  mallory = await createDashboardFeed(server, "mallory");
  readOnly = await createKey(server.origin, alice.owner, "alice", { scope: "subscribe" });
  await postAsBot(server, alice.bot, { type: "strategy_msg", msg: "said in alice" });
  await postAsBot(server, mallory.bot, { type: "strategy_msg", msg: "said in mallory" });
});

const linkTo = (feed: string, key: string, path = "/"): string => `${server.origin}${path}#feed=${feed}&key=${key}`;
const stored = (page: Page): Promise<string> =>
  page.evaluate(() => JSON.stringify({ tab: sessionStorage, device: localStorage }));

async function keepOnDevice(page: Page): Promise<void> {
  await page.goto(`${server.origin}/settings`);
  await page.getByRole("group", { name: "Keep the key" }).getByRole("button", { name: "On this device" }).click();
}

describe("a link to another feed", () => {
  test.each(["in the open page", "in another tab"])(
    "asks first, %s, and changes nothing where it is closed",
    async (where) => {
      const { page: first, context } = await openDashboard(chromium.browser, server, alice);
      await keepOnDevice(first);
      await first.goto(`${server.origin}/`);
      await isLive(first);
      const page = where === "in the open page" ? first : await context.newPage();
      for (const close of ["stay", "escape", "corner"]) {
        await page.goto(linkTo("mallory", mallory.owner));
        const dialog = page.getByRole("dialog", { name: "Open the feed mallory?" });
        await dialog.getByRole("button", { name: "Stay with alice" }).waitFor();
        const told = (await dialog.innerText()).replaceAll(/\s+/g, " ");
        expect(told).toMatch(/In use alice Owner: full access to this feed, including keys kept on this device/);
        expect(told).toMatch(/The link mallory Owner: full access to this feed, including keys/);
        expect(told).toContain("bots that you connect here publish to mallory");
        expect(page.url()).toBe(`${server.origin}/`);
        await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe("Stay with alice");
        if (close === "stay") await page.keyboard.press("Enter");
        else if (close === "escape") await page.keyboard.press("Escape");
        else await dialog.getByRole("button", { name: "Close" }).click();
        await dialog.waitFor({ state: "detached" });
        await page.getByText("said in alice").first().waitFor();
        expect(await stored(page)).not.toContain(mallory.owner);
        expect(await stored(page)).toContain(alice.owner);
      }
      await page.goto(`${server.origin}/connect`);
      await page.getByText("then appear in the feed alice").waitFor();
      await context.close();
    },
  );

  test("is opened where one agrees, for this tab, and the old feed is a click away", async () => {
    const { page, context } = await openDashboard(chromium.browser, server, alice);
    await keepOnDevice(page);
    await page.goto(linkTo("mallory", mallory.owner));
    await page.getByRole("button", { name: "Open mallory" }).click();
    await page.getByText("said in mallory").first().waitFor();
    await page.reload();
    await page.getByText("said in mallory").first().waitFor();
    const other = await context.newPage();
    await other.goto(server.origin);
    await other.getByText("said in alice").first().waitFor();
    await other.close();

    await page.getByRole("button", { name: "Feed shown: mallory" }).click();
    await page.getByRole("button", { name: "alice owner" }).click();
    await page.getByText("said in alice").first().waitFor();
    await page.getByRole("link", { name: "Settings" }).click();
    const feeds = page.getByRole("list", { name: "Feeds in this browser" }).getByRole("listitem");
    await expect.poll(() => feeds.count()).toBe(2);
    await page.getByRole("button", { name: "Open mallory" }).click();
    await page.getByText("mallory", { exact: true }).and(page.locator("strong")).first().waitFor();
    const row = feeds.filter({ hasText: "mallory" });
    await row.getByText("shown", { exact: true }).waitFor();
    await row.getByRole("button", { name: "Forget…" }).click();
    await row.getByRole("button", { name: "Keep" }).click();
    expect(await stored(page)).toContain(mallory.owner);
    await row.getByRole("button", { name: "Forget…" }).click();
    await row.getByRole("button", { name: "Forget", exact: true }).click();
    await page.getByRole("heading", { name: "Open your feed" }).waitFor();
    expect(await stored(page)).not.toContain(mallory.owner);
    expect(await stored(page)).not.toContain('mallory"');
    await page.getByRole("button", { name: "Open alice" }).click();
    await isLive(page);
    await context.close();
  });

  test("is kept on the device if that is chosen, and never for the feed that was there", async () => {
    const { page, context } = await openDashboard(chromium.browser, server, alice);
    await keepOnDevice(page);
    await page.goto(linkTo("mallory", mallory.owner));
    await page.getByLabel("Keep the link's key on this device").check();
    await page.getByRole("button", { name: "Open mallory" }).click();
    await page.getByText("said in mallory").first().waitFor();
    const device = await page.evaluate(() => localStorage.getItem("fillcast.access") ?? "");
    expect(JSON.parse(device)).toEqual([
      { feed: "mallory", key: mallory.owner },
      { feed: "alice", key: alice.owner },
    ]);
    await context.close();
  });
});

describe("a link to the same feed", () => {
  test("with the key in use asks nothing, and leaves the address", async () => {
    const { page, context } = await openDashboard(chromium.browser, server, alice);
    await page.goto(linkTo("alice", alice.owner));
    await expect.poll(() => page.url()).toBe(`${server.origin}/`);
    await page.getByText("said in alice").first().waitFor();
    expect(await page.getByRole("dialog").count()).toBe(0);
    await page.goto(linkTo("alice", alice.owner, "/bots"));
    await isLive(page);
    expect(page.url()).toBe(`${server.origin}/bots`);
    expect(await page.getByRole("dialog").count()).toBe(0);
    await context.close();
  });

  test("with a key that may do less takes nothing away unasked, nor for good", async () => {
    const { page, context } = await openDashboard(chromium.browser, server, alice, { path: "/settings" });
    await page.goto(linkTo("alice", readOnly, "/settings"));
    const dialog = page.getByRole("dialog", { name: "Use another key for alice?" });
    await dialog.getByText("with fewer rights").waitFor();
    await dialog.getByText("Read: events, trades and profit, but not keys").waitFor();
    await page.keyboard.press("Enter");
    await page.getByText("this page", { exact: true }).waitFor();
    await page.goto(linkTo("alice", readOnly, "/settings"));
    await dialog.getByRole("button", { name: "Use the link's key" }).click();
    await page.getByText("Only an owner key can list keys").waitFor();
    await page.getByRole("listitem").filter({ hasText: "Owner" }).getByRole("button", { name: "Open alice" }).click();
    await page.getByText("this page", { exact: true }).waitFor();
    await context.close();
  });
});

test("garbage in the fragment leaves the address and the feed that is open", async () => {
  const { page, context, complaints } = await openDashboard(chromium.browser, server, alice);
  const before = await stored(page);
  for (const fragment of ["#feed=mallory&key=half", "#key", "#key=%E0%A4%A", `#feed=alice&key=${mallory.owner}`]) {
    await page.goto(`${server.origin}/${fragment}`);
    await page.getByRole("dialog", { name: "This link does not work" }).getByText("Nothing has changed").waitFor();
    expect(page.url()).toBe(`${server.origin}/`);
    await page.getByRole("button", { name: "OK" }).click();
    await page.getByText("said in alice").first().waitFor();
  }
  await page.goto(`${server.origin}/#view`);
  expect(await page.getByRole("dialog").count()).toBe(0);
  expect(JSON.parse(await stored(page)).tab["fillcast.access"]).toBe(JSON.parse(before).tab["fillcast.access"]);
  expect(complaints).toEqual([]);
  await context.close();
});

test("a refused key stays until it is forgotten, and another feed can be opened beside it", async () => {
  const revoked = await createKey(server.origin, alice.owner, "alice", { scope: "publish", bot: "b" });
  const { page, context } = await openDashboard(
    chromium.browser,
    server,
    { feed: "alice", owner: revoked },
    { live: false },
  );
  await page.getByRole("button", { name: "Use another key" }).click();
  await page.getByRole("heading", { name: "Open your feed" }).waitFor();
  await page.getByRole("button", { name: "Back" }).click();
  await page.getByRole("button", { name: "Use another key" }).click();
  await page.getByLabel("Feed", { exact: true }).fill("mallory");
  await page.getByLabel("Key, or the whole dashboard link").fill(mallory.owner);
  await page.getByRole("button", { name: "Open", exact: true }).last().click();
  await page.getByText("said in mallory").first().waitFor();
  expect(await stored(page)).toContain(revoked);
  await context.close();
});

describe.each([
  { name: "wide and dark", viewport: WIDE, colorScheme: "dark" },
  { name: "narrow and light", viewport: PHONE, colorScheme: "light" },
] as const)("$name", ({ viewport, colorScheme }) => {
  test("each question and list gives axe nothing to find and fits the window", async () => {
    const { page, context, complaints } = await openDashboard(chromium.browser, server, alice, {
      context: { viewport, colorScheme, reducedMotion: "reduce" },
    });
    const isClean = async (): Promise<void> => {
      const { violations } = await new AxeBuilder({ page }).withTags(AXE_TAGS).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`)).toEqual([]);
      expect(await overflowPx(page)).toBeLessThanOrEqual(0);
    };
    await page.goto(`${server.origin}/#key=half`);
    await page.getByRole("button", { name: "OK" }).waitFor();
    await isClean();
    await page.goto(linkTo("alice", readOnly));
    await page.getByRole("button", { name: "Use the link's key" }).waitFor();
    await isClean();
    await page.goto(linkTo("mallory", mallory.owner));
    await page.getByRole("button", { name: "Open mallory" }).waitFor();
    await isClean();
    await page.getByRole("button", { name: "Open mallory" }).click();
    await isLive(page);
    await page.goto(`${server.origin}/settings`);
    await page.getByRole("listitem").filter({ hasText: "alice" }).getByRole("button", { name: "Forget…" }).click();
    await isClean();
    await page.getByRole("button", { name: "Open another feed" }).click();
    await page.getByRole("heading", { name: "Saved in this browser" }).waitFor();
    await isClean();
    expect(complaints).toEqual([]);
    await context.close();
  });
});
