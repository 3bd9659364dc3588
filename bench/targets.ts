/**
 * What the product set out to reach, as values: each is a line of the report. A ratio is taken between runs of the same
 * repetition, which share the machine's mood, and its median counts.
 */
import type { Measurement } from "./measure.ts";

export type Metric = keyof Measurement;

export type Target =
  | {
      readonly kind: "ratio";
      readonly work: string;
      readonly metric: Metric;
      readonly against: string;
      readonly atMost: number;
    }
  | { readonly kind: "rate"; readonly work: string; readonly metric: Metric; readonly atLeast: number };

/** The side that the targets are about. */
export const SUBJECT = "fillcast";

export const TARGETS: readonly Target[] = [
  { kind: "ratio", work: "1", metric: "latencyP50Ms", against: "floor", atMost: 1.25 },
  { kind: "ratio", work: "1", metric: "settledCpuMicrosPerEvent", against: "floor", atMost: 1.25 },
  { kind: "ratio", work: "1", metric: "settledCpuMicrosPerEvent", against: "seed", atMost: 0.65 },
  { kind: "ratio", work: "2", metric: "deliveredMs", against: "floor", atMost: 1.15 },
  { kind: "ratio", work: "2", metric: "deliveredMs", against: "seed", atMost: 0.55 },
  { kind: "ratio", work: "2", metric: "deliveredMs", against: "central", atMost: 1.25 },
  { kind: "ratio", work: "2", metric: "deliveredMs", against: "central-durable", atMost: 1 },
  { kind: "rate", work: "3", metric: "eventsPerSecond", atLeast: 15_000 },
];
