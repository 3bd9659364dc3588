/** Every view at the sizes of a phone, a tablet and a desk, in light and dark, with a month of six bots in it. */
import { rm } from "node:fs/promises";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startBrowser, type StartedBrowser } from "../support/browser.ts";
import { isLive, overflowPx, watchConsole } from "../support/dashboard.ts";
import { startServer, type StartedServer } from "../support/start-server.ts";
import { newStateFolder } from "../support/state-folder.ts";

const SIZES = [
  ["a phone", "dark", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }],
  ["a tablet", "light", { viewport: { width: 820, height: 1180 }, hasTouch: true }],
  ["a desk", "dark", { viewport: { width: 1440, height: 900 } }],
] as const;
const VIEWS = ["/", "/trades", "/trades?status=closed", "/bots", "/profit", "/tape", "/settings", "/connect"];
/** What a finger finds, px: of what is tapped often, and of everything that is no word in a sentence. */
const OFTEN_PX = 40;
const LEAST_PX = 24;

let chromium: StartedBrowser;
let server: StartedServer;
let stateDir: string;
let trade: string;
let bot: string;

beforeAll(async () => {
  chromium = await startBrowser();
  stateDir = await newStateFolder();
  server = await startServer({ stateDir, args: ["--demo-freeze", "--seed", "7"] });
  const fragment = new URLSearchParams(new URL(server.dashboard!).hash.slice(1));
  const headers = { authorization: `Bearer ${fragment.get("key")}` };
  const answer = await fetch(`${server.origin}/v1/feeds/demo/trades?status=closed&limit=1`, { headers });
  const { trades }: { readonly trades: readonly { readonly key: string; readonly bot: string }[] } =
    await answer.json();
  trade = trades[0]!.key;
  bot = trades[0]!.bot;
});
afterAll(async () => {
  await server.stop();
  await chromium.stop();
  await rm(stateDir, { recursive: true, force: true });
});

/**
 * Runs in the page: what is smaller under a finger than it has to be, by what it is called. A finger finds what lies under its
 * middle, so the reach is measured from the middle of what is seen, up and down, left and right, including what is invisible.
 */
function tooSmall({ often, least }: { readonly often: number; readonly least: number }): readonly string[] {
  const reach = (element: Element, x: number, y: number, dx: number, dy: number): number => {
    for (let steps = 1; steps <= 30; steps++) {
      const found = document.elementFromPoint(x + dx * steps, y + dy * steps);
      if (found === null || !(element === found || element.contains(found))) return steps - 1;
    }
    return 30;
  };
  const found: string[] = [];
  for (const element of document.querySelectorAll("a, button, select, input, summary, [role=switch]")) {
    if (!element.checkVisibility() || element.closest("[aria-hidden=true]") !== null) continue;
    const target = element.closest("label") ?? element;
    const box = element.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const seen = document.elementFromPoint(x, y);
    // Below the fold, or under a bar that stands over the view.
    if (seen === null || !target.contains(seen)) continue;
    const height = reach(target, x, y, 0, -1) + reach(target, x, y, 0, 1) + 1;
    const width = reach(target, x, y, -1, 0) + reach(target, x, y, 1, 0) + 1;
    const isOften = element.closest("nav, [role=group], [role=tablist]") !== null || element.matches("[role=switch]");
    // A word in a sentence is as high as its line (WCAG 2.2, 2.5.8), and an explanation is a help for who asks for it.
    const isInline = element.closest("p, dt, th, small, dd") !== null;
    const size = Math.min(width, height);
    const name = `${element.getAttribute("aria-label") ?? element.textContent} ${width}×${height}`;
    if (isOften ? size < often : !isInline && size < least) found.push(name);
  }
  return found;
}

async function look(page: Page, path: string): Promise<object> {
  await page.goto(server.origin + path);
  await isLive(page);
  await page.locator("main h1").first().waitFor();
  await page.locator("main [aria-busy=true]").first().waitFor({ state: "detached" });
  const { violations } = await new AxeBuilder({ page }).analyze();
  return {
    violations: violations.map(({ id, nodes }) => `${id} ${nodes.map(({ html }) => html).join(" ")}`),
    wider: await overflowPx(page),
  };
}

test.each(SIZES)(
  "on %s in %s, each view fits, and its reader needs no mouse and no perfect eyes",
  { timeout: 240_000 },
  async (name, colorScheme, context) => {
    const own = await chromium.browser.newContext({
      ...context,
      colorScheme,
      locale: "en-GB",
      reducedMotion: "reduce",
    });
    const page = await own.newPage();
    const complaints = watchConsole(page);
    await page.goto(server.dashboard!);
    await isLive(page);
    const paths = [...VIEWS, `/trades/${encodeURIComponent(trade)}`, `/bots/${bot}`, "/tape?event=1"];
    for (const path of paths) {
      const found = await look(page, path);
      expect({ path, ...found }).toEqual({ path, violations: [], wider: 0 });
      const small = name === "a desk" ? [] : await page.evaluate(tooSmall, { often: OFTEN_PX, least: LEAST_PX });
      expect({ path, small }).toEqual({ path, small: [] });
    }
    expect(complaints).toEqual([]);
    await own.close();
  },
);
