/**
 * Sums over closed trades in order of closing: of their ratios, which are added as they are, and of money of one currency.
 */
import type { SharedDay, SharedFigures, SharedMoney } from "@fillcast/protocol";
import { Big } from "big.js";
import { toRatioText } from "./ratio.ts";
import type { ClosedRow } from "./source.ts";

type Rated = Pick<ClosedRow, "micros" | "realised" | "closedMs">;

/** What a trade's result says: by its money, else by its ratio. */
function signOf({ realised, micros }: Rated): number {
  return Math.sign(realised === null ? (micros ?? 0) : Number(realised));
}

/** The figures of closed trades, oldest close first. */
export function sumRatios(rows: readonly Rated[]): SharedFigures {
  let [sum, peak, drawdown] = [0, 0, 0];
  let best: number | null = null;
  let worst: number | null = null;
  let [wins, losses, unrated] = [0, 0, 0];
  for (const row of rows) {
    const sign = signOf(row);
    if (sign > 0) wins++;
    if (sign < 0) losses++;
    const { micros } = row;
    if (micros === null) {
      unrated++;
      continue;
    }
    sum += micros;
    peak = Math.max(peak, sum);
    drawdown = Math.max(drawdown, peak - sum);
    best = Math.max(best ?? micros, micros);
    worst = Math.min(worst ?? micros, micros);
  }
  return {
    closed: rows.length,
    wins,
    losses,
    unrated,
    ratio: toRatioText(sum),
    best: best === null ? null : toRatioText(best),
    worst: worst === null ? null : toRatioText(worst),
    drawdown: toRatioText(drawdown),
  };
}

/** By UTC day of the close, oldest first. */
export function sumDays(rows: readonly Rated[]): SharedDay[] {
  const days = new Map<string, { micros: number; closed: number }>();
  for (const { closedMs, micros } of rows) {
    const day = new Date(closedMs).toISOString().slice(0, 10);
    const known = days.get(day) ?? { micros: 0, closed: 0 };
    days.set(day, { micros: known.micros + (micros ?? 0), closed: known.closed + 1 });
  }
  return [...days]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, { micros, closed }]) => ({ day, ratio: toRatioText(micros), closed }));
}

/** A closed trade's profit. */
export interface MoneyStep {
  readonly realised: Big;
}

/** The money of closed trades of one currency, oldest close first; at least one. */
export function sumMoney(steps: readonly MoneyStep[]): Omit<SharedMoney, "currency"> {
  let sum = new Big(0);
  let peak = sum;
  let drawdown = sum;
  let best = steps[0]!.realised;
  let worst = best;
  for (const { realised } of steps) {
    sum = sum.plus(realised);
    if (sum.gt(peak)) peak = sum;
    const fall = peak.minus(sum);
    if (fall.gt(drawdown)) drawdown = fall;
    if (realised.gt(best)) best = realised;
    if (realised.lt(worst)) worst = realised;
  }
  return {
    closed: steps.length,
    realised: sum.toFixed(),
    best: best.toFixed(),
    worst: worst.toFixed(),
    drawdown: drawdown.toFixed(),
  };
}
