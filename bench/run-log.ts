/**
 * What is kept of every run, whether it gave a result or failed.
 */
import type { FeedsMeasurement } from "./feeds/measure-feeds.ts";
import type { HistoryMeasurement } from "./history/measure-history.ts";
import type { StateMeasurement } from "./limits/measure-state.ts";
import type { Measurement } from "./measure.ts";
import type { AreaMeasurement } from "./profile/measure-areas.ts";
import type { OutageMeasurement } from "./relay/measure-outage.ts";
import type { WaitMeasurement } from "./relay/measure-wait.ts";
import type { League } from "./sides/side.ts";
import type { SizesMeasurement } from "./sizes.ts";
import type { StormMeasurement } from "./storm/measure-storm.ts";
import type { WakeMeasurement } from "./wake/measure-wake.ts";
import type { WanMeasurement } from "./wan/measure-wan.ts";

export type Metric =
  | keyof Measurement
  | keyof AreaMeasurement
  | keyof StormMeasurement
  | keyof FeedsMeasurement
  | keyof HistoryMeasurement
  | keyof WaitMeasurement
  | keyof WakeMeasurement
  | keyof WanMeasurement
  | keyof OutageMeasurement
  | keyof StateMeasurement
  | keyof SizesMeasurement;

/** A run's numbers; which there are is a question of its work, null where the system does not tell. */
export type Numbers = { readonly [name in Metric]?: number | null };

export type Outcome =
  | { readonly kind: "result"; readonly measurement: Numbers }
  /** A request just beyond a limit, and whether its answer is the documented one. */
  | { readonly kind: "answered"; readonly limit: string; readonly sent: string; readonly answer: string }
  | { readonly kind: "failure"; readonly message: string };

export interface Run {
  readonly work: string;
  readonly side: string;
  readonly league: League;
  /** From 1. */
  readonly rep: number;
  /** Of a curve: where on its axis. */
  readonly point?: number;
  readonly outcome: Outcome;
}

/** A run's number, or null where it has none. */
export function numberOf({ outcome }: Run, metric: Metric): number | null {
  return outcome.kind === "result" ? (outcome.measurement[metric] ?? null) : null;
}
