/**
 * Realised profit by UTC day: the state's own rows where all bots are shown, and rows made from trades by their closing day where
 * some are chosen, since the state keeps days for the whole feed only.
 */
import { Big } from "big.js";
import type { Day, Trade } from "fillcast";
import { toBig } from "../words/decimal.ts";
import { utcDay } from "../words/instant.ts";
import { type Book, bookOf, isSameBook } from "./book.ts";
import { realisedOf } from "./closed.ts";

export interface DayProfit {
  /** YYYY-MM-DD, UTC. */
  readonly day: string;
  readonly realised: string;
  readonly closed: number;
  readonly wins: number;
}
export interface Periods {
  readonly today: string;
  /** Today and the six days before. */
  readonly week: string;
  /** Today and the twenty-nine days before. */
  readonly month: string;
}

const DAY_MS = 24 * 60 * 60 * 1_000;

/** The state's rows of one book, in order of day. */
export function daysOfBook(days: readonly Day[], book: Book): readonly DayProfit[] {
  return days.filter((day) => isSameBook(day, book)).sort((a, b) => a.day.localeCompare(b.day));
}

/** Rows from closed trades, each on the UTC day of its close. */
export function daysOfTrades(trades: readonly Trade[], book: Book): readonly DayProfit[] {
  const rows = new Map<string, { realised: Big; closed: number; wins: number }>();
  for (const trade of trades) {
    const own = bookOf(trade);
    if (trade.status !== "closed" || trade.closedAt === null || own === null || !isSameBook(own, book)) continue;
    const day = trade.closedAt.slice(0, 10);
    const row = rows.get(day) ?? { realised: new Big(0), closed: 0, wins: 0 };
    const profit = realisedOf(trade);
    rows.set(day, {
      realised: row.realised.plus(profit),
      closed: row.closed + 1,
      wins: row.wins + (profit.gt(0) ? 1 : 0),
    });
  }
  return [...rows]
    .map(([day, row]) => ({ day, realised: row.realised.toFixed(), closed: row.closed, wins: row.wins }))
    .sort((a, b) => a.day.localeCompare(b.day));
}

/** One entry a day for the last `count` days up to today, with "0" where nothing happened. */
export function lastDays(days: readonly DayProfit[], now: number, count: number): readonly DayProfit[] {
  const known = new Map(days.map((day) => [day.day, day]));
  return Array.from({ length: count }, (_, index) => {
    const day = utcDay(now - (count - 1 - index) * DAY_MS);
    return known.get(day) ?? { day, realised: "0", closed: 0, wins: 0 };
  });
}

/** Every day from the first that has a row to today, at most the last `limit`. */
export function allDays(days: readonly DayProfit[], now: number, limit: number): readonly DayProfit[] {
  const first = days[0]?.day;
  if (first === undefined) return [];
  const count = Math.round((Date.parse(utcDay(now)) - Date.parse(first)) / DAY_MS) + 1;
  return lastDays(days, now, Math.max(1, Math.min(count, limit)));
}

export function periodsOf(days: readonly DayProfit[], now: number): Periods {
  const sumOf = (count: number): string => {
    const from = utcDay(now - (count - 1) * DAY_MS);
    const to = utcDay(now);
    return sum(days.filter((day) => day.day >= from && day.day <= to).map((day) => day.realised));
  };
  return { today: sumOf(1), week: sumOf(7), month: sumOf(30) };
}

/** The running sum, a value a day. */
export function cumulative(days: readonly DayProfit[], startAt: string): readonly string[] {
  let total = toBig(startAt) ?? new Big(0);
  return days.map((day) => {
    total = total.plus(toBig(day.realised) ?? 0);
    return total.toFixed();
  });
}

/** An exact sum; what is no number counts as nothing. */
export function sum(values: readonly string[]): string {
  return values.reduce((total, value) => total.plus(toBig(value) ?? 0), new Big(0)).toFixed();
}
