/**
 * Instants and durations in words. Under an hour an instant is relative; older ones are a 24-hour clock, with the day where it
 * is not today. The zone is the browser's, UTC, or another one that the reader has chosen; `now` is always a parameter.
 */
import { dayIn, zoneOffsetMs } from "fillcast/csv";
import { styleVersion, timeStyle } from "./locale.ts";

/** `local` is the browser's, `utc` is UTC, anything else a name of the IANA tables. */
export type Zone = string;

const BROWSER_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The name in the IANA tables. */
export function zoneName(zone: Zone): string {
  if (zone === "utc") return "UTC";
  return zone === "local" ? BROWSER_ZONE : zone;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const formats = new Map<string, Intl.DateTimeFormat>();
let formatsOf = styleVersion();

function format(zone: Zone, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  if (formatsOf !== styleVersion()) formats.clear();
  formatsOf = styleVersion();
  const key = `${zone} ${JSON.stringify(options)}`;
  let found = formats.get(key);
  if (found === undefined) {
    const { dates, hourCycle } = timeStyle();
    found = new Intl.DateTimeFormat(dates, { hourCycle, timeZone: zoneName(zone), ...options });
    formats.set(key, found);
  }
  return found;
}

/** Two digits where clocks count to 24: then times stand below each other. */
function hour(): "2-digit" | "numeric" {
  return timeStyle().hourCycle === "h23" ? "2-digit" : "numeric";
}

/** "now", "12 s", "4 min"; from an hour on "14:02", "22 Nov 14:02", "22 Nov 2023". An instant ahead of the clock is "now". */
export function ago(at: number, now: number, zone: Zone): string {
  const age = now - at;
  if (age < 5 * SECOND) return "now";
  if (age < MINUTE) return `${Math.floor(age / SECOND)} s`;
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min`;
  return clock(at, now, zone);
}

/** The same as a phrase in a sentence: "12 s ago", "at 14:02". */
export function agoPhrase(at: number, now: number, zone: Zone): string {
  const age = now - at;
  if (age < 5 * SECOND) return "just now";
  return age < HOUR ? `${ago(at, now, zone)} ago` : `at ${clock(at, now, zone)}`;
}

/** The same without "just now", if the newest try has to differ from the one before: "3 s ago". */
export function agoToTheSecond(at: number, now: number, zone: Zone): string {
  return now - at < HOUR ? `${duration(now - at)} ago` : agoPhrase(at, now, zone);
}

/** 24-hour clock, with the day where it is not today's and the year where it is not this one. */
export function clock(at: number, now: number, zone: Zone): string {
  const time = format(zone, { hour: hour(), minute: "2-digit" }).format(at);
  if (dayOf(at, zone) === dayOf(now, zone)) return time;
  const sameYear = dayOf(at, zone).slice(0, 4) === dayOf(now, zone).slice(0, 4);
  return sameYear
    ? `${format(zone, { day: "numeric", month: "short" }).format(at)} ${time}`
    : format(zone, { day: "numeric", month: "short", year: "numeric" }).format(at);
}

/** HH:MM:SS. */
export function timeOfDay(at: number, zone: Zone): string {
  return format(zone, { hour: hour(), minute: "2-digit", second: "2-digit" }).format(at);
}

/** HH:MM:SS.mmm, for the tape. */
export function preciseTime(at: number, zone: Zone): string {
  return format(zone, { hour: hour(), minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 }).format(at);
}

/** The whole instant for hovers: "24 Oct 2024, 09:15:03.123 UTC". */
export function exactInstant(at: number, zone: Zone): string {
  const day = format(zone, { day: "numeric", month: "short", year: "numeric" }).format(at);
  return `${day}, ${preciseTime(at, zone)} ${zone === "local" ? "local" : zoneName(zone)}`;
}

/** "Sun 24 Oct", the head of a day. */
export function dayHead(at: number, zone: Zone): string {
  return format(zone, { weekday: "short", day: "numeric", month: "short" }).format(at).replace(",", "");
}

/** A day by its name (YYYY-MM-DD): "24 Oct 2024". */
export function dayWords(day: string): string {
  return format("utc", { day: "numeric", month: "short", year: "numeric" }).format(Date.parse(day));
}

/** A month by its name (YYYY-MM): "October 2024". */
export function monthWords(month: string): string {
  return format("utc", { month: "long", year: "numeric" }).format(Date.parse(`${month}-01`));
}

/** A comparable name of the day that an instant falls on. */
export function dayOf(at: number, zone: Zone): string {
  return dayName(at, zone);
}

/** "42 s", "8 min", "7 h 12 min", "3 d 4 h": at most two units. */
export function duration(ms: number): string {
  const left = Math.max(0, ms);
  if (left < MINUTE) return `${Math.floor(left / SECOND)} s`;
  if (left < HOUR) return `${Math.floor(left / MINUTE)} min`;
  if (left < DAY) return joined(Math.floor(left / HOUR), "h", Math.floor((left % HOUR) / MINUTE), "min");
  return joined(Math.floor(left / DAY), "d", Math.floor((left % DAY) / HOUR), "h");
}

function joined(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/** The day of an instant, YYYY-MM-DD: sorts, and is what days of profit are called. */
export function dayName(at: number, zone: Zone): string {
  return dayIn(at, zoneName(zone));
}

/** The instant that a field of date and time means in a zone, ms since 1970; null where it is empty. */
export function parseLocal(text: string, zone: Zone): number | null {
  const shown = Date.parse(`${text}Z`);
  if (Number.isNaN(shown)) return null;
  // By the offset of about then, and where clocks were changed in between, by that of then.
  const guess = shown - zoneOffsetMs(shown, zoneName(zone));
  return shown - zoneOffsetMs(guess, zoneName(zone));
}
