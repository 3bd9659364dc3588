/** The demo's banner: a pause that the bots keep, through a reload, another tab and a restart, and that is never only said. */
import { rm } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { FeedState } from "@fillcast/protocol";
import { startBrowser, type StartedBrowser } from "../support/browser.ts";
import { isLive, openDashboard, PHONE } from "../support/dashboard.ts";
import { startServer, type StartedServer } from "../support/start-server.ts";
import { subscribe, type Subscriber } from "../support/subscriber.ts";
import { newStateFolder } from "../support/state-folder.ts";

const DEMO = ["--seed", "7"];
const PAUSED = "Paused: the bots stop trading until you resume.";
/** A busy machine tells the history on after the start. */
const HISTORY_WAIT_MS = 200_000;
/** A generous limit: milliseconds on an idle machine. */
const ANSWER_WAIT_MS = 30_000;
/** A message that was on its way may come after the answer. */
const SETTLE_MS = 1_000;
const STILL_MS = 8_000;
/** A demo that starts again has something to say within a second or two. */
const RESTART_STILL_MS = 4_000;
const HEARTBEAT_MS = 10_000;

interface Access {
  readonly feed: string;
  readonly owner: string;
}

let chromium: StartedBrowser;
/** Each test goes on with the demo that the one before left. */
let stateDir: string;
let access: Access;

beforeAll(async () => {
  chromium = await startBrowser();
  stateDir = await newStateFolder();
});
afterAll(async () => {
  await chromium.stop();
  await rm(stateDir, { recursive: true, force: true });
});

function accessOf(server: StartedServer): Access {
  const fragment = new URLSearchParams(new URL(server.dashboard!).hash.slice(1));
  return { feed: fragment.get("feed")!, owner: fragment.get("key")! };
}

async function openDemo(server: StartedServer, context: BrowserContextOptions = {}): Promise<Page> {
  return (await openDashboard(chromium.browser, server, access, { context })).page;
}

const banner = (page: Page) => page.getByRole("complementary", { name: "Demo" });
const posted = ({ events }: Subscriber): number => events.filter(({ source }) => source === "freqtrade").length;

async function stateOf(server: StartedServer): Promise<FeedState> {
  const { feed, owner } = access;
  const answer = await fetch(`${server.origin}/v1/feeds/${feed}/summary`, {
    headers: { authorization: `Bearer ${owner}` },
  });
  return (await answer.json<{ readonly state: FeedState }>()).state;
}

test("a paused demo holds still until it is resumed, in every tab, and its bots stay up", async () => {
  const server = await startServer({ stateDir, args: DEMO });
  access = accessOf(server);
  const reader = await subscribe(server.origin, access.feed, access.owner);
  await reader.until(({ events }) => events.some(({ at }) => at > Date.now() - 60_000), HISTORY_WAIT_MS);
  const page = await openDemo(server);
  const second = await page.context().newPage();
  await second.goto(page.url() + new URL(server.dashboard!).hash);
  await isLive(second);

  await banner(page).getByRole("button", { name: "Pause" }).click();
  for (const tab of [page, second]) await banner(tab).getByText(PAUSED).waitFor({ timeout: ANSWER_WAIT_MS });
  await delay(SETTLE_MS);
  const before = posted(reader);
  const beats = (): number => reader.frames.filter(({ type }) => type === "presence").length;
  const beatsBefore = beats();
  await page.reload();
  await banner(page).getByText(PAUSED).waitFor();
  await delay(STILL_MS);
  expect(posted(reader)).toBe(before);
  await reader.until(() => beats() > beatsBefore, HEARTBEAT_MS);
  reader.close();
  await server.stop();

  const again = await startServer({ stateDir, args: [...DEMO, "--port", new URL(server.origin).port] });
  const returned = await subscribe(again.origin, access.feed, access.owner);
  await isLive(second);
  await delay(RESTART_STILL_MS);
  expect(posted(returned)).toBe(0);
  // A bot that was restarting when the pause began is down until it ends.
  const { bots } = await stateOf(again);
  const alive = returned.frames.flatMap((frame) => (frame.type === "presence" ? Object.keys(frame.bots) : []));
  expect(alive.length).toBeGreaterThan(0);
  for (const name of new Set(alive)) expect(bots[name]?.presence, name).toBe("up");

  await banner(second).getByRole("button", { name: "Resume" }).click();
  await returned.until((seen) => posted(seen) > 1, HISTORY_WAIT_MS);
  for (const tab of [page, second]) await banner(tab).getByRole("button", { name: "Pause" }).waitFor();

  await banner(second).getByRole("button", { name: "Cut my connection" }).click();
  await second.locator("footer").getByText("Reconnecting").waitFor();
  await isLive(second);
  await second.getByText("recovered", { exact: true }).first().waitFor();
  await banner(second)
    .getByText(/^Connected again\. [\d,]+ missed events? recovered, in order\.$/)
    .waitFor();
  expect(again.log()).not.toContain("refused");
  returned.close();
  await page.context().close();
  await again.stop();
});

test("nobody answers for a demo that does not run; on a phone its banner is whole, and in reach of keys", async () => {
  const server = await startServer({ stateDir });
  const page = await openDemo(server, { viewport: { ...PHONE, width: 360 } });
  const sentence = banner(page).getByRole("paragraph");
  expect(await sentence.evaluate((text) => text.scrollWidth - text.clientWidth)).toBe(0);

  await banner(page).getByRole("button", { name: "Try it" }).focus();
  await page.keyboard.press("Enter");
  await banner(page).getByRole("button", { name: "Pause" }).waitFor();
  const reached: string[] = [];
  for (let index = 0; index < 4; index++) {
    await page.keyboard.press("Tab");
    reached.push(await page.evaluate(() => document.activeElement?.textContent ?? ""));
  }
  expect(reached).toEqual(["Pause", "Burst of 1,000", "Cut my connection", "Connect your own bot"]);
  for (let index = 0; index < 3; index++) await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await sentence.getByText("Pausing the bots…").waitFor();
  await sentence.getByText("No answer").waitFor({ timeout: 10_000 });
  await page.context().close();
  await server.stop();
});

test("a demo that is to stand still answers a wish of before, and offers no pause", async () => {
  const server = await startServer({ stateDir, args: [...DEMO, "--demo-freeze"] });
  const page = await openDemo(server);
  await banner(page).getByText("frozen since the start").waitFor();
  await banner(page).getByRole("button", { name: "Burst of 1,000" }).waitFor();
  await expect(banner(page).getByRole("button", { name: "Pause" }).count()).resolves.toBe(0);
  await page.context().close();
  await server.stop();
});
