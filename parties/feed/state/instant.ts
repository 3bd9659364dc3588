/**
 * Instants: ISO 8601 UTC strings with the fraction that the bot sent, of which a date object would keep three digits. A
 * trade's opening instant is part of its identity, so that two spellings of one instant must compare equal.
 */
import type { FeedEvent } from "@fillcast/protocol";

const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;
const ANY = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)?$/;

/** The instant in UTC; without an offset it is UTC already. Null for what is none. */
export function parseInstant(value: unknown): string | null {
  if (typeof value !== "string") return null;
  if (UTC.test(value)) return Number.isNaN(Date.parse(value)) ? null : value;
  const match = ANY.exec(value);
  if (match === null) return null;
  const seconds = Date.parse(`${match[1]!}T${match[2]!}${match[4] ?? "Z"}`);
  const instant = Number.isNaN(seconds) ? "" : `${new Date(seconds).toISOString().slice(0, 19)}${match[3] ?? ""}Z`;
  return UTC.test(instant) ? instant : null;
}

/** The instant of a clock, ms since 1970; null beyond the years that ISO 8601 writes with four digits. */
export function msToInstant(ms: number): string | null {
  return ms >= 0 && ms < 253_402_300_800_000 ? new Date(ms).toISOString() : null;
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
  const text = instant.slice(0, -1);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
