/**
 * What a problem's `type` address shows: the registry's entry in plain words.
 */
import { refuse } from "../../parties/feed/rpc.ts";
import { PROBLEMS, type ProblemDefinition } from "@fillcast/protocol";
import type { AppContext } from "./context.ts";
import { answerProblem } from "./problem.ts";

export function problemPage(c: AppContext): Response {
  const slug = c.req.param("slug") ?? "";
  if (!Object.hasOwn(PROBLEMS, slug)) {
    return answerProblem(c, refuse("not-found", "There is no problem of this name.").problem);
  }
  const { status, title, retryable, closeCode }: ProblemDefinition = PROBLEMS[slug as keyof typeof PROBLEMS];
  const lines = [
    `${title} (${slug})`,
    `HTTP status: ${status}`,
    ...(closeCode === undefined ? [] : [`Socket close code: ${closeCode}`]),
    retryable
      ? "The same request may succeed later: wait, longer each time or as Retry-After says, and send it again unchanged."
      : "The same request will fail again: change it as the answer's detail says.",
  ];
  return c.text(`${lines.join("\n")}\n`);
}
