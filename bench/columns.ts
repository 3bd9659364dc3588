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

const STREAM: readonly Column[] = [
  { title: "latency p50 ms", metric: "latencyP50Ms", digits: 2 },
  { title: "p95 ms", metric: "latencyP95Ms", digits: 2 },
  { title: "all delivered ms", metric: "deliveredMs", digits: 0 },
  { title: "events/s", metric: "eventsPerSecond", digits: 0 },
  { title: "CPU µs/event", metric: "cpuMicrosPerEvent", digits: 0 },
  { title: "with late work", metric: "settledCpuMicrosPerEvent", digits: 0 },
  { title: "CPU µs/delivery", metric: "cpuMicrosPerDelivery", digits: 1 },
  { title: "driver µs/event", metric: "driverCpuMicrosPerEvent", digits: 0 },
];

export const COLUMNS: { readonly [kind in Work["kind"]]: readonly Column[] } = {
  stream: STREAM,
  pieces: STREAM.filter(({ metric }) => metric === "cpuMicrosPerEvent" || metric === "deliveredMs"),
  profile: [{ title: "µs/event", metric: "profiledMicrosPerEvent", digits: 0 }],
  curve: STREAM.filter(({ metric }) => metric !== "settledCpuMicrosPerEvent"),
  storm: [
    { title: "caught up p50 ms", metric: "caughtUpP50Ms", digits: 0 },
    { title: "all caught up ms", metric: "allCaughtUpMs", digits: 0 },
    { title: "CPU ms", metric: "stormCpuMs", digits: 0 },
    { title: "driver CPU ms", metric: "stormDriverCpuMs", digits: 0 },
    { title: "sent MiB", metric: "sentMiB", digits: 0 },
    { title: "resident MiB", metric: "residentMiB", digits: 0 },
    { title: "at its peak", metric: "peakMiB", digits: 0 },
    { title: "growth", metric: "growthMiB", digits: 0 },
  ],
  feeds: [
    { title: "all delivered ms", metric: "feedsDeliveredMs", digits: 0 },
    { title: "events/s", metric: "feedsEventsPerSecond", digits: 0 },
    { title: "CPU µs/event", metric: "feedsCpuMicrosPerEvent", digits: 0 },
    { title: "driver µs/event", metric: "feedsDriverCpuMicrosPerEvent", digits: 0 },
  ],
  history: [
    { title: "1,000 events ms", metric: "eventsMs", digits: 1 },
    { title: "two pages cold ms", metric: "pagesColdMs", digits: 1 },
    { title: "cached ms", metric: "pagesCachedMs", digits: 1 },
    { title: "rare filter ms", metric: "rareMs", digits: 1 },
    { title: "answers", metric: "rareAnswers", digits: 0 },
    { title: "ms each", metric: "rareAnswerMs", digits: 1 },
  ],
  wait: [
    { title: "p50 ms", metric: "waitP50Ms", digits: 2 },
    { title: "p95 ms", metric: "waitP95Ms", digits: 2 },
    { title: "longest ms", metric: "waitMaxMs", digits: 1 },
  ],
  wan: [
    { title: "p50 ms", metric: "wanP50Ms", digits: 1 },
    { title: "p95 ms", metric: "wanP95Ms", digits: 1 },
    { title: "of it the network", metric: "wanNetworkMs", digits: 0 },
  ],
  wake: [
    { title: "open trades", metric: "wokenOpenTrades", digits: 0 },
    { title: "first answer ms", metric: "wakeMs", digits: 1 },
    { title: "second answer ms", metric: "awakeMs", digits: 1 },
  ],
  outage: [
    { title: "taken", metric: "outageTaken", digits: 0 },
    { title: "lost", metric: "outageLost", digits: 0 },
    { title: "twice", metric: "outageTwice", digits: 0 },
    { title: "kills of the relay", metric: "outageRelayKills", digits: 0 },
    { title: "of the server", metric: "outageServerKills", digits: 0 },
    { title: "caught up s", metric: "outageCaughtUpS", digits: 1 },
    { title: "million waiting: peak MiB", metric: "outagePeakMiB", digits: 0 },
  ],
  state: [
    { title: "snapshot KiB", metric: "snapshotKiB", digits: 1 },
    { title: "snapshot ms", metric: "snapshotMs", digits: 1 },
    { title: "patch bytes", metric: "patchBytes", digits: 0 },
    { title: "frame bytes", metric: "frameBytes", digits: 0 },
    { title: "answer p50 ms", metric: "statePostP50Ms", digits: 2 },
    { title: "CPU µs/event", metric: "statePostCpuMicros", digits: 0 },
    { title: "shown", metric: "stateShown", digits: 0 },
    { title: "counted in more", metric: "stateMore", digits: 0 },
  ],
  answers: [],
  sizes: [
    { title: "Worker KiB", metric: "workerKiB", digits: 1 },
    { title: "client KiB", metric: "clientKiB", digits: 1 },
  ],
};
