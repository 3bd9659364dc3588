/**
 * What every answer has, whichever route made it: the request's id, CORS for any origin without credentials, no caching
 * unless the route says so. Preflights end here. Answers with immutable headers (assets, the room) are copied on entry, so
 * that this can change them; an upgrade keeps its socket.
 */
import type { AppContext } from "./context.ts";

const REQUEST_ID = /^[A-Za-z0-9._=-]{1,128}$/;
const PREFLIGHT = {
  "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
  "Access-Control-Allow-Headers":
    "Accept, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, Prefer, X-Request-Id",
  "Access-Control-Max-Age": "86400",
};
const EXPOSED =
  "Allow, ETag, Preference-Applied, Retry-After, Server-Timing, X-Fillcast-Head, X-Fillcast-Next, X-Request-Id";

/** Gives the request its id and its time. */
export function openEnvelope(c: AppContext): void {
  const sent = c.req.header("X-Request-Id");
  c.set("requestId", sent !== undefined && REQUEST_ID.test(sent) ? sent : crypto.randomUUID());
  c.set("nowMs", Date.now());
}

/** Gives the answer what every answer has. */
export function sealEnvelope(c: AppContext, answer: Response): Response {
  if (c.get("isSealed") === true) return answer;
  const { headers } = answer;
  headers.set("X-Request-Id", c.get("requestId"));
  for (const [name, value] of Object.entries(COMMON)) headers.set(name, value);
  if (!headers.has("Cache-Control") && isApi(c.req.path)) headers.set("Cache-Control", "no-store");
  return answer;
}

export function answerPreflight(): Response {
  return new Response(null, { status: 204, headers: PREFLIGHT });
}

/** JSON in a sealed envelope, for those who wait: to copy the platform's own headers costs less than to translate them. */
export function answerSealed(c: AppContext, body: object): Response {
  c.set("isSealed", true);
  const answer = new Response(JSON.stringify(body), { headers: SEALED });
  answer.headers.set("X-Request-Id", c.get("requestId"));
  return answer;
}

const COMMON = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Expose-Headers": EXPOSED,
  "X-Content-Type-Options": "nosniff",
};
const SEALED = new Headers({ ...COMMON, "Content-Type": "application/json", "Cache-Control": "no-store" });

/** True for the paths that are answered in problem+json, known or not. */
export function isApi(path: string): boolean {
  return /^\/(v1|parties|s|problems)(\/|$)/.test(path);
}
