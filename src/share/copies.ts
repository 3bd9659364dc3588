/**
 * The edge's copies of what many pages embed: badge, line and preview, which have percentages alone. A copy lives for a minute at
 * most and not beyond the link's end. A revocation takes the copies of its own data centre; others live on for what is left of
 * the minute. Page, data and socket have no copy.
 */
import { SHARE_CACHED_S } from "@fillcast/protocol";
import type { AppContext } from "../http/context.ts";

/** What of a link is copied, by the end of its address. */
const COPIED = ["badge.svg", "embed", "preview.png"] as const;

/** How long a copy may live, whole seconds; 0 if there must be none. */
export function copySeconds(expiresAt: number | null, nowMs: number): number {
  const leftS = expiresAt === null ? Infinity : Math.floor((expiresAt - nowMs) / 1_000);
  return Math.max(0, Math.min(SHARE_CACHED_S, leftS));
}

/** For an answer that may be copied. */
export function cacheControl(seconds: number): string {
  return seconds === 0 ? "no-store" : `public, max-age=${seconds}`;
}

/** The data centre's copy; null if there is none. */
export async function findCopy(c: AppContext): Promise<Response | null> {
  const copy = await edgeCache()?.match(keyOf(c.req.url));
  // Its headers cannot be changed.
  return copy === undefined ? null : new Response(copy.body, copy);
}

/** Keeps an answer after it was given. */
export function keepCopy(c: AppContext, answer: Response): void {
  if (answer.headers.get("Cache-Control") === "no-store") return;
  const kept = edgeCache()?.put(keyOf(c.req.url), answer.clone());
  if (kept !== undefined) c.executionCtx.waitUntil(kept);
}

/** `url` is the link's own. */
export async function forgetCopies(url: string): Promise<void> {
  await Promise.all(COPIED.map(async (name) => edgeCache()?.delete(keyOf(`${url}/${name}`))));
}

/** Whatever query somebody adds, it is one copy. */
function keyOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

function edgeCache(): Cache | undefined {
  return (globalThis as unknown as { readonly caches?: { readonly default: Cache } }).caches?.default;
}
