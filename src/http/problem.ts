/**
 * Renders what a handler returns: a response as it is, a refusal as application/problem+json. Handlers and guards return
 * refusals as values; only this file turns them into responses. The registry of problems is in protocol.
 */
import { PROBLEMS, isRefused, problemToBody, type Problem, type Refused } from "@fillcast/protocol";
import type { MiddlewareHandler } from "hono";
import type { AppContext, AppEnv } from "./context.ts";

/** What a handler returns. */
export type Answer = Response | Refused;

/** A handler for the router; a refusal of it is rendered. */
export function answering(handler: (c: AppContext) => Answer | Promise<Answer>): (c: AppContext) => Promise<Response> {
  return async function answer(c) {
    return render(c, await handler(c));
  };
}

/** Middleware that lets through what it does not refuse. */
export function guarding(
  decide: (c: AppContext) => Refused | null | Promise<Refused | null>,
): MiddlewareHandler<AppEnv> {
  return async function guard(c, next) {
    const refused = await decide(c);
    if (refused !== null) return render(c, refused);
    await next();
    return undefined;
  };
}

export function render(c: AppContext, answer: Answer): Response {
  return isRefused(answer) ? answerProblem(c, answer.problem) : answer;
}

/** RFC 9457, with the headers that HTTP wants beside some statuses; the context keeps the problem for those who look later. */
function answerProblem(c: AppContext, problem: Problem): Response {
  c.set("problem", problem);
  const { status } = PROBLEMS[problem.slug];
  const headers = new Headers({ "Content-Type": "application/problem+json", "Cache-Control": "no-store" });
  if (status === 401) headers.set("WWW-Authenticate", 'Bearer realm="fillcast"');
  if (status === 426) headers.set("Upgrade", "websocket");
  if (problem.retryAfterS !== undefined) headers.set("Retry-After", String(problem.retryAfterS));
  return new Response(JSON.stringify(problemToBody(problem, c.get("requestId"))), { status, headers });
}
