/**
 * `npm run screenshots`: renders the pictures in docs/images from a demo that stands still, in a state folder of its own.
 * They show the same scene each time, and all of them the same moment. `npm run screenshots -- FOLDER` puts them elsewhere.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import * as z from "zod";
import { startBrowser } from "../test/support/browser.ts";
import { startServer } from "../test/support/start-server.ts";
import { ROOT } from "./tool.ts";

interface Picture {
  readonly name: string;
  readonly path: string;
  readonly size: keyof typeof SIZES;
  readonly scheme: "light" | "dark";
}

/** So high that no picture comes over 200 KB. */
const SIZES = {
  overview: { viewport: { width: 1440, height: 720 }, deviceScaleFactor: 1 },
  wide: { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1 },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 },
} as const;
/** Lazy parts and the ledger come after the page is live, and two round trips that are not those of a page that loads. */
const SETTLE_MS = 10_500;
const LEDGER_WAIT_MS = 30_000;
const LEDGER_POLL_MS = 500;
const MINUTE_MS = 60_000;
const FOLDER = join(ROOT, "docs", "images");

const Trades = z.object({
  trades: z.array(z.object({ key: z.string(), entries: z.number(), exits: z.number() })),
});

function pictures(tradeKey: string): readonly Picture[] {
  return [
    { name: "dashboard", path: "/", size: "overview", scheme: "light" },
    { name: "dashboard-dark", path: "/", size: "overview", scheme: "dark" },
    { name: "profit", path: "/profit", size: "wide", scheme: "light" },
    { name: "trade", path: `/trades/${encodeURIComponent(tradeKey)}`, size: "wide", scheme: "dark" },
    { name: "phone", path: "/", size: "phone", scheme: "light" },
    { name: "phone-profit", path: "/profit", size: "phone", scheme: "dark" },
  ];
}

interface Scene {
  readonly dashboard: URL;
  /** ms since 1970. */
  readonly atMs: number;
}

async function open(browser: Browser, { dashboard, atMs }: Scene, { path, size, scheme }: Picture): Promise<Page> {
  const context = await browser.newContext({
    ...SIZES[size],
    colorScheme: scheme,
    reducedMotion: "reduce",
    locale: "en-GB",
    timezoneId: "UTC",
  });
  await context.clock.install({ time: atMs });
  const page = await context.newPage();
  await page.goto(new URL(path + dashboard.hash, dashboard).href);
  await page.locator("footer").getByText("Live", { exact: true }).waitFor();
  return page;
}

/** The newest closed trade that was increased and left in parts: one whose timeline has something to tell. The ledger has it soon. */
async function eventfulTrade(dashboard: URL): Promise<string> {
  const fragment = new URLSearchParams(dashboard.hash.slice(1));
  const headers = { authorization: `Bearer ${fragment.get("key")}` };
  const path = `/v1/feeds/${fragment.get("feed")}/trades?status=closed&limit=500`;
  for (const deadlineMs = Date.now() + LEDGER_WAIT_MS; Date.now() < deadlineMs; await delay(LEDGER_POLL_MS)) {
    const answer = await fetch(new URL(path, dashboard), { headers });
    const { trades } = Trades.parse(await answer.json());
    const trade = trades.find(({ entries, exits }) => entries > 1 && exits > 1);
    if (trade !== undefined) return trade.key;
  }
  throw new Error("No trade of the demo was increased and left in parts.");
}

const folder = process.argv[2] ?? FOLDER;
await mkdir(folder, { recursive: true });
// The seconds decide where in the scene a candle closes.
const startMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
const server = await startServer({ args: ["--demo-freeze", "--demo-start", new Date(startMs).toISOString()] });
const chromium = await startBrowser();
try {
  const scene = { dashboard: new URL(server.dashboard!), atMs: Date.now() };
  const pages: { readonly page: Page; readonly file: string }[] = [];
  for (const picture of pictures(await eventfulTrade(scene.dashboard)))
    pages.push({
      page: await open(chromium.browser, scene, picture),
      file: join(folder, `${picture.name}.png`),
    });
  await delay(SETTLE_MS);
  for (const { page, file } of pages) {
    await page.screenshot({ path: file });
    console.log(file);
  }
} finally {
  await chromium.browser.close();
  await server.stop();
}
