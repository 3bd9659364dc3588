/**
 * The page at a problem's `type`: the registry's entry in plain words.
 */
import { PROBLEMS, refuse, type ProblemDefinition } from "@fillcast/protocol";
import type { AppContext } from "./context.ts";
import type { Answer } from "./problem.ts";

export function problemPage(c: AppContext): Answer {
  const slug = c.req.param("slug") ?? "";
  if (!Object.hasOwn(PROBLEMS, slug)) {
    return refuse("not-found", "There is no problem with this name.");
  }
  const { status, title, retryable, closeCode }: ProblemDefinition = PROBLEMS[slug as keyof typeof PROBLEMS];
  const lines = [
    `${title} (${slug})`,
    `HTTP status: ${status}`,
    ...(closeCode === undefined ? [] : [`Socket close code: ${closeCode}`]),
    retryable
      ? "Retry the same request later: after the time in Retry-After, or with increasing pauses."
      : "Do not retry the same request: it will fail again. Change it as `detail` in the response says.",
  ];
  return c.text(`${lines.join("\n")}\n`);
}
