/**
 * What every route has around it: the request's id and time before, the guards that no route can forget, what is learned from
 * the answer, and the headers of every answer. One function and no chain of middleware, since each link of one costs every
 * post a promise.
 */
import { refuse, type Refused } from "@fillcast/protocol";
import { rememberTurnedAway } from "./auth/turned-away.ts";
import type { AppContext } from "./http/context.ts";
import { answerPreflight, openEnvelope, sealEnvelope } from "./http/envelope.ts";
import { render, type Answer } from "./http/problem.ts";
import { LOG_TEXT_MAX_CHARS, redact } from "./http/redact.ts";
import { refuseWeakSecrets } from "./http/refuse-weak-secrets.ts";
import { noteFailedAttempt } from "./ingest/note-failed-attempts.ts";
import { refuseUnknownParameters } from "./known-parameters.ts";

/** A route. */
export type Run = (c: AppContext) => Answer | Promise<Answer>;

/** Runs a route with everything around it. */
export async function surround(c: AppContext, run: Run): Promise<Response> {
  openEnvelope(c);
  const answer = c.req.method === "OPTIONS" ? answerPreflight() : render(c, await guard(c, run));
  rememberTurnedAway(c);
  noteFailedAttempt(c);
  return sealEnvelope(c, answer);
}

async function guard(c: AppContext, run: Run): Promise<Answer> {
  const refused = refuseWeakSecrets(c) ?? refuseUnknownParameters(c);
  if (refused !== null) return refused;
  try {
    return await run(c);
  } catch (error) {
    return refuseUnexpected(c, error instanceof Error ? error : new Error(String(error)));
  }
}

/** The one place where an unexpected error becomes a problem. */
export function refuseUnexpected(c: AppContext, { name, message, stack }: Error): Refused {
  const requestId = c.get("requestId");
  const text = redact(stack ?? `${name}: ${message}`, LOG_TEXT_MAX_CHARS);
  console.error(JSON.stringify({ level: "error", what: "unexpected", requestId, route: c.req.routePath, error: text }));
  return refuse("internal", "An unexpected error occurred. Retry; if it keeps failing, report the instance id.");
}
