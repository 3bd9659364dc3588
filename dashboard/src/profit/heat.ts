/** A calendar of days by what they earned: months with their days, and how strong each day's colour is. */
import { Big } from "big.js";
import type { DayProfit } from "../figures/days.ts";
import { toBig } from "../words/decimal.ts";
import { weekday } from "./periods.ts";

export interface HeatDay {
  readonly day: string;
  readonly realised: string;
  readonly closed: number;
  /** From −4, the worst days, to 4, the best ones; 0 for nothing. */
  readonly level: number;
}
export interface HeatMonth {
  /** YYYY-MM. */
  readonly month: string;
  readonly realised: string;
  /** Days of the week before its first day that are in another month. */
  readonly lead: number;
  readonly days: readonly HeatDay[];
}

const LEVELS = 4;
/** One exceptional day in twenty does not make all others pale. */
const USUAL = 0.95;

/** `days` in order, without gaps; newest month first. */
export function heatOf(days: readonly DayProfit[]): readonly HeatMonth[] {
  // Only colours are made of floats.
  const sizes = days
    .map(({ realised }) => Math.abs(Number(realised)))
    .filter((size) => size > 0)
    .sort((a, b) => a - b);
  const usual = sizes[Math.max(0, Math.ceil(sizes.length * USUAL) - 1)] ?? 1;
  const months = Map.groupBy(days, ({ day }) => day.slice(0, 7));
  return [...months]
    .map(([month, own]) => ({
      month,
      realised: own.reduce((sum, { realised }) => sum.plus(toBig(realised) ?? 0), new Big(0)).toFixed(),
      lead: weekday(own[0]!.day),
      days: own.map(({ day, realised, closed }) => ({
        day,
        realised,
        closed,
        level: levelOf(Number(realised), usual),
      })),
    }))
    .reverse();
}

function levelOf(value: number, usual: number): number {
  return Math.sign(value) * Math.min(LEVELS, Math.ceil((Math.abs(value) / usual) * LEVELS));
}
