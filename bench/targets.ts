/**
 * What the product set out to reach, as values: each is a line of the report. A ratio is taken between runs of the same
 * repetition, which share the machine's mood, and its median counts.
 */
import { ROOM_DEBT_MAX_BYTES } from "@fillcast/protocol";
import type { Metric } from "./run-log.ts";

export type Target =
  | {
      readonly kind: "ratio";
      readonly work: string;
      readonly metric: Metric;
      /** Whose, where it is not the subject's. */
      readonly side?: string;
      readonly against: string;
      readonly atMost: number;
    }
  | { readonly kind: "rate"; readonly work: string; readonly metric: Metric; readonly atLeast: number }
  /** What no run may pass, however rarely. */
  | { readonly kind: "bound"; readonly work: string; readonly metric: Metric; readonly atMost: number };

/** The side that the targets are about. */
export const SUBJECT = "fillcast";

const LONG_READS = ["eventsMs", "pagesColdMs", "pagesCachedMs", "rareMs"] as const;

export const TARGETS: readonly Target[] = [
  { kind: "ratio", work: "1", metric: "latencyP50Ms", against: "floor", atMost: 1.25 },
  { kind: "ratio", work: "1", metric: "settledCpuMicrosPerEvent", against: "floor", atMost: 1.25 },
  { kind: "ratio", work: "1", metric: "settledCpuMicrosPerEvent", against: "seed", atMost: 0.65 },
  { kind: "ratio", work: "2", metric: "deliveredMs", against: "floor", atMost: 1.15 },
  { kind: "ratio", work: "2", metric: "deliveredMs", against: "seed", atMost: 0.55 },
  { kind: "ratio", work: "2", metric: "deliveredMs", against: "central", atMost: 1.25 },
  { kind: "ratio", work: "2", metric: "deliveredMs", against: "central-durable", atMost: 1 },
  { kind: "rate", work: "3", metric: "eventsPerSecond", atLeast: 15_000 },
  { kind: "ratio", work: "5", metric: "allCaughtUpMs", against: "nchan", atMost: 1 },
  { kind: "bound", work: "5", metric: "growthMiB", atMost: ROOM_DEBT_MAX_BYTES / 2 ** 20 },
  ...LONG_READS.map((metric): Target => {
    return { kind: "ratio", work: "7", metric, side: "long", against: "short", atMost: 1.2 };
  }),
];
