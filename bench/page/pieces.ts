/**
 * What each piece of the hot path costs: the runs of the work `pieces` as differences to the whole. Pure.
 */
import { ALL_PIECES, REMOVALS } from "../ablation/removals.ts";
import { numberOf, type Run } from "../run-log.ts";
import { spread, type Spread } from "../stats.ts";
import { amounts } from "../verdicts.ts";

export interface Pieces {
  /** µs of CPU an event, as everywhere here; null without a result. */
  readonly floor: Spread | null;
  readonly whole: Spread | null;
  readonly pieces: readonly { readonly name: string; readonly buys: string; readonly saved: Spread | null }[];
  /** Above the floor without all of the pieces. */
  readonly rest: Spread | null;
}

const METRIC = "cpuMicrosPerEvent";
const WHOLE = "fillcast";

/** Of the runs of one part. */
export function toPieces(runs: readonly Run[]): Pieces {
  const own = (side: string) =>
    spread(
      runs
        .filter((run) => run.side === side)
        .map((run) => numberOf(run, METRIC))
        .filter((value) => value !== null),
    );
  const less = (of: string, to: string) => {
    const cell = (side: string) => ({ work: runs[0]?.work ?? "", side, metric: METRIC }) as const;
    return spread(amounts(runs, { kind: "difference", of: cell(of), to: cell(to) }));
  };
  return {
    floor: own("floor"),
    whole: own(WHOLE),
    pieces: REMOVALS.map(({ name, buys }) => ({ name, buys, saved: less(WHOLE, name) })),
    rest: less(ALL_PIECES, "floor"),
  };
}
