/**
 * Turns what a schema found into the `errors` of a problem: RFC 6901 pointers into the body, and what to do there. An answer
 * stays short, however many members a sender invents and however long their names are.
 */
import { ERRORS_MAX, POINTER_NAME_MAX_CHARS, type ProblemError } from "@fillcast/protocol";
import type * as z from "zod/mini";

/** A pointer to a place in a JSON document; the empty one is the whole. A long name is cut and ends in `…`. */
export function toPointer(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${cutName(String(step)).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** The issues under `prefix`, as many as an answer lists; an unknown member is named at its own place. */
export function issuesToErrors(issues: readonly z.core.$ZodIssue[], prefix: readonly PropertyKey[]): ProblemError[] {
  return issues.slice(0, ERRORS_MAX).flatMap((issue) => {
    const path = [...prefix, ...issue.path];
    const within = issue.code === "invalid_union" ? deepest(issue.errors) : [];
    if (within.length > 0) return issuesToErrors(within, path);
    if (issue.code !== "unrecognized_keys") return [{ pointer: toPointer(path), detail: issue.message }];
    const names = issue.keys.slice(0, ERRORS_MAX);
    return names.map((name) => ({ pointer: toPointer([...path, name]), detail: "is not a known member" }));
  });
}

/** Of a union's branches the one that got furthest: it is the one that was meant. None if no branch took the value's type. */
function deepest(branches: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] {
  return (
    branches.find((issues) => issues.some(({ path, code }) => path.length > 0 || code === "unrecognized_keys")) ?? []
  );
}

function cutName(name: string): string {
  if (name.length <= POINTER_NAME_MAX_CHARS) return name.toWellFormed();
  return `${name.slice(0, POINTER_NAME_MAX_CHARS).toWellFormed()}…`;
}
