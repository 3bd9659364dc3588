/**
 * Which numbers of a work stand in its table, from left to right.
 */
import type { Metric } from "./run-log.ts";
import type { Work } from "./works.ts";

export interface Column {
  readonly title: string;
  readonly metric: Metric;
  readonly digits: number;
}

export const COLUMNS: { readonly [kind in Work["kind"]]: readonly Column[] } = {
  stream: [
    { title: "latency p50 ms", metric: "latencyP50Ms", digits: 2 },
    { title: "p95 ms", metric: "latencyP95Ms", digits: 2 },
    { title: "all delivered ms", metric: "deliveredMs", digits: 0 },
    { title: "events/s", metric: "eventsPerSecond", digits: 0 },
    { title: "CPU µs/event", metric: "cpuMicrosPerEvent", digits: 0 },
    { title: "with late work", metric: "settledCpuMicrosPerEvent", digits: 0 },
    { title: "driver", metric: "driverCpuMicrosPerEvent", digits: 0 },
  ],
  storm: [
    { title: "caught up p50 ms", metric: "caughtUpP50Ms", digits: 0 },
    { title: "all caught up ms", metric: "allCaughtUpMs", digits: 0 },
    { title: "CPU ms", metric: "stormCpuMs", digits: 0 },
    { title: "driver", metric: "stormDriverCpuMs", digits: 0 },
    { title: "sent MiB", metric: "sentMiB", digits: 0 },
    { title: "resident MiB", metric: "residentMiB", digits: 0 },
    { title: "at its peak", metric: "peakMiB", digits: 0 },
    { title: "growth", metric: "growthMiB", digits: 0 },
  ],
  history: [
    { title: "1,000 events ms", metric: "eventsMs", digits: 1 },
    { title: "two pages cold ms", metric: "pagesColdMs", digits: 1 },
    { title: "cached ms", metric: "pagesCachedMs", digits: 1 },
    { title: "rare filter ms", metric: "rareMs", digits: 1 },
    { title: "answers", metric: "rareAnswers", digits: 0 },
    { title: "ms each", metric: "rareAnswerMs", digits: 1 },
  ],
};
