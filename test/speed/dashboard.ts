/**
 * How quickly the dashboard shows a heavy feed: a trader's twenty bots on fifty pairs, thousands of closed trades, fifty events a
 * second, each view in Chromium at full speed and on a processor that is slowed down. For each view it prints how long an event
 * takes from the edge to the screen, as the page itself measures it, and how long the page's longest tasks are.
 *
 *   node test/speed/dashboard.ts [--views /,/tape] [--slow 5] [--phone] [--seconds 20] [--seed 1]
 */
import { parseArgs } from "node:util";
import type { Browser } from "playwright-core";
import { startBrowser } from "../support/browser.ts";
import { startServer } from "../support/start-server.ts";
import { createHeavyFeed, type HeavyFeed } from "../support/heavy-feed.ts";

const { values } = parseArgs({
  options: {
    views: { type: "string", default: "/,/trades,/trades?status=closed,/bots,/profit,/tape" },
    slow: { type: "string", default: "1,5" },
    phone: { type: "boolean", default: false },
    seconds: { type: "string", default: "20" },
    seed: { type: "string", default: "1" },
  },
});

const SETTLE_MS = 6_000;
const WIDE = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };
/** A task that keeps the page from answering, ms. */
const LONG_TASK_MS = 50;

interface Measured {
  readonly edgeToScreen: string;
  readonly longTasks: number;
  readonly longestMs: number;
  readonly posted: number;
}

async function measure(
  browser: Browser,
  origin: string,
  heavy: HeavyFeed,
  { view, slow }: { readonly view: string; readonly slow: number },
): Promise<Measured> {
  const context = await browser.newContext({ locale: "en-GB", ...(values.phone ? PHONE : WIDE) });
  const page = await context.newPage();
  await page.addInitScript(() => {
    const tasks: { at: number; ms: number }[] = [];
    Object.assign(window, { longTasks: tasks });
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) tasks.push({ at: startTime, ms: duration });
    }).observe({ type: "longtask" });
  });
  const devtools = await context.newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: slow });
  await page.goto(`${origin}${view}#feed=${heavy.feed}&key=${heavy.owner}`);
  await page.locator("footer").getByText("Live", { exact: true }).waitFor({ timeout: 120_000 });
  await page.waitForTimeout(SETTLE_MS);
  const from = await page.evaluate(() => performance.now());
  const posted = await heavy.play(Number(values.seconds));
  await page.waitForTimeout(500 * slow);
  const to = await page.evaluate(() => performance.now());
  await page.getByTestId("latency").click();
  const edgeToScreen = await page.locator("dt", { hasText: "Edge → screen" }).locator("[data-number]").innerText();
  const tasks = await page.evaluate(() => (window as unknown as { longTasks: { at: number; ms: number }[] }).longTasks);
  await context.close();
  const own = tasks.filter(({ at }) => at >= from && at < to).map(({ ms }) => ms);
  return {
    edgeToScreen,
    longTasks: own.filter((ms) => ms > LONG_TASK_MS).length,
    longestMs: Math.max(0, ...own),
    posted,
  };
}

const server = await startServer();
const chromium = await startBrowser();
try {
  const heavy = await createHeavyFeed(server, `heavy-${values.seed}`, Number(values.seed));
  for (const view of values.views.split(","))
    for (const slow of values.slow.split(",").map(Number)) {
      const { edgeToScreen, longTasks, longestMs, posted } = await measure(chromium.browser, server.origin, heavy, {
        view,
        slow,
      });
      console.log(
        `${view.padEnd(24)} ${`${slow}×`.padEnd(4)} ${edgeToScreen.padEnd(26)} ${longTasks} long tasks, longest ${Math.round(longestMs)} ms, ${posted} events`,
      );
    }
} finally {
  await chromium.stop();
  await server.stop();
}
process.exit(0);
