/** The page under load, and what it costs to load it. */
import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { build, type Rolldown } from "vite";
import { post } from "../support/api.ts";
import { startBrowser, type StartedBrowser } from "../support/browser.ts";
import { createDashboardFeed, openDashboard } from "../support/dashboard.ts";
import { startServer, type StartedServer } from "../support/start-server.ts";

/**
 * 3 KB of it are what relays tell: accounts, open profit, the words of their events. 4 KB keep sums and lists up, so that an event
 * costs the same whatever the ledger holds.
 */
const FIRST_JS_BYTES = 138 * 1024;
const FIRST_CSS_BYTES = 12 * 1024;
const ROUTE_JS_BYTES = 75 * 1024;
const TAPE_EVENTS = 100_000;
const BATCH_EVENTS = 500;
const ROW_NODES_MAX = 60;
/** Rows that are drawn for a burst of a thousand: those in sight, a few times over. */
const BURST_NODES_MAX = 400;

describe("the size, gzipped", () => {
  let chunks: readonly Rolldown.OutputChunk[];
  let styles: ReadonlyMap<string, number>;

  beforeAll(async () => {
    const root = fileURLToPath(new URL("../../dashboard", import.meta.url));
    const result = (await build({ root, logLevel: "silent", build: { write: false } })) as Rolldown.RolldownOutput;
    chunks = result.output.filter((file) => file.type === "chunk");
    styles = new Map(
      result.output.flatMap((file) =>
        file.type === "asset" && file.fileName.endsWith(".css") ? [[file.fileName, sizeOf(file.source)]] : [],
      ),
    );
  });

  /** The chunks that come with one, itself included. */
  function withImports(
    chunk: Rolldown.OutputChunk,
    found = new Set<Rolldown.OutputChunk>(),
  ): Set<Rolldown.OutputChunk> {
    if (found.has(chunk)) return found;
    found.add(chunk);
    for (const name of chunk.imports) {
      const next = chunks.find(({ fileName }) => fileName === name);
      if (next !== undefined) withImports(next, found);
    }
    return found;
  }
  const bytesOf = (set: Iterable<Rolldown.OutputChunk>): number =>
    [...set].reduce((sum, { code }) => sum + sizeOf(code), 0);

  test("of the first load is at most 138 KB of scripts and 12 KB of styles, the overview included", () => {
    const entry = chunks.find(({ isEntry }) => isEntry)!;
    const first = withImports(entry);
    expect(bytesOf(first)).toBeLessThanOrEqual(FIRST_JS_BYTES);
    const css = new Set([...first].flatMap((chunk) => [...(chunk.viteMetadata?.importedCss ?? [])]));
    expect(css.size).toBeGreaterThan(0);
    expect([...css].reduce((sum, name) => sum + (styles.get(name) ?? Number.NaN), 0)).toBeLessThanOrEqual(
      FIRST_CSS_BYTES,
    );
    expect([...first].some(({ moduleIds }) => moduleIds.some((id) => id.endsWith("overview.tsx")))).toBe(true);
  });

  test("of a view that is loaded later is at most 75 KB on top", () => {
    const first = withImports(chunks.find(({ isEntry }) => isEntry)!);
    const later = chunks.filter(({ isDynamicEntry }) => isDynamicEntry);
    expect(later.length).toBeGreaterThan(5);
    for (const chunk of later)
      expect(bytesOf([...withImports(chunk)].filter((one) => !first.has(one)))).toBeLessThanOrEqual(ROUTE_JS_BYTES);
  });
});

function sizeOf(content: string | Uint8Array): number {
  return gzipSync(content).length;
}

describe("under load", () => {
  let server: StartedServer;
  let chromium: StartedBrowser;

  beforeAll(async () => {
    [server, chromium] = await Promise.all([startServer(), startBrowser()]);
  });
  afterAll(async () => {
    await chromium.stop();
    await server.stop();
  });

  async function postBatches(owner: string, count: number, from = 0): Promise<void> {
    for (let first = from; first < from + count; first += BATCH_EVENTS) {
      const events = Array.from({ length: BATCH_EVENTS }, (_, index) => ({
        type: "x-load",
        bot: `b${index % 20}`,
        pair: "ETH/USDT",
        data: { step: String(first + index) },
      }));
      const answer = await post(`${server.origin}/v1/events`, owner, events);
      if (!answer.ok) throw new Error(await answer.text());
    }
  }

  /** To the end, again where the end has moved on meanwhile: rows are as high as they turn out to be. */
  async function scrollToFirst(page: Page): Promise<void> {
    const list = page.locator("[aria-label=Events]");
    const first = page.getByText("step 0", { exact: true });
    await expect
      .poll(() => list.evaluate((element) => (element.scrollTop = element.scrollHeight)).then(() => first.count()), {
        interval: 200,
        timeout: 120_000,
      })
      .toBe(1);
  }

  test("a hundred thousand events are in the tape with at most sixty row nodes, and a burst of a thousand draws only what is seen", async () => {
    const feed = await createDashboardFeed(server, "load");
    await postBatches(feed.owner, TAPE_EVENTS);
    const { page, context } = await openDashboard(chromium.browser, server, feed, { live: false });
    // As a reader that saw the very beginning: everything since is replayed into the tape.
    await page.evaluate(
      ([epochUrl, key]) =>
        fetch(epochUrl!, { headers: { authorization: `Bearer ${key}` } })
          .then((answer) => answer.json<{ head: string }>())
          .then(({ head }) =>
            localStorage.setItem(
              "fillcast.seen.load",
              JSON.stringify({ epoch: head.split("_")[0], seq: 1, at: Date.now() }),
            ),
          ),
      [`${server.origin}/v1/feeds/load/events?limit=1`, feed.owner],
    );
    page.setDefaultTimeout(90_000);
    await page.goto(`${server.origin}/tape`);
    await page.getByText(`step ${TAPE_EVENTS - 1}`, { exact: true }).waitFor({ timeout: 60_000 });

    const rows = page.locator("[aria-label=Events] article");
    expect(await rows.count()).toBeGreaterThan(10);
    expect(await rows.count()).toBeLessThanOrEqual(ROW_NODES_MAX);
    await scrollToFirst(page);
    expect(await rows.count()).toBeLessThanOrEqual(ROW_NODES_MAX);

    await page.evaluate(() => {
      const added = { articles: 0 };
      Object.assign(window, { added });
      new MutationObserver((records) => {
        for (const { addedNodes } of records)
          for (const node of addedNodes)
            if (node instanceof Element)
              added.articles += (node.matches("article") ? 1 : 0) + node.querySelectorAll("article").length;
      }).observe(document.querySelector("[aria-label=Events]")!, { childList: true, subtree: true });
    });
    await postBatches(feed.owner, 1_000, TAPE_EVENTS);
    await page.getByText("1,000 new").waitFor();
    await page.getByText("1,000 new").click();
    await page.getByText(`step ${TAPE_EVENTS + 999}`, { exact: true }).waitFor();
    expect(await rows.count()).toBeLessThanOrEqual(ROW_NODES_MAX);
    const added = await page.evaluate(
      () => (window as unknown as { readonly added: { readonly articles: number } }).added.articles,
    );
    expect(added).toBeLessThanOrEqual(BURST_NODES_MAX);
    await context.close();
  }, 300_000);
});
