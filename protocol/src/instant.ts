/**
 * Instants: the one reading of them, for what producers send, what the state keeps and what readers ask for. An instant is ISO
 * 8601 in UTC with the fraction that was sent, of which a date object would keep three digits: a trade's opening instant is
 * part of its identity, so that two spellings of one instant must compare equal.
 */
import type { FeedEvent } from "./event.ts";
import { INSTANT_MAX_MS, OFFSET_MAX_MINUTES } from "./limits.ts";
import { parseSeq } from "./position.ts";

/** Python's `2024-10-24 09:15:03.123456+00:00`, or ISO with `T`, `Z` or another offset; without one it is UTC. */
const INSTANT = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.\d{1,9})?(?:Z|([+-])(\d\d):?([0-5]\d)(?::([0-5]\d))?)?$/;

/**
 * The instant as `YYYY-MM-DDTHH:MM:SS[.digits]Z`. Null for what is none: no such day or time (30 February, 24:00, a leap second),
 * an offset that no place has, before 1970 or after 9999.
 */
export function parseInstant(value: unknown): string | null {
  const match = typeof value === "string" ? INSTANT.exec(value) : null;
  if (match === null) return null;
  const [, day, time, fraction = "", sign = "+", hours = "0", minutes = "0", seconds = "0"] = match;
  const localMs = Date.parse(`${day}T${time}Z`);
  // A date rolls 30 February and 24:00 over; neither was meant.
  if (Number.isNaN(localMs) || new Date(localMs).toISOString().slice(0, 19) !== `${day}T${time}`) return null;
  const offsetS = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  if (offsetS > OFFSET_MAX_MINUTES * 60) return null;
  const utc = msToInstant(localMs + (sign === "+" ? -offsetS : offsetS) * 1_000);
  return utc === null ? null : `${utc.slice(0, 19)}${fraction}Z`;
}

/** An instant in a query, of which a day or a minute is enough. */
const TIME = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?(Z|[+ -]\d{2}:\d{2})?)?$/;

/** ms since 1970 of ms, or of an instant, of which a day or a minute is enough here. A `+` that arrived as a space is one. */
export function parseTime(text: string): number | null {
  const ms = parseSeq(text);
  if (ms !== null) return ms;
  const match = TIME.exec(text);
  if (match === null) return null;
  const [, day, minute = "00:00", second = ":00", zone = "Z"] = match;
  const instant = parseInstant(`${day}T${minute}${second}${zone.replace(" ", "+")}`);
  return instant === null ? null : instantToMs(instant);
}

/** ms since 1970 of an instant as `parseInstant` gives it; what is below a millisecond is left out. */
export function instantToMs(instant: string): number {
  return Date.parse(instant);
}

/** The instant of a clock, ms since 1970; null before 1970 and beyond the years that ISO 8601 writes with four digits. */
export function msToInstant(ms: number): string | null {
  return ms >= 0 && ms <= INSTANT_MAX_MS ? new Date(ms).toISOString() : null;
}

/** When an event happened: by its bot's clock if that was sent, else by the room's. */
export function instantOf({ ts, at }: Pick<FeedEvent, "ts" | "at">): string {
  return (ts === undefined ? null : msToInstant(ts)) ?? msToInstant(at) ?? "";
}

/** −1, 0 or 1, as `a` is before, at or after `b`, to the last digit of the fraction. */
export function compareInstants(a: string, b: string): -1 | 0 | 1 {
  if (a === b) return 0;
  const left = sortable(a);
  const right = sortable(b);
  return left === right ? 0 : left < right ? -1 : 1;
}

function sortable(instant: string): string {
  let end = instant.length - 1;
  if (!instant.includes(".")) return instant.slice(0, end);
  while (instant[end - 1] === "0") end--;
  return instant.slice(0, instant[end - 1] === "." ? end - 1 : end);
}
