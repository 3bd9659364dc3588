/**
 * `npm run screenshots`: renders the pictures in docs/images from a demo that stands still, in a state folder of its own.
 * `npm run screenshots -- FOLDER` puts them elsewhere.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright-core";
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

const SIZES = {
  wide: { viewport: { width: 1440, height: 720 }, deviceScaleFactor: 1 },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 },
} as const;
/** Lazy parts, the ledger and the first round trips come after the page is live. */
const SETTLE_MS = 3_000;
const FOLDER = join(ROOT, "docs", "images");

const Trades = z.object({
  trades: z.array(z.object({ key: z.string(), entries: z.number(), exits: z.number() })),
});

function pictures(tradeKey: string): readonly Picture[] {
  return [
    { name: "dashboard", path: "/", size: "wide", scheme: "light" },
    { name: "dashboard-dark", path: "/", size: "wide", scheme: "dark" },
    { name: "profit", path: "/profit", size: "wide", scheme: "light" },
    { name: "trade", path: `/trades/${encodeURIComponent(tradeKey)}`, size: "wide", scheme: "dark" },
    { name: "phone", path: "/", size: "phone", scheme: "light" },
    { name: "phone-profit", path: "/profit", size: "phone", scheme: "dark" },
  ];
}

async function render(browser: Browser, dashboard: URL, picture: Picture, file: string): Promise<void> {
  const { path, size, scheme } = picture;
  const context = await browser.newContext({
    ...SIZES[size],
    colorScheme: scheme,
    reducedMotion: "reduce",
    locale: "en-US",
    timezoneId: "UTC",
  });
  const page = await context.newPage();
  await page.goto(new URL(path + dashboard.hash, dashboard).href);
  await page.locator("footer").getByText("Live", { exact: true }).waitFor();
  await page.waitForTimeout(SETTLE_MS);
  await page.screenshot({ path: file });
  await context.close();
}

/** The newest closed trade that was increased and left in parts: one whose timeline has something to tell. */
async function eventfulTrade(dashboard: URL): Promise<string> {
  const fragment = new URLSearchParams(dashboard.hash.slice(1));
  const headers = { authorization: `Bearer ${fragment.get("key")}` };
  const path = `/v1/feeds/${fragment.get("feed")}/trades?status=closed&limit=500`;
  const answer = await fetch(new URL(path, dashboard), { headers });
  const { trades } = Trades.parse(await answer.json());
  const trade = trades.find(({ entries, exits }) => entries > 1 && exits > 1);
  if (trade === undefined) throw new Error("No trade of the demo was increased and left in parts.");
  return trade.key;
}

const folder = process.argv[2] ?? FOLDER;
await mkdir(folder, { recursive: true });
const server = await startServer({ args: ["--demo-freeze"] });
const chromium = await startBrowser();
try {
  const dashboard = new URL(server.dashboard!);
  for (const picture of pictures(await eventfulTrade(dashboard))) {
    const file = join(folder, `${picture.name}.png`);
    await render(chromium.browser, dashboard, picture, file);
    console.log(file);
  }
} finally {
  await chromium.stop();
  await server.stop();
}
