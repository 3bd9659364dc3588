/**
 * Looks for regular expressions of the product whose time is not in proportion to their input, for `npm run check`: by analysis,
 * which takes a second for the longest of them. A test runs all of them over long inputs (test/long/patterns).
 */
import type { checkSync } from "recheck";
import { collectPatterns } from "./collect-patterns.ts";

/** It tries inputs at random where a pattern is too large for an exact analysis: the same ones each time. */
const SEED = 1;

/** What is wrong, a line each; empty if nothing is. */
export async function lintPatterns(): Promise<readonly string[]> {
  // Neither Java nor a program of its own: what this process can compute.
  process.env["RECHECK_SYNC_BACKEND"] = "pure";
  const { checkSync: check } = await import("recheck");
  const { patterns, unreadable } = collectPatterns();
  const problems = unreadable.map((file) => `${file}: makes a pattern out of something that is no literal`);
  const known = new Map<string, string | null>();
  for (const { file, source, flags } of patterns) {
    const name = `/${source}/${flags}`;
    if (!known.has(name)) known.set(name, complaintOf(check(source, flags, { timeout: null, randomSeed: SEED })));
    const complaint = known.get(name) ?? null;
    if (complaint !== null) problems.push(`${file}: ${name} is ${complaint}`);
  }
  return problems;
}

function complaintOf(found: ReturnType<typeof checkSync>): string | null {
  if (found.status === "safe") return null;
  return `${found.status}: ${found.status === "unknown" ? found.error.kind : found.complexity.summary}`;
}
