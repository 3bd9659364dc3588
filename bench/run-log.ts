/**
 * What is kept of every run, whether it gave a result or failed.
 */
import type { HistoryMeasurement } from "./history/measure-history.ts";
import type { Measurement } from "./measure.ts";
import type { League } from "./sides/side.ts";
import type { StormMeasurement } from "./storm/measure-storm.ts";

export type Metric = keyof Measurement | keyof StormMeasurement | keyof HistoryMeasurement;

/** A run's numbers; which there are is a question of its work, null where the system does not tell. */
export type Numbers = { readonly [name in Metric]?: number | null };

export interface Run {
  readonly work: string;
  readonly side: string;
  readonly league: League;
  /** From 1. */
  readonly rep: number;
  readonly outcome:
    | { readonly kind: "result"; readonly measurement: Numbers }
    | { readonly kind: "failure"; readonly message: string };
}

export function hasResult(run: Run): run is Run & { readonly outcome: Extract<Run["outcome"], { kind: "result" }> } {
  return run.outcome.kind === "result";
}

/** A run's number, or null where it has none. */
export function numberOf(run: Run, metric: Metric): number | null {
  return hasResult(run) ? (run.outcome.measurement[metric] ?? null) : null;
}
