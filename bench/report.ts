/**
 * Turns runs into what a person reads: a table for each work, durable sides and in-memory ones apart, then the targets. Pure:
 * runs in, text out.
 */
import { type Column, COLUMNS } from "./columns.ts";
import { type Metric, numberOf, type Run } from "./run-log.ts";
import { spread, type Spread } from "./stats.ts";
import { SUBJECT, type Target, TARGETS } from "./targets.ts";
import type { League } from "./sides/side.ts";
import type { Work } from "./works.ts";

const LEAGUES: readonly { readonly league: League; readonly title: string }[] = [
  { league: "durable", title: "durable before acknowledged" },
  { league: "memory", title: "in memory" },
];

/** The whole report: medians, with the range from the lowest to the highest run in brackets. */
export function report(works: readonly Work[], runs: readonly Run[]): string {
  return [...works.map((work) => workTable(work, runs)), targetLines(runs)].join("\n\n");
}

function workTable(work: Work, runs: readonly Run[]): string {
  const columns = COLUMNS[work.kind];
  const rows = LEAGUES.flatMap(({ league, title }) => {
    const ofLeague = runs.filter((run) => run.work === work.id && run.league === league);
    const sides = [...new Set(ofLeague.map((run) => run.side))];
    return sides.length === 0 ? [] : [[title]].concat(sides.map((side) => sideRow(work, side, runs)));
  });
  return [`work ${work.id} · ${work.title}`, ...align([["", ...columns.map(({ title }) => title)], ...rows])].join(
    "\n",
  );
}

function sideRow(work: Work, side: string, runs: readonly Run[]): string[] {
  return [`  ${side}`].concat(COLUMNS[work.kind].map((column) => cell(column, work.id, side, runs)));
}

function cell({ metric, digits }: Column, work: string, side: string, runs: readonly Run[]): string {
  const values = runs
    .filter((run) => run.work === work && run.side === side)
    .map((run) => numberOf(run, metric))
    .filter((value) => value !== null);
  const all = spread(values);
  return all === null ? "-" : withRange(all, digits);
}

interface Comparison {
  readonly work: string;
  readonly metric: Metric;
  readonly side: string;
  readonly against: string;
}

/** The ratios of a metric between two sides, one a repetition in which both have a result. */
export function pairedRatios(runs: readonly Run[], { work, metric, side, against }: Comparison): number[] {
  const ofWork = runs.filter((run) => run.work === work);
  return ofWork
    .filter((run) => run.side === side)
    .flatMap((run) => {
      const other = ofWork.find((candidate) => candidate.side === against && candidate.rep === run.rep);
      const above = numberOf(run, metric);
      const below = other === undefined ? null : numberOf(other, metric);
      return above === null || below === null ? [] : [above / below];
    });
}

function targetLines(runs: readonly Run[]): string {
  return ["targets", ...align(TARGETS.flatMap((target) => targetRow(target, runs)))].join("\n");
}

function targetRow(target: Target, runs: readonly Run[]): string[][] {
  switch (target.kind) {
    case "ratio": {
      const ratio = spread(pairedRatios(runs, { ...target, side: target.side ?? SUBJECT }));
      if (ratio === null) return [];
      const verdict = ratio.median <= target.atMost ? "met" : "MISSED";
      const above = target.side === undefined ? "" : ` ${target.side}`;
      const name = `  ${target.work} ${target.metric}${above} ÷ ${target.against}`;
      return [[name, withRange(ratio, 2), `≤ ${target.atMost}`, verdict]];
    }
    case "rate": {
      const rate = spread(ownNumbers(target, runs));
      if (rate === null) return [];
      const verdict = rate.median >= target.atLeast ? "met" : "MISSED";
      return [[`  ${target.work} ${target.metric}`, withRange(rate, 0), `≥ ${target.atLeast}`, verdict]];
    }
    case "bound": {
      const amount = spread(ownNumbers(target, runs));
      if (amount === null) return [];
      const verdict = amount.max <= target.atMost ? "met" : "MISSED";
      return [[`  ${target.work} ${target.metric}`, withRange(amount, 0), `≤ ${target.atMost}`, verdict]];
    }
  }
}

function ownNumbers({ work, metric }: Target, runs: readonly Run[]): number[] {
  return runs
    .filter((run) => run.work === work && run.side === SUBJECT)
    .map((run) => numberOf(run, metric))
    .filter((value) => value !== null);
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
