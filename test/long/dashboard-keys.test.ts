/** Keys that are shown once: no single click loses one, and nobody stores it. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { createDashboardFeed, isLive, openDashboard, overflowPx, PHONE, startForFile } from "../support/dashboard.ts";

const CLIPBOARD = { permissions: ["clipboard-read", "clipboard-write"] };

const { server, chromium } = await startForFile();

async function makeKey(page: Page, label: string): Promise<void> {
  if (!(await page.getByLabel("Label").isVisible())) await page.getByText("New key").click();
  await page.getByLabel("Label").fill(label);
  await page.getByRole("button", { name: "Create key" }).click();
  await page.getByText(`New key for ${label}.`).waitFor();
}
const secrets = (page: Page): Promise<string[]> => page.locator("code", { hasText: /^eyJ/ }).allInnerTexts();
const stored = (page: Page): Promise<string> => page.evaluate(() => JSON.stringify([sessionStorage, localStorage]));

test("a key of the settings outlives a change of view, another key and one wrong click, until it is copied", async () => {
  const alice = await createDashboardFeed(server, "alice-keys");
  const { page, context } = await openDashboard(chromium.browser, server, alice, {
    path: "/settings",
    context: CLIPBOARD,
  });
  await makeKey(page, "phone");
  const [phone = ""] = await secrets(page);
  await makeKey(page, "tablet");
  expect(await secrets(page)).toContain(phone);
  expect(await secrets(page)).toHaveLength(2);

  await page.getByRole("link", { name: "Overview" }).click();
  const notice = page.getByRole("status").filter({ hasText: "You have not copied the new key for phone yet" });
  await notice.waitFor();
  expect(await stored(page)).not.toContain(phone);
  await notice.getByRole("link", { name: "Show it" }).click();
  await expect.poll(() => secrets(page)).toContain(phone);
  expect(await page.getByText("You have not copied").count()).toBe(0);

  const made = page.getByRole("status").filter({ hasText: "New key for phone." });
  await made.getByRole("button", { name: "Done…" }).click();
  await made.getByText("You have not copied this key").waitFor();
  await made.getByRole("button", { name: "Keep", exact: true }).click();
  expect(await secrets(page)).toContain(phone);
  await made.getByRole("button", { name: "Copy key" }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(phone);
  await made.getByRole("button", { name: "Done", exact: true }).click();
  await made.waitFor({ state: "detached" });

  const tablet = page.getByRole("status").filter({ hasText: "New key for tablet." });
  await tablet.getByRole("button", { name: "Done…" }).click();
  await tablet.getByRole("button", { name: "Discard", exact: true }).click();
  await tablet.waitFor({ state: "detached" });
  await page.getByRole("link", { name: "Overview" }).click();
  await page.getByRole("heading", { name: "Realised profit" }).or(page.getByText("No bot has reported yet")).waitFor();
  expect(await page.getByText("You have not copied").count()).toBe(0);
  await context.close();
});

test("a bot's key is found again from any view, and counts as copied by hand too", async () => {
  const bob = await createDashboardFeed(server, "bob-keys");
  const { page, context } = await openDashboard(chromium.browser, server, bob, {
    path: "/connect",
    context: CLIPBOARD,
  });
  await page.getByLabel("Name").fill("spot-2");
  await page.getByRole("button", { name: "Create key" }).click();
  await page.getByRole("button", { name: "Freqtrade (webhook)" }).click();
  const netrc = page.locator("pre", { hasText: /^machine/ });
  const key = (await netrc.innerText()).split(" ").at(-1) ?? "";
  await page.getByRole("link", { name: "Bots", exact: true }).click();
  await page.getByRole("link", { name: "Show it" }).click();
  await page.getByRole("button", { name: "Freqtrade (webhook)" }).click();
  expect(await netrc.innerText()).toContain(key);
  await page.locator("pre", { hasText: /^"webhook"/ }).evaluate((block) => {
    getSelection()?.selectAllChildren(block);
    document.execCommand("copy");
  });
  await page.getByRole("button", { name: "Done…" }).waitFor();
  await netrc.evaluate((block) => {
    getSelection()?.selectAllChildren(block);
    document.execCommand("copy");
  });
  await page.getByRole("button", { name: "Done", exact: true }).click();
  await page.getByText(/The key was shown once/).waitFor();
  expect(await stored(page)).not.toContain(key);
  await context.close();
});

test("a page that alone has a key asks before it closes, and one that has none does not", async () => {
  const carol = await createDashboardFeed(server, "carol-keys");
  const { page, context } = await openDashboard(chromium.browser, server, carol, {
    path: "/settings",
    context: CLIPBOARD,
  });
  const asked: string[] = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.type());
    void dialog.dismiss();
  });
  await makeKey(page, "phone");
  await page.close({ runBeforeUnload: true });
  await expect.poll(() => asked).toEqual(["beforeunload"]);
  const made = page.getByRole("status").filter({ hasText: "New key for phone." });
  await made.getByRole("button", { name: "Copy key" }).click();
  await made.getByRole("button", { name: "Done", exact: true }).waitFor();
  const closed = page.waitForEvent("close");
  await page.close({ runBeforeUnload: true });
  await closed;
  expect(asked).toHaveLength(1);
  await context.close();
});

test("a key that arrives after its view was left is announced in the next view", async () => {
  const dave = await createDashboardFeed(server, "dave-keys");
  const { page, context } = await openDashboard(chromium.browser, server, dave, { path: "/connect" });
  let answer: (() => void) | undefined;
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route("**/keys", async (route) => {
    if (route.request().method() === "POST") await held;
    await route.continue();
  });
  await page.getByLabel("Name").fill("spot-3");
  await page.getByRole("button", { name: "Create key" }).click();
  await page.getByRole("link", { name: "Tape", exact: true }).click();
  await page.getByRole("link", { name: "Bots", exact: true }).click();
  answer?.();
  await page.getByText("You have not copied the new key for spot-3 yet").waitFor();
  expect(new URL(page.url()).pathname).toBe("/bots");
  await context.close();
});

