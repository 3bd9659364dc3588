/**
 * The range of days that a view shows, which lives in the address: `?range=7d`, `today`, `month`, `year`, `all`, a month or a
 * year by its name (`2026-03`, `2026`), a day, or `2026-03-01..2026-03-14`. Days are those of the page's zone, by the server's
 * clock. Parsing is total: a text that is no range is the view's usual one.
 */
import { useMemo } from "react";
import { type Calendar, dayAfter, type RangeBounds, startOfDay } from "../figures/days.ts";
import { dayWords, monthWords } from "../words/instant.ts";
import { useAddressPart } from "./address.ts";
import { useCalendar } from "./now.ts";

export type Range =
  | { readonly kind: "all" }
  /** Today and the days before it, `days` in all. */
  | { readonly kind: "last"; readonly days: number }
  /** The month or the year that today is in. */
  | { readonly kind: "month" | "year" }
  /** Both inclusive, YYYY-MM-DD. */
  | { readonly kind: "days"; readonly from: string; readonly to: string };

/** Days of a range; null where it has no such end. */
export interface RangeDays {
  readonly first: string | null;
  /** Null up to now. */
  readonly last: string | null;
}

export const ALL: Range = { kind: "all" };
const LAST_DAYS_MAX = 3_660;
const NAMED: { readonly [text: string]: Range } = {
  all: ALL,
  today: { kind: "last", days: 1 },
  month: { kind: "month" },
  year: { kind: "year" },
};

/** Null where the text is none. */
export function parseRange(text: string | null): Range | null {
  if (text === null) return null;
  if (Object.hasOwn(NAMED, text)) return NAMED[text]!;
  const last = /^(\d{1,4})d$/.exec(text) ?? /^(\d{1,3})$/.exec(text);
  if (last !== null) {
    const days = Number(last[1]);
    return days >= 1 && days <= LAST_DAYS_MAX ? { kind: "last", days } : null;
  }
  const [first = "", end = first, ...rest] = text.split("..");
  const [from, to] = [firstDayOf(first), lastDayOf(end)];
  if (from === null || to === null || from > to || rest.length > 0) return null;
  return { kind: "days", from, to };
}

/** What parses to the same range. */
export function rangeText(range: Range): string {
  switch (range.kind) {
    case "last":
      return range.days === 1 ? "today" : `${range.days}d`;
    case "days": {
      const { from, to } = range;
      for (const length of [4, 7, 10]) {
        const name = from.slice(0, length);
        if (firstDayOf(name) === from && lastDayOf(name) === to) return name;
      }
      return `${from}..${to}`;
    }
    default:
      return range.kind;
  }
}

export function rangeDays(range: Range, { today }: Pick<Calendar, "today">): RangeDays {
  switch (range.kind) {
    case "all":
      return { first: null, last: null };
    case "last":
      return { first: dayAfter(today, 1 - range.days), last: null };
    case "month":
      return { first: `${today.slice(0, 8)}01`, last: null };
    case "year":
      return { first: `${today.slice(0, 5)}01-01`, last: null };
    case "days":
      return { first: range.from, last: range.to };
  }
}

export function rangeBounds(range: Range, calendar: Calendar): RangeBounds {
  const { first, last } = rangeDays(range, calendar);
  return {
    from: first === null ? null : startOfDay(first, calendar.zone),
    to: last === null ? null : startOfDay(dayAfter(last, 1), calendar.zone) - 1,
  };
}

/** "All time", "Today", "30 days", "This month", "March 2026", "1 Nov 2026 – 14 Nov 2026". */
export function rangeWords(range: Range): string {
  switch (range.kind) {
    case "all":
      return "All time";
    case "last":
      return range.days === 1 ? "Today" : `${range.days} days`;
    case "month":
      return "This month";
    case "year":
      return "This year";
    case "days": {
      const name = rangeText(range);
      if (name.length === 4) return name;
      if (name.length === 7) return monthWords(name);
      return name.length === 10 ? dayWords(name) : `${dayWords(range.from)} – ${dayWords(range.to)}`;
    }
  }
}

/** The month before the one that a day is in. */
export function monthBefore(today: string): Range {
  const to = dayAfter(`${today.slice(0, 8)}01`, -1);
  return { kind: "days", from: `${to.slice(0, 8)}01`, to };
}

export interface ShownRange extends RangeBounds, RangeDays {
  readonly range: Range;
  readonly choose: (range: Range) => void;
}

/** The view's range, what it comes to, and its setter; `usual` (a constant) is what no range in the address means. */
export function useRange(usual: Range = ALL): ShownRange {
  const [text, set] = useAddressPart("range");
  const calendar = useCalendar();
  const shown = useMemo(() => {
    const range = parseRange(text) ?? usual;
    return { range, ...rangeBounds(range, calendar), ...rangeDays(range, calendar) };
  }, [text, usual, calendar]);
  return { ...shown, choose: (range) => set(rangeText(range) === rangeText(usual) ? null : rangeText(range)) };
}

/** Of a year, a month or a day by its name; null where there is none such. */
function firstDayOf(name: string): string | null {
  if (!/^\d{4}(?:-\d\d){0,2}$/.test(name) || name < "1970") return null;
  const day = name + "-01-01".slice(name.length - 4);
  const at = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day) ? day : null;
}

function lastDayOf(name: string): string | null {
  const first = firstDayOf(name);
  if (first === null || name.length === 10) return first;
  const [year = 0, month = 1] = name.split("-").map(Number);
  const next = name.length === 4 ? Date.UTC(year + 1, 0) : Date.UTC(year, month);
  return dayAfter(new Date(next).toISOString().slice(0, 10), -1);
}
