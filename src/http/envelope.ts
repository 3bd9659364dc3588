/**
 * What every answer has, whoever gave it: the request's id, CORS for any origin without credentials, no caching unless the
 * route says so. Preflights end here. Answers that come from elsewhere with immutable headers (assets, the room) are made
 * anew where they come in, so that this may write on them; an upgrade keeps its socket.
 */
import type { MiddlewareHandler } from "hono";
import type { AppEnv } from "./context.ts";

const REQUEST_ID = /^[A-Za-z0-9._=-]{1,128}$/;
const PREFLIGHT = {
  "Access-Control-Allow-Methods": "GET, HEAD, POST, DELETE, OPTIONS",
  "Access-Control-Allow-Headers":
    "Accept, Authorization, Content-Type, Idempotency-Key, If-None-Match, Last-Event-ID, X-Request-Id",
  "Access-Control-Max-Age": "86400",
};
const EXPOSED = "Allow, ETag, Retry-After, Server-Timing, X-Fillcast-Head, X-Fillcast-Next, X-Request-Id";

/** First of all middleware. */
export const envelope: MiddlewareHandler<AppEnv> = async (c, next) => {
  const sent = c.req.header("X-Request-Id");
  const requestId = sent !== undefined && REQUEST_ID.test(sent) ? sent : crypto.randomUUID();
  c.set("requestId", requestId);
  c.set("nowMs", Date.now());
  if (c.req.method === "OPTIONS") {
    c.res = new Response(null, { status: 204, headers: PREFLIGHT });
  } else {
    await next();
  }
  const { headers } = c.res;
  headers.set("X-Request-Id", requestId);
  headers.set("Access-Control-Allow-Origin", "*");
  headers.set("Access-Control-Expose-Headers", EXPOSED);
  headers.set("X-Content-Type-Options", "nosniff");
  if (!headers.has("Cache-Control") && isApi(c.req.path)) headers.set("Cache-Control", "no-store");
};

/** True for the paths that are answered in problem+json, known or not. */
export function isApi(path: string): boolean {
  return /^\/(v1|parties|problems)(\/|$)/.test(path);
}
