/**
 * Realised profit by day of the reader's time zone: from the state's own rows where all bots are shown, and from an answer of the
 * server where some are chosen, since the state keeps days for the whole feed only. Both are bookings of trades, so that they
 * agree. running-days.ts keeps the days of the state up.
 */
import { Big } from "big.js";
import type { Day, Trade } from "fillcast";
import { toBig } from "../words/decimal.ts";
import { dayName, parseLocal, type Zone } from "../words/instant.ts";
import { type Book, isSameBook } from "./book.ts";
import { isReadable } from "./closed.ts";
import type { ProfitGroup } from "./profit-answer.ts";

/** A day, and whose days are meant. */
export interface Calendar {
  /** YYYY-MM-DD. */
  readonly today: string;
  readonly zone: Zone;
}
export interface DayProfit {
  /** YYYY-MM-DD, of the reader's zone. */
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

/** A span of time, both ends inclusive, ms since 1970; null where it has no such end. */
export interface RangeBounds {
  readonly from: number | null;
  readonly to: number | null;
}

const DAY_MS = 24 * 60 * 60 * 1_000;
/** Days begin at a whole quarter of an hour of UTC. */
const QUARTER_MS = 15 * 60 * 1_000;

/** The last day of a book that is a UTC day whatever the zone; null where there is none. */
export function lastUtcDay(days: readonly Day[], book: Book, zone: Zone): string | null {
  if (zone === "utc") return null;
  const old = days.filter((day) => isSameBook(day, book) && day.quarters === undefined).map(({ day }) => day);
  return old.toSorted().at(-1) ?? null;
}

/** The days of an answer of the server, of one book. */
export function daysOfGroups(groups: readonly ProfitGroup[], book: Book): readonly DayProfit[] {
  return groups
    .flatMap((row) => {
      const { day, realised, closed, wins } = row;
      return isSameBook(row, book) && typeof day === "string" ? [{ day, realised, closed, wins }] : [];
    })
    .sort((a, b) => a.day.localeCompare(b.day));
}

/** When the first of the last `count` days began, ms since 1970. */
export function startOfDays({ today, zone }: Calendar, count: number): number {
  return startOfDay(dayBefore(today, count - 1), zone);
}

/** The first instant of a day (YYYY-MM-DD) by a zone's clocks, ms since 1970: some days have no midnight. */
export function startOfDay(day: string, zone: Zone): number {
  let at = parseLocal(`${day}T00:00`, zone) ?? Date.parse(day);
  while (dayName(at, zone) < day) at += QUARTER_MS;
  while (dayName(at - QUARTER_MS, zone) >= day) at -= QUARTER_MS;
  return at;
}

export function isInRange({ from, to }: RangeBounds, at: number): boolean {
  return (from === null || at >= from) && (to === null || at <= to);
}

/** What a trade has realised, and when; an older server says nothing but when it closed. */
export function bookingsOf(trade: Trade): NonNullable<Trade["booked"]> {
  const { booked, closedAt, realised } = trade;
  if (booked !== undefined) return booked;
  return closedAt === null || realised === null ? [] : [{ at: Date.parse(closedAt), realised }];
}

/** When a closed trade counts as closed, as the server booked it; an older server says no more than when its last profit was. */
export function closingOf(trade: Trade): number | null {
  const { status, booked, closedAt } = trade;
  if (status !== "closed" || !isReadable(trade)) return null;
  const booking = booked?.find(({ closed }) => closed) ?? booked?.at(-1);
  return booking?.at ?? (closedAt === null ? null : Date.parse(closedAt));
}

/** One entry a day for the last `count` days up to today, with "0" where nothing happened. */
export function lastDays(days: readonly DayProfit[], today: string, count: number): readonly DayProfit[] {
  const known = new Map(days.map((day) => [day.day, day]));
  return Array.from({ length: count }, (_, index) => {
    const day = dayBefore(today, count - 1 - index);
    return known.get(day) ?? { day, realised: "0", closed: 0, wins: 0 };
  });
}

/** Every day from `first`, or from the first that has a row where that is null, to `last`; at most the last `limit`. */
export function daysBetween(
  days: readonly DayProfit[],
  first: string | null,
  last: string,
  limit: number,
): readonly DayProfit[] {
  const begin = first ?? days[0]?.day;
  if (begin === undefined) return [];
  const count = Math.round((Date.parse(last) - Date.parse(begin)) / DAY_MS) + 1;
  return lastDays(days, last, Math.max(1, Math.min(count, limit)));
}

export function periodsOf(days: readonly DayProfit[], today: string): Periods {
  const sumOf = (count: number): string => {
    const from = dayBefore(today, count - 1);
    return sum(days.filter((day) => day.day >= from && day.day <= today).map((day) => day.realised));
  };
  return { today: sumOf(1), week: sumOf(7), month: sumOf(30) };
}

/** The calendar day that is `count` days after another, or before it where that is negative. */
export function dayAfter(day: string, count: number): string {
  return dayBefore(day, -count);
}

function dayBefore(day: string, count: number): string {
  return new Date(Date.parse(day) - count * DAY_MS).toISOString().slice(0, 10);
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
