/**
 * Whether the targets are met: runs in, a verdict each out. Pure.
 */
import { numberOf, type Run } from "./run-log.ts";
import { spread, type Spread } from "./stats.ts";
import { type Amount, type Cell, type Target, TARGETS } from "./targets.ts";

export interface Verdict {
  readonly target: Target;
  readonly spread: Spread;
  readonly isMet: boolean;
}

/** One for each target of which there is a number. */
export function verdicts(runs: readonly Run[], targets: readonly Target[] = TARGETS): Verdict[] {
  return targets.flatMap((target) => {
    const all = spread(amounts(runs, target.amount));
    if (all === null) return [];
    const { kind, value } = target.bound;
    const worst = kind === "at most" ? all.max : all.min;
    const decisive = target.decides === "worst" ? worst : all.median;
    return [{ target, spread: all, isMet: kind === "at most" ? decisive <= value : decisive >= value }];
  });
}

/** What the repetitions give, one of each in which all that is compared has a result. */
export function amounts(runs: readonly Run[], amount: Amount): number[] {
  const reps = [...new Set(runs.map(({ rep }) => rep))].toSorted((a, b) => a - b);
  return reps.flatMap((rep) => {
    const of = numberAt(runs, amount.of, rep);
    if (amount.kind === "own") return of === null ? [] : [of];
    const to = numberAt(runs, amount.to, rep);
    if (of === null || to === null) return [];
    return [amount.kind === "ratio" ? of / to : of - to];
  });
}

function numberAt(runs: readonly Run[], { work, side, metric, point }: Cell, rep: number): number | null {
  const run = runs.find((run) => run.work === work && run.side === side && run.rep === rep && run.point === point);
  return run === undefined ? null : numberOf(run, metric);
}
