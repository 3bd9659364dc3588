/**
 * The dashboard in a browser, for end-to-end tests: a feed with a bot's recorded day in it, a page that is open and live, and
 * what its console complained about.
 */
import { readFileSync } from "node:fs";
import { afterAll, inject } from "vitest";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { createFeed, createKey } from "./api.ts";
import { startBrowser, type StartedBrowser } from "./browser.ts";
import type { SharedServer } from "./shared-server.ts";

export interface DashboardFeed {
  readonly feed: string;
  readonly owner: string;
  /** The publish key of the dry-run bot `spot-1`. */
  readonly bot: string;
}
export interface Dashboard {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors and warnings of the console, and what was thrown. */
  readonly complaints: string[];
}
/** A body as Freqtrade posts it. */
export interface RecordedBody {
  readonly contentType: string;
  readonly body: { readonly [field: string]: string };
}

export const WIDE = { width: 1440, height: 900 };
export const PHONE = { width: 360, height: 780 };

export const RECORDED = JSON.parse(
  readFileSync(new URL("../fixtures/freqtrade/webhook-bodies.json", import.meta.url), "utf8"),
) as readonly RecordedBody[];

/** The shared server, and a browser that is stopped after the last test of a file. */
export async function startForFile(): Promise<{ readonly server: SharedServer; readonly chromium: StartedBrowser }> {
  const chromium = await startBrowser();
  afterAll(() => chromium.stop());
  return { server: inject("sharedServer"), chromium };
}

/** A feed of its own in the server, with one bot's key. */
export async function createDashboardFeed(server: SharedServer, feed: string): Promise<DashboardFeed> {
  const owner = await createFeed(server.origin, server.adminToken, feed);
  const bot = await createKey(server.origin, owner, feed, { scope: "publish", bot: "spot-1", dryRun: true });
  return { feed, owner, bot };
}

/** Posts a body as the bot does, with its key as Basic password; answers with the seq. */
export async function postAsBot(server: SharedServer, key: string, body: object): Promise<number> {
  const answer = await fetch(`${server.origin}/v1/webhooks/freqtrade`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`bot:${key}`)}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  const { seq }: { readonly seq: number } = await answer.json();
  return seq;
}

/** The recorded day, in order. */
export async function postRecordedDay(server: SharedServer, { bot }: DashboardFeed): Promise<void> {
  for (const { body } of RECORDED) await postAsBot(server, bot, body);
}

/** A context and a page of its own, at a path of the dashboard with the feed's key in the fragment; `live` waits for it. */
export async function openDashboard(
  browser: Browser,
  server: SharedServer,
  { feed, owner }: Pick<DashboardFeed, "feed" | "owner">,
  options: { readonly path?: string; readonly context?: BrowserContextOptions; readonly live?: boolean } = {},
): Promise<Dashboard> {
  const context = await browser.newContext({ locale: "en-GB", viewport: WIDE, ...options.context });
  const page = await context.newPage();
  const complaints = watchConsole(page);
  await page.goto(`${server.origin}${options.path ?? "/"}#feed=${feed}&key=${owner}`);
  if (options.live !== false) await isLive(page);
  return { page, context, complaints };
}

/** Waits until the page says that it is live. */
export async function isLive(page: Page): Promise<void> {
  await page.locator("footer").getByText("Live", { exact: true }).waitFor();
}

export function watchConsole(page: Page): string[] {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  return complaints;
}

/** How far the page is wider than its window, or one of its tables than its frame, px. */
export function overflowPx(page: Page): Promise<number> {
  return page.evaluate(() => {
    const frames = [...document.querySelectorAll("table")].map((table) => table.parentElement ?? table);
    return Math.max(
      document.documentElement.scrollWidth - window.innerWidth,
      ...frames.map((frame) => frame.scrollWidth - frame.clientWidth),
    );
  });
}
