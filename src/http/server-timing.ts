/**
 * Server-Timing on answers of the read side: where the time went, for a browser's network panel. On the platform the clock
 * stands still between I/O, so the figures are the waits for the room, D1 and KV.
 */
import type { MiddlewareHandler } from "hono";
import type { AppContext, AppEnv } from "./context.ts";

/** Around the routes; the sum is `total`, of reads, which are the GETs. */
export const serverTiming: MiddlewareHandler<AppEnv> = async (c, next) => {
  if (c.req.method !== "GET") return next();
  const startMs = performance.now();
  await next();
  addTiming(c, "total", performance.now() - startMs);
};

/** Adds one figure to the answer: `name` is a token, e.g. `room`, `d1`, `kv`. */
export function addTiming(c: AppContext, name: string, durationMs: number): void {
  c.header("Server-Timing", `${name};dur=${durationMs.toFixed(1)}`, { append: true });
}
