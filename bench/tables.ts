/**
 * The tables of a work as texts: durable sides and in-memory ones apart, a row for each side, or for each point of a curve and side.
 * Cells are medians with the range from the lowest to the highest run. Pure; terminal and page lay them out.
 */
import { type Column, COLUMNS } from "./columns.ts";
import { numberOf, type Run } from "./run-log.ts";
import { compareSides } from "./side-order.ts";
import type { League } from "./sides/side.ts";
import { spread, type Spread } from "./stats.ts";
import type { Work } from "./works.ts";

export interface Table {
  readonly league: League;
  readonly title: string;
  /** Headings and rows, all of the same length. */
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const LEAGUES: readonly { readonly league: League; readonly title: string }[] = [
  { league: "durable", title: "durable before acknowledged" },
  { league: "memory", title: "in memory" },
];

/** What of a work a table needs to know. */
export interface Tabled {
  readonly id: string;
  readonly kind: Work["kind"];
  /** Of the rows of a curve; null where rows are sides. */
  readonly axis: string | null;
}

/** One for each league that has runs. A column of which nobody has a number is left out. */
export function toTables({ id, kind, axis }: Tabled, runs: readonly Run[]): Table[] {
  const ofWork = runs.filter((run) => run.work === id);
  return LEAGUES.flatMap(({ league, title }) => {
    const own = ofWork.filter((run) => run.league === league && run.outcome.kind !== "answered");
    if (own.length === 0) return [];
    const columns = COLUMNS[kind].filter(({ metric }) => own.some((run) => numberOf(run, metric) !== null));
    const keys = new Map(own.map((run) => [`${run.point ?? ""} ${run.side}`, run]));
    if (columns.length === 0) return [];
    // By point first, so that sides are compared at the same place.
    const places = [...keys.values()].toSorted((a, b) => {
      return (a.point ?? 0) - (b.point ?? 0) || compareSides(a.side, b.side);
    });
    const head = [
      axis === null ? "" : axis,
      ...(axis === null ? [] : ["side"]),
      ...columns.map((column) => column.title),
    ];
    const rows = places.map(({ side, point }) => {
      const ofRow = own.filter((run) => run.side === side && run.point === point);
      const name = axis === null ? [side] : [groups(point ?? 0), side];
      return [...name, ...columns.map((column) => cell(column, ofRow))];
    });
    return [{ league, title, head, rows }];
  });
}

function cell({ metric, digits }: Column, runs: readonly Run[]): string {
  const all = spread(runs.map((run) => numberOf(run, metric)).filter((value) => value !== null));
  return all === null ? "–" : withRange(all, digits);
}

/** `median (lowest–highest)`, or the number alone if all are the same. */
export function withRange({ median, min, max }: Spread, digits: number): string {
  const [m, low, high] = [median, min, max].map((value) => groups(value, digits));
  return low === high ? m! : `${m} (${low}–${high})`;
}

/** A number with its thousands apart. */
export function groups(value: number, digits = 0): string {
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
