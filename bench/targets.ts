/**
 * What the product set out to reach, as values: each is a line of the page. What compares two runs compares those of the same
 * repetition, which share the machine's mood.
 */
import { ROOM_DEBT_MAX_BYTES } from "@fillcast/protocol";
import type { Metric } from "./run-log.ts";
import { PLACES, rowName } from "./wan/places.ts";

/** A number of a run. */
export interface Cell {
  readonly work: string;
  readonly side: string;
  readonly metric: Metric;
  readonly point?: number;
}

/** What a repetition gives. */
export type Amount =
  | { readonly kind: "own"; readonly of: Cell }
  | { readonly kind: "ratio"; readonly of: Cell; readonly to: Cell }
  | { readonly kind: "difference"; readonly of: Cell; readonly to: Cell };

export interface Target {
  readonly work: string;
  readonly words: string;
  readonly amount: Amount;
  readonly unit: string;
  readonly digits: number;
  readonly bound: { readonly kind: "at most" | "at least"; readonly value: number };
  /** Which of the repetitions decides: the median, or the worst, where no run may pass it. */
  readonly decides: "median" | "worst";
}

/** The side that the targets are about. */
const SUBJECT = "fillcast";

/** `metric` of Fillcast in a work against another side's. */
function against(work: string, metric: Metric, side: string, value: number, words: string): Target {
  return {
    work,
    words: `${words} ÷ ${side}`,
    amount: { kind: "ratio", of: { work, side: SUBJECT, metric }, to: { work, side, metric } },
    unit: "×",
    digits: 2,
    bound: { kind: "at most", value },
    decides: "median",
  };
}

function own(of: Cell, words: string, unit: string, digits: number, bound: Target["bound"]): Target {
  return { work: of.work, words, amount: { kind: "own", of }, unit, digits, bound, decides: "worst" };
}

const LATE_CPU = "settledCpuMicrosPerEvent";

const LONG_READS: readonly (readonly [Metric, string])[] = [
  ["eventsMs", "1,000 events"],
  ["pagesColdMs", "two pages, cold"],
  ["pagesCachedMs", "two pages, cached"],
];

const RARE_AGAINST: readonly (readonly [Metric, string])[] = [
  ["pageColdMs", "a sealed page of it"],
  ["eventsMs", "1,000 events of it"],
];

