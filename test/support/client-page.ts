/**
 * A page that runs the client, as a browser gets it: `/client.js` of the server, over a line that tests break. What the
 * page's user would see is on `window.seen`.
 */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import type { Feed } from "../../client/src/index.ts";

export interface PageServer {
  readonly origin: string;
  close(): Promise<void>;
}

/** What a page is asked for by its query. */
export interface PageWish {
  /** Where `/client.js` is. */
  readonly script: string;
  /** Where the client connects. */
  readonly server: string;
  readonly feed: string;
  readonly token: string;
  /** A position store: none, or one of the ready-made ones under the key `position`. */
  readonly store?: "session" | "local";
}

const HTML = `<!doctype html>
<meta charset="utf-8" />
<title>client</title>
<script type="module">
  const wish = Object.fromEntries(new URLSearchParams(location.search));
  const { connect, sessionStore, localStore } = await import(wish.script + "/client.js");
  const store = wish.store === "session" ? sessionStore("position") : localStore("position");
  // What a page has shown in its life, over all its reloads.
  const before = JSON.parse(sessionStorage.getItem("shown") ?? "[]");
  window.seen = { seqs: before, phases: [], reasons: [], resets: [], tokens: 0, persisted: 0 };
  const token = async () => (window.seen.tokens++, wish.token);
  window.feed = connect({ url: wish.server, feed: wish.feed, token, ...(wish.store && { store }) });
  feed.on("event", ({ seq }) => {
    seen.seqs.push(seq);
    sessionStorage.setItem("shown", JSON.stringify(seen.seqs));
  });
  feed.on("status", (status) => seen.phases.push(status.phase) && seen.reasons.push(status.reason ?? ""));
  feed.on("reset", ({ reason, filled }) => seen.resets.push({ reason, filled }));
  addEventListener("pageshow", ({ persisted }) => persisted && seen.persisted++);
</script>`;

/** Serves the page at `/`, and another one at `/elsewhere`. */
export async function startPageServer(): Promise<PageServer> {
  const server = createServer((request, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(request.url!.startsWith("/elsewhere") ? "<!doctype html><title>elsewhere</title>" : HTML);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Opens the page and waits until its feed is live. */
export async function openFeedPage(page: Page, origin: string, wish: PageWish): Promise<void> {
  await page.goto(`${origin}/?${new URLSearchParams({ ...wish })}`);
  await untilPhase(page, "live");
}

/** Waits for a phase of the page's feed. */
export async function untilPhase(page: Page, phase: string, withinMs = 15_000): Promise<void> {
  await page.waitForFunction((wanted) => window.feed?.status.phase === wanted, phase, { timeout: withinMs });
}

/** Waits until the page has shown this many events, and answers them all. */
export async function untilShown(page: Page, count: number, withinMs = 15_000): Promise<readonly number[]> {
  await page.waitForFunction((wanted) => (window.seen?.seqs.length ?? 0) >= wanted, count, { timeout: withinMs });
  return page.evaluate(() => window.seen!.seqs);
}

/** What the page keeps for its tests. */
export interface PageSeen {
  readonly seqs: readonly number[];
  readonly phases: readonly string[];
  readonly reasons: readonly string[];
  readonly resets: readonly { readonly reason: string; readonly filled: boolean }[];
  readonly tokens: number;
  /** Returns from the back/forward cache. */
  readonly persisted: number;
}

declare global {
  interface Window {
    readonly feed?: Feed;
    readonly seen?: PageSeen;
  }
}
