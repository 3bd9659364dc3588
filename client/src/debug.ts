/**
 * Prints what a feed does, line by line: `feed.on("debug", logSteps())`. Keys and tickets are left out.
 */
import type { DebugEntry } from "./api.ts";

/** Longer texts are cut. */
const TEXT_MAX_CHARS = 300;
/** What may be shown of a step; credentials are in none of these. */
const SHOWN = ["text", "code", "reason", "seq", "after", "position", "size", "page", "error"] as const;

/** A handler of `debug` that writes a line for each step, and one for each thing that it sets off. */
export function logSteps(write: (line: string) => void = console.debug): (entry: DebugEntry) => void {
  return ({ at, heard, did, status }) => {
    write(`${new Date(at).toISOString().slice(11, 23)} ${status.phase} ← ${describe(heard)}`);
    for (const effect of did) write(`    → ${describe(effect)}`);
  };
}

function describe(step: { readonly kind: string }): string {
  const parts = SHOWN.flatMap((name) => {
    const value = (step as Readonly<Record<string, unknown>>)[name];
    return value === undefined ? [] : [typeof value === "string" ? value : `${name}=${show(value)}`];
  });
  return [step.kind, ...parts].join(" ").slice(0, TEXT_MAX_CHARS);
}

function show(value: unknown): string {
  return value instanceof Error ? value.message : JSON.stringify(value);
}
