/** Heads and buttons stay where they are: when a page opens, and while its feed moves. */
import { expect, test } from "vitest";
import type { Page } from "playwright-core";
import { isLive, openDashboard, startForFile, WIDE } from "../support/dashboard.ts";
import { createTradedFeed } from "../support/traded-feed.ts";

const { server, chromium } = await startForFile();

/** Ups and downs: the number of open trades, of bots heard and of digits changes. */
const STEPS = 24;

/** The types of the DOM do not know them yet. */
type LayoutShift = PerformanceEntry & {
  readonly sources: readonly {
    readonly node: Node | null;
    readonly previousRect: DOMRectReadOnly;
    readonly currentRect: DOMRectReadOnly;
  }[];
};
interface Watch {
  /** Layout shifts since the page was opened: what shifted. */
  readonly shifted: string[];
  /** Where what must not move was first, and where it was seen elsewhere. */
  readonly moved: string[];
  watch(): void;
}

/** Heads, titles and buttons, but for those on a line of a list, which move with it, and notifications. */
const FIXED = "h1, h2, th, nav a, main button, footer button";

async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript((fixed) => {
    const moved: string[] = [];
    const shifted: string[] = [];
    /** By more than a column's rounding. */
    const isElsewhere = (was: string, is: string): boolean => {
      const [from, to] = [was, is].map((place) => place.split(", ").map(Number));
      return from!.some((value, at) => Math.abs(value - to![at]!) > 1);
    };
    const watch: Watch = {
      shifted,
      moved,
      watch() {
        const first = new Map<Element, string>();
        const look = (): void => {
          for (const element of document.querySelectorAll(fixed)) {
            if (element.closest("li, tbody, [popover], [aria-label='Notifications']") !== null) continue;
            const { x, y } = element.getBoundingClientRect();
            const place = `${Math.round(x)}, ${Math.round(y)}`;
            const was = first.get(element);
            if (was === undefined) first.set(element, place);
            else if (isElsewhere(was, place)) {
              moved.push(`${element.tagName} ${(element.textContent ?? "").slice(0, 30)}: ${was} to ${place}`);
              first.set(element, place);
            }
          }
          requestAnimationFrame(look);
        };
        look();
      },
    };
    Object.assign(window, { still: watch });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as LayoutShift[])
        for (const { node, previousRect: from, currentRect: to } of entry.sources)
          // Rows find their order when the ledger has been read.
          if (
            (node instanceof Element ? node : node?.parentElement)?.closest("tbody, li") === null &&
            isElsewhere(`${from.x}, ${from.y}`, `${to.x}, ${to.y}`)
          )
            shifted.push(
              `${node?.nodeName} ${(node?.textContent ?? "").slice(0, 40)}: ${from.x}, ${from.y} to ${to.x}, ${to.y}`,
            );
    }).observe({ type: "layout-shift", buffered: true });
  }, FIXED);
}

const stillOf = (page: Page) =>
  page.evaluate(() => {
    const { shifted, moved } = (window as unknown as { readonly still: Watch }).still;
    return { shifted, moved };
  });

test.each([
  ["a desktop", WIDE],
  ["a phone", { width: 390, height: 844 }],
])("on %s, heads and buttons stay where they are", async (_, viewport) => {
  const traded = await createTradedFeed(server, `still-${viewport.width}`, { closed: 120, open: 9 });
  const { page, context } = await openDashboard(chromium.browser, server, traded, { context: { viewport } });
  await watchShifts(page);
  // Sums have their digits, which is as wide as they get here.
  for (let step = 0; step < STEPS; step++) await (step % 2 === 0 ? traded.open() : traded.close());
  for (const path of ["/", "/trades", "/trades?status=closed", "/bots", "/profit", "/tape"]) {
    await page.goto(server.origin + path);
    await isLive(page);
    // As it is: the page opens with what it knew, and that is the present.
    await page.waitForLoadState("networkidle");
    await page.reload();
    await isLive(page);
    await page.locator("main h1").waitFor();
    // The ledger is read and fonts are there.
    await page.waitForLoadState("networkidle");
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    expect.soft({ path, ...(await stillOf(page)) }).toEqual({ path, shifted: [], moved: [] });

    await page.evaluate(() => (window as unknown as { readonly still: Watch }).still.watch());
    for (let step = 0; step < STEPS; step++) {
      await traded.say();
      // Never more than were open when it was opened.
      await (step % 6 < 3 ? traded.close() : traded.open());
    }
    const note = page.getByText(/said \d+/).first();
    if (path === "/tape" || path === "/") await note.waitFor();
    const { moved } = await stillOf(page);
    expect.soft({ path, moved }).toEqual({ path, moved: [] });
  }
  await context.close();
});
