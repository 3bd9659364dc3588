/** Days added up by week or month, exact. Weeks begin on Monday. */
import { Big } from "big.js";
import { dayAfter, type DayProfit } from "../figures/days.ts";
import { toBig } from "../words/decimal.ts";

export type Period = "day" | "week" | "month";

export interface PeriodProfit {
  /** Its first day and its last, YYYY-MM-DD, whatever the range. */
  readonly first: string;
  readonly last: string;
  readonly realised: string;
  readonly closed: number;
  readonly wins: number;
}

/** Newest first; those in which nothing happened are left out. `days` are in order. */
export function periodsOfDays(days: readonly DayProfit[], period: Period): readonly PeriodProfit[] {
  const periods: (Omit<PeriodProfit, "realised"> & { readonly realised: Big })[] = [];
  for (const { day, realised, closed, wins } of days) {
    const first = firstOf(day, period);
    const amount = toBig(realised) ?? NOTHING;
    const known = periods.at(-1);
    if (known?.first === first)
      periods[periods.length - 1] = {
        ...known,
        realised: known.realised.plus(amount),
        closed: known.closed + closed,
        wins: known.wins + wins,
      };
    else periods.push({ first, last: lastOf(first, period), realised: amount, closed, wins });
  }
  return periods
    .filter(({ realised, closed }) => closed > 0 || !realised.eq(0))
    .reverse()
    .map((own) => ({ ...own, realised: own.realised.toFixed() }));
}

const NOTHING = new Big(0);

function firstOf(day: string, period: Period): string {
  switch (period) {
    case "day":
      return day;
    case "week":
      return dayAfter(day, -weekday(day));
    case "month":
      return `${day.slice(0, 8)}01`;
  }
}

function lastOf(first: string, period: Period): string {
  if (period === "day") return first;
  if (period === "week") return dayAfter(first, 6);
  return dayAfter(`${dayAfter(first, 31).slice(0, 8)}01`, -1);
}

/** 0 for Monday, 6 for Sunday. */
export function weekday(day: string): number {
  return (new Date(Date.parse(day)).getUTCDay() + 6) % 7;
}
