/**
 * What a schema found wrong, as the `errors` of a problem: RFC 6901 pointers into the body and what to do there.
 */
import type { ProblemError } from "@fillcast/protocol";
import type * as z from "zod/mini";

/** Errors that one answer lists. */
export const ERRORS_MAX = 20;

/** A pointer to a place in a JSON document; the empty one is the whole. */
export function toPointer(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** Every issue under `prefix`; an unknown member is named at its own place. */
export function issuesToErrors(issues: readonly z.core.$ZodIssue[], prefix: readonly PropertyKey[]): ProblemError[] {
  return issues.flatMap((issue) => {
    const path = [...prefix, ...issue.path];
    if (issue.code !== "unrecognized_keys") return [{ pointer: toPointer(path), detail: issue.message }];
    return issue.keys.map((key) => ({ pointer: toPointer([...path, key]), detail: "is not known here" }));
  });
}
