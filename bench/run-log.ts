/**
 * What is kept of every run, whether it gave a result or failed.
 */
import type { Measurement } from "./measure.ts";
import type { League } from "./sides/side.ts";

export interface Run {
  readonly work: string;
  readonly side: string;
  readonly league: League;
  /** From 1. */
  readonly rep: number;
  readonly outcome:
    | { readonly kind: "result"; readonly measurement: Measurement }
    | { readonly kind: "failure"; readonly message: string };
}

export function hasResult(run: Run): run is Run & { readonly outcome: Extract<Run["outcome"], { kind: "result" }> } {
  return run.outcome.kind === "result";
}
