/**
 * What the terminal shows when all runs are done: the tables and the targets. Pure: runs in, text out.
 */
import type { Run } from "./run-log.ts";
import { groups, type Tabled, toTables, withRange } from "./tables.ts";
import { verdicts } from "./verdicts.ts";

/** A work as a report needs it. */
export interface Reported extends Tabled {
  readonly title: string;
}

/** The whole report: medians, with the range from the lowest to the highest run in brackets. */
export function report(works: readonly Reported[], runs: readonly Run[]): string {
  return [...works.map((work) => workTables(work, runs)), answerLines(runs), targetLines(runs)]
    .filter((part) => part !== "")
    .join("\n\n");
}

function workTables(work: Reported, runs: readonly Run[]): string {
  const tables = toTables(work, runs).flatMap(({ title, head, rows }) => [`  ${title}`, ...align([head, ...rows])]);
  return tables.length === 0 ? "" : [`work ${work.id} · ${work.title}`, ...tables].join("\n");
}

function answerLines(runs: readonly Run[]): string {
  return runs
    .flatMap(({ outcome }) =>
      outcome.kind === "answered" ? [`${outcome.limit}: ${outcome.sent} → ${outcome.answer}`] : [],
    )
    .join("\n");
}

function targetLines(runs: readonly Run[]): string {
  const rows = verdicts(runs).map(({ target, spread, isMet }) => [
    `  ${target.work} ${target.words}`,
    withRange(spread, target.digits),
    `${target.bound.kind === "at most" ? "≤" : "≥"} ${groups(target.bound.value, Number.isInteger(target.bound.value) ? 0 : 2)} ${target.unit}`,
    isMet ? "met" : "MISSED",
  ]);
  return rows.length === 0 ? "" : ["targets", ...align(rows)].join("\n");
}

/** Columns under each other, the first to the left and the others to the right. */
function align(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>(
    (widths, row) => row.map((text, n) => Math.max(widths[n] ?? 0, text.length)),
    [],
  );
  return rows.map((row) =>
    row
      .map((text, n) => (n === 0 ? text.padEnd(widths[n]!) : text.padStart(widths[n]!)))
      .join("  ")
      .trimEnd(),
  );
}
