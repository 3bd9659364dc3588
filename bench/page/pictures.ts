/**
 * Which pictures a work has, and what they show. Pure: a part of the results in, files out.
 */
import { type Metric, numberOf, type Run } from "../run-log.ts";
import { compareSides } from "../side-order.ts";
import type { Part } from "../results.ts";
import { spread, type Spread } from "../stats.ts";
import type { Work } from "../works.ts";
import { type Bar, drawBars } from "./bars.ts";
import { drawCurve, type Series } from "./curve.ts";

export interface Picture {
  /** Its file's name. */
  readonly file: string;
  readonly title: string;
  readonly svg: string;
}

interface Shown {
  readonly metric: Metric;
  readonly words: string;
}

const LATENCY: Shown = { metric: "latencyP50Ms", words: "latency p50, ms" };
const DELIVERED: Shown = { metric: "deliveredMs", words: "until all is delivered, ms" };
const CPU: Shown = { metric: "cpuMicrosPerEvent", words: "CPU an event, µs" };
const RATE: Shown = { metric: "eventsPerSecond", words: "events/s" };
const CPU_DELIVERY: Shown = { metric: "cpuMicrosPerDelivery", words: "CPU a delivery, µs" };

/** By work where it is about something of its own, else by kind. */
const SHOWN: { readonly [workOrKind: string]: readonly Shown[] } = {
  "1": [LATENCY, CPU],
  "2": [DELIVERED, CPU],
  "3": [RATE, CPU],
  "4": [LATENCY, CPU_DELIVERY],
  storm: [
    { metric: "allCaughtUpMs", words: "until all have caught up, ms" },
    { metric: "growthMiB", words: "growth of the server's memory, MiB" },
  ],
  feeds: [{ metric: "feedsCpuMicrosPerEvent", words: "CPU an event, µs" }],
  wait: [{ metric: "waitP50Ms", words: "what a bot waits p50, ms" }],
  wake: [{ metric: "wakeMs", words: "first answer after a sleep, ms" }],
  single: [RATE, CPU],
  batches: [RATE, CPU],
  subscribers: [LATENCY, CPU_DELIVERY],
  trades: [
    { metric: "snapshotKiB", words: "snapshot, KiB" },
    { metric: "statePostP50Ms", words: "a post's answer p50, ms" },
  ],
  bots: [
    { metric: "snapshotKiB", words: "snapshot, KiB" },
    { metric: "patchBytes", words: "patch of an event, bytes" },
  ],
};

const SUBJECTS = ["fillcast", "relay"];
const LEAGUE_WORDS = { durable: "durable before acknowledged", memory: "in memory" } as const;

/** None for a work that is not about numbers of several runs. */
export function toPictures(part: Part): Picture[] {
  const shown = SHOWN[part.id] ?? SHOWN[part.kind satisfies Work["kind"]] ?? [];
  return shown.flatMap(({ metric, words }, n) => {
    const title = `${part.title.split(":")[0]!}: ${words}`;
    const svg = part.axis === null ? bars(title, part.runs, metric) : curve(title, part.axis, part.runs, metric);
    return svg === null ? [] : [{ file: `${part.id}-${n + 1}.svg`, title, svg }];
  });
}

function bars(title: string, runs: readonly Run[], metric: Metric): string | null {
  const sides = [...new Map(runs.map(({ side, league }) => [side, league]))];
  const all = sides.flatMap(([name, league]): Bar[] => {
    const own = spreadOf(
      runs.filter((run) => run.side === name),
      metric,
    );
    return own === null ? [] : [{ name, group: LEAGUE_WORDS[league], spread: own, isSubject: SUBJECTS.includes(name) }];
  });
  const grouped = all.toSorted((a, b) => a.group.localeCompare(b.group) || compareSides(a.name, b.name));
  return grouped.length === 0 ? null : drawBars(title, grouped);
}

function curve(title: string, axis: string, runs: readonly Run[], metric: Metric): string | null {
  const series = [...new Set(runs.map(({ side }) => side))].toSorted(compareSides).map((name): Series => {
    const own = runs.filter((run) => run.side === name);
    const xs = [...new Set(own.flatMap(({ point }) => point ?? []))].toSorted((a, b) => a - b);
    const points = xs.flatMap((x) => {
      const at = spreadOf(
        own.filter(({ point }) => point === x),
        metric,
      );
      return at === null ? [] : [{ x, spread: at }];
    });
    return { name, points };
  });
  const drawn = series.filter(({ points }) => points.length > 0);
  return drawn.length === 0 ? null : drawCurve(title, axis, drawn);
}

function spreadOf(runs: readonly Run[], metric: Metric): Spread | null {
  return spread(runs.map((run) => numberOf(run, metric)).filter((value) => value !== null));
}
