/**
 * The rows of the profile's table: what each area of the product took, beside the floor. Pure.
 */
import { AREAS, GARBAGE_AREA, NATIVE_AREA, REST_AREA } from "../profile/areas.ts";
import { numberOf, type Run } from "../run-log.ts";
import { spread } from "../stats.ts";

export interface AreaRow {
  readonly name: string;
  /** µs an event, medians; null where nothing was seen. */
  readonly own: number | null;
  readonly floor: number | null;
  readonly buys: string;
  readonly stays: string;
}

const OTHERS = [
  { name: GARBAGE_AREA, buys: "", stays: "fewer and smaller objects were tried with each area" },
  {
    name: NATIVE_AREA,
    buys: "HTTP, sockets, storage, the way from Worker to room",
    stays: "the platform's; it grows with the bytes of frames, of which Fillcast sends twice as many",
  },
  { name: REST_AREA, buys: "", stays: "the runtime's own JavaScript; of the floor also its forty lines" },
];

/** How a run of the profile names what it is of. */
export function areaOfSide(side: string, area: string): string {
  return `${side}: ${area}`;
}

/** The sums first, then the areas by what they took. */
export function toAreaRows(runs: readonly Run[]): AreaRow[] {
  const medianOf = (side: string, area: string): number | null => {
    const own = runs.filter((run) => run.side === areaOfSide(side, area));
    const values = own.map((run) => numberOf(run, "profiledMicrosPerEvent")).filter((value) => value !== null);
    return spread(values)?.median ?? null;
  };
  const rows = [...AREAS, ...OTHERS].map(({ name, buys, stays }) => {
    return { name, own: medianOf("fillcast", name), floor: medianOf("floor", name), buys, stays };
  });
  const sum = (side: "own" | "floor"): number => rows.reduce((total, row) => total + (row[side] ?? 0), 0);
  const all = { name: "all of it", own: sum("own"), floor: sum("floor"), buys: "", stays: "" };
  return [all, ...rows.toSorted((a, b) => (b.own ?? 0) - (a.own ?? 0))];
}
