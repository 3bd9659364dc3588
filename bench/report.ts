/**
 * Turns runs into what a person reads: a table for each work, durable sides and in-memory ones apart, then the targets. Pure:
 * runs in, text out.
 */
import { hasResult, type Run } from "./run-log.ts";
import { spread, type Spread } from "./stats.ts";
import { type Metric, SUBJECT, type Target, TARGETS } from "./targets.ts";
import type { League } from "./sides/side.ts";
import type { Work } from "./works.ts";

interface Column {
  readonly title: string;
  readonly metric: Metric;
  readonly digits: number;
}

const COLUMNS: readonly Column[] = [
  { title: "latency p50 ms", metric: "latencyP50Ms", digits: 2 },
  { title: "p95 ms", metric: "latencyP95Ms", digits: 2 },
  { title: "all delivered ms", metric: "deliveredMs", digits: 0 },
  { title: "events/s", metric: "eventsPerSecond", digits: 0 },
  { title: "CPU µs/event", metric: "cpuMicrosPerEvent", digits: 0 },
  { title: "with late work", metric: "settledCpuMicrosPerEvent", digits: 0 },
  { title: "driver", metric: "driverCpuMicrosPerEvent", digits: 0 },
];
const LEAGUES: readonly { readonly league: League; readonly title: string }[] = [
  { league: "durable", title: "durable before acknowledged" },
  { league: "memory", title: "in memory" },
];

/** The whole report: medians, with the range from the lowest to the highest run in brackets. */
export function report(works: readonly Work[], runs: readonly Run[]): string {
  return [...works.map((work) => workTable(work, runs)), targetLines(runs)].join("\n\n");
}

function workTable(work: Work, runs: readonly Run[]): string {
  const rows = LEAGUES.flatMap(({ league, title }) => {
    const ofLeague = runs.filter((run) => run.work === work.id && run.league === league);
    const sides = [...new Set(ofLeague.map((run) => run.side))];
    return sides.length === 0 ? [] : [[title]].concat(sides.map((side) => sideRow(work.id, side, runs)));
  });
  return [`work ${work.id} · ${work.title}`, ...align([["", ...COLUMNS.map(({ title }) => title)], ...rows])].join(
    "\n",
  );
}

function sideRow(work: string, side: string, runs: readonly Run[]): string[] {
  return [`  ${side}`].concat(COLUMNS.map((column) => cell(column, work, side, runs)));
}

function cell({ metric, digits }: Column, work: string, side: string, runs: readonly Run[]): string {
  const values = runs
    .filter(hasResult)
    .filter((run) => run.work === work && run.side === side)
    .map((run) => run.outcome.measurement[metric])
    .filter((value) => value !== null);
  const all = spread(values);
  return all === null ? "-" : withRange(all, digits);
}

/** The ratios of a metric between two sides, one a repetition in which both have a result. */
export function pairedRatios(
  runs: readonly Run[],
  work: string,
  metric: Metric,
  side: string,
  against: string,
): number[] {
  const results = runs.filter(hasResult).filter((run) => run.work === work);
  return results
    .filter((run) => run.side === side)
    .flatMap((run) => {
      const other = results.find((candidate) => candidate.side === against && candidate.rep === run.rep);
      const above = run.outcome.measurement[metric];
      const below = other?.outcome.measurement[metric] ?? null;
      return above === null || below === null ? [] : [above / below];
    });
}

function targetLines(runs: readonly Run[]): string {
  return ["targets", ...align(TARGETS.flatMap((target) => targetRow(target, runs)))].join("\n");
}

function targetRow(target: Target, runs: readonly Run[]): string[][] {
  switch (target.kind) {
    case "ratio": {
      const ratio = spread(pairedRatios(runs, target.work, target.metric, SUBJECT, target.against));
      if (ratio === null) return [];
      const verdict = ratio.median <= target.atMost ? "met" : "MISSED";
      const name = `  ${target.work} ${target.metric} ÷ ${target.against}`;
      return [[name, withRange(ratio, 2), `≤ ${target.atMost}`, verdict]];
    }
    case "rate": {
      const own = runs.filter(hasResult).filter((run) => run.work === target.work && run.side === SUBJECT);
      const rate = spread(own.map((run) => run.outcome.measurement[target.metric]).filter((value) => value !== null));
      if (rate === null) return [];
      const verdict = rate.median >= target.atLeast ? "met" : "MISSED";
      return [[`  ${target.work} ${target.metric}`, withRange(rate, 0), `≥ ${target.atLeast}`, verdict]];
    }
  }
}

function withRange({ median, min, max }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`;
}

/** Columns under each other, the first to the left and the others to the right. */
function align(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>(
    // A row of one cell is a heading and may run over the columns.
    (widths, row) => (row.length === 1 ? widths : row.map((text, n) => Math.max(widths[n] ?? 0, text.length))),
    [],
  );
  return rows.map((row) =>
    row
      .map((text, n) => (n === 0 ? text.padEnd(row.length === 1 ? 0 : widths[n]!) : text.padStart(widths[n]!)))
      .join("  ")
      .trimEnd(),
  );
}