test("what is asked and told of keys gives axe nothing to find and fits a phone", async () => {
  const erin = await createDashboardFeed(server, "erin-keys");
  const { page, context } = await openDashboard(chromium.browser, server, erin, {
    path: "/settings",
    context: { viewport: PHONE, reducedMotion: "reduce" },
  });
  const isClean = async (): Promise<void> => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`)).toEqual([]);
    expect(await overflowPx(page)).toBeLessThanOrEqual(0);
  };
  await makeKey(page, "phone");
  await page.getByRole("button", { name: "Done…" }).click();
  await isClean();
  await page.getByRole("link", { name: "Bots", exact: true }).click();
  await page.getByRole("link", { name: "Show it" }).waitFor();
  await isClean();
  await context.close();
});

test("a code opens the feed on a phone, which keeps a key of its own; a reader's key makes none", async () => {
  const erin = await createDashboardFeed(server, "phone-keys");
  const { page, context } = await openDashboard(chromium.browser, server, erin, {
    path: "/settings",
    context: CLIPBOARD,
  });
  await page.getByRole("button", { name: "Show a code" }).click();
  const code = page.getByRole("img", { name: "A code that opens phone-keys with a new key" });
  await code.waitFor();
  expect((await code.boundingBox())?.width).toBeGreaterThan(200);
  await page.getByText("This address works on this computer only.").waitFor();
  await page.getByText(/^Phone$/).waitFor();
  await page.getByRole("button", { name: "Copy link" }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain("#feed=phone-keys&key=");
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await page.getByRole("button", { name: "Done", exact: true }).click();
  await code.waitFor({ state: "detached" });

  const phone = await chromium.browser.newContext({ viewport: PHONE });
  const first = await phone.newPage();
  await first.goto(link);
  await isLive(first);
  await first.close();
  // The tab is gone, the key is not.
  const second = await phone.newPage();
  await second.goto(`${server.origin}/settings`);
  await isLive(second);
  await second.getByText("This key can't create keys.").waitFor();
  await phone.close();
  await context.close();
});
