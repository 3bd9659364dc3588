/**
 * Problems on HTTP: the one renderer of application/problem+json, and the value by which a decision says no. The registry
 * of what can go wrong is the protocol's.
 */
import { PROBLEMS, problemToBody, type Problem } from "@fillcast/protocol";
import type { AppContext } from "./context.ts";

/** RFC 9457, with the headers that HTTP wants beside some statuses; the context keeps the problem for who looks after. */
export function answerProblem(c: AppContext, problem: Problem): Response {
  c.set("problem", problem);
  const { status } = PROBLEMS[problem.slug];
  const headers = new Headers({ "Content-Type": "application/problem+json" });
  if (status === 401) headers.set("WWW-Authenticate", 'Bearer realm="fillcast"');
  if (status === 426) headers.set("Upgrade", "websocket");
  if (problem.retryAfterS !== undefined) headers.set("Retry-After", String(problem.retryAfterS));
  return new Response(JSON.stringify(problemToBody(problem, c.get("requestId"))), { status, headers });
}