export const TARGETS: readonly Target[] = [
  against("1", "latencyP50Ms", "floor", 1.2, "latency"),
  against("1", LATE_CPU, "floor", 1.15, "CPU an event, with late work"),
  against("1", LATE_CPU, "seed", 0.6, "CPU an event, with late work"),
  against("2", LATE_CPU, "floor", 1.25, "CPU an event, with late work"),
  against("2", "deliveredMs", "floor", 1.25, "until all is delivered"),
  against("2", "deliveredMs", "seed", 0.45, "until all is delivered"),
  ...["floor", "central-durable"].map((side): Target => {
    const metric = "deliveredMs";
    return {
      ...against("2", metric, side, 1, ""),
      words: `through the relay: until all is delivered ÷ ${side}`,
      amount: { kind: "ratio", of: { work: "2", side: "relay", metric }, to: { work: "2", side, metric } },
    };
  }),
  {
    ...own({ work: "3", side: SUBJECT, metric: "eventsPerSecond" }, "events/s in batches of 100", "", 0, {
      kind: "at least",
      value: 15_000,
    }),
    decides: "median",
  },
  {
    ...against("3", "cpuMicrosPerEvent", "nchan", 1, ""),
    words: "CPU an event in batches ÷ nchan's for single posts (work 2)",
    amount: {
      kind: "ratio",
      of: { work: "3", side: SUBJECT, metric: "cpuMicrosPerEvent" },
      to: { work: "2", side: "nchan", metric: "cpuMicrosPerEvent" },
    },
  },
  against("4", "cpuMicrosPerDelivery", "floor", 1, "CPU a delivery"),
  against("4", "latencyP50Ms", "floor", 0.5, "latency"),
  against("5", "allCaughtUpMs", "nchan", 1, "until all have caught up"),
  against("5", "allCaughtUpMs", "socket.io", 1, "until all have caught up"),
  own({ work: "5", side: SUBJECT, metric: "growthMiB" }, "memory: growth of the process", "MiB", 0, {
    kind: "at most",
    value: ROOM_DEBT_MAX_BYTES / 2 ** 20,
  }),
  {
    ...against("5", "growthMiB", "idle sockets", 40, ""),
    words: "memory: growth − that of the same storm with nothing to replay",
    amount: {
      kind: "difference",
      of: { work: "5", side: SUBJECT, metric: "growthMiB" },
      to: { work: "5", side: "idle sockets", metric: "growthMiB" },
    },
    unit: "MiB",
    digits: 0,
  },
  {
    ...against("6", "feedsCpuMicrosPerEvent", "one feed", 1.2, ""),
    words: "CPU an event, many feeds ÷ one feed",
    amount: {
      kind: "ratio",
      of: { work: "6", side: "many feeds", metric: "feedsCpuMicrosPerEvent" },
      to: { work: "6", side: "one feed", metric: "feedsCpuMicrosPerEvent" },
    },
  },
  ...LONG_READS.map(([metric, words]): Target => {
    return {
      ...against("7", metric, "short", 1.2, ""),
      words: `${words}: long archive ÷ short`,
      amount: { kind: "ratio", of: { work: "7", side: "long", metric }, to: { work: "7", side: "short", metric } },
    };
  }),
  ...RARE_AGAINST.map(([metric, words]): Target => {
    return {
      ...against("7", "rareMs", "", 1.5, ""),
      words: `a rare filter over all of the long archive ÷ ${words}`,
      amount: {
        kind: "ratio",
        of: { work: "7", side: "long", metric: "rareMs" },
        to: { work: "7", side: "long", metric },
      },
    };
  }),
  own({ work: "9", side: SUBJECT, metric: "workerKiB" }, "the Worker's upload, gzip", "KiB", 1, {
    kind: "at most",
    value: 80,
  }),
  own({ work: "9", side: SUBJECT, metric: "clientKiB" }, "the client with partysocket, gzip", "KiB", 1, {
    kind: "at most",
    value: 8,
  }),
  ...PLACES.map((place): Target => {
    const words = `${place.name}: through the relay onto a dashboard`;
    const bound = { kind: "at most", value: place.seedMs } as const;
    return {
      ...own({ work: "11", side: rowName(place, "relay"), metric: "wanP50Ms" }, words, "ms", 1, bound),
      decides: "median",
    };
  }),
  {
    ...own({ work: "13", side: "door", metric: "waitP50Ms" }, "a bot's wait at the relay's door", "ms", 2, {
      kind: "at most",
      value: 5,
    }),
    decides: "median",
  },
  {
    ...own({ work: "13", side: "followed", metric: "waitP50Ms" }, "a bot's wait while the relay follows", "ms", 2, {
      kind: "at most",
      value: 0.5,
    }),
    decides: "median",
  },
  {
    ...against("14", "wakeMs", "", 3, ""),
    words: "first answer of a room with 20,000 events and 500 open trades ÷ an empty room's",
    amount: {
      kind: "ratio",
      of: { work: "14", side: SUBJECT, metric: "wakeMs", point: 20_000 },
      to: { work: "14", side: SUBJECT, metric: "wakeMs", point: 0 },
    },
  },
  own({ work: "outage", side: "relay", metric: "outageLost" }, "messages lost", "", 0, { kind: "at most", value: 0 }),
  own({ work: "outage", side: "relay", metric: "outageTwice" }, "messages stored twice", "", 0, {
    kind: "at most",
    value: 0,
  }),
  own(
    { work: "outage", side: "relay", metric: "outagePeakMiB" },
    "the relay's memory with a million waiting",
    "MiB",
    0,
    {
      kind: "at most",
      value: 128,
    },
  ),
];
