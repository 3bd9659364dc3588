/**
 * Time zones: how far a zone's clocks are from UTC at an instant, by the runtime's own IANA tables, and instants as those
 * clocks show them. A day of a zone begins at a whole quarter of an hour of UTC, today everywhere.
 */

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * 60 * 60_000;
const KNOWN_MAX = 10_000;

const formats = new Map<string, Intl.DateTimeFormat>();
/** Offsets by `<zone> <instant>`. */
const known = new Map<string, number>();

/** True for a name of the IANA tables, such as `Asia/Kolkata` or `UTC`. */
export function isTimeZone(zone: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(zone)) return false;
  try {
    return formatOf(zone) !== undefined;
  } catch {
    return false;
  }
}

/** What a zone's clocks are ahead of UTC at an instant, ms; both in ms. Throws for a zone that there is not. */
export function zoneOffsetMs(atMs: number, timeZone: string): number {
  const day = Math.floor(atMs / DAY_MS) * DAY_MS;
  const start = offsetAt(day, timeZone);
  // Asked quarter by quarter only where clocks are changed.
  return start === offsetAt(day + DAY_MS, timeZone)
    ? start
    : offsetAt(Math.floor(atMs / QUARTER_MS) * QUARTER_MS, timeZone);
}

/** The day of an instant (ms since 1970) in a zone, `YYYY-MM-DD`. */
export function dayIn(atMs: number, timeZone: string): string {
  return new Date(atMs + zoneOffsetMs(atMs, timeZone)).toISOString().slice(0, 10);
}

/** The beginning of an instant's hour by a zone's clocks, with their offset: `2026-03-01T05:00:00+05:30`. */
export function hourIn(atMs: number, timeZone: string): string {
  const offset = zoneOffsetMs(atMs, timeZone);
  const shown = Math.floor((atMs + offset) / HOUR_MS) * HOUR_MS;
  return `${new Date(shown).toISOString().slice(0, 19)}${offsetText(offset)}`;
}

/** An instant (ms since 1970) as a zone's clocks show it, ISO 8601 to the millisecond: `2026-03-01T05:30:00.123+05:30`, in UTC with `Z`. */
export function instantIn(atMs: number, timeZone: string): string {
  if (timeZone === "UTC") return new Date(atMs).toISOString();
  const offset = zoneOffsetMs(atMs, timeZone);
  return new Date(atMs + offset).toISOString().slice(0, -1) + offsetText(offset);
}

/** `+05:30`, to the minute. */
function offsetText(offsetMs: number): string {
  const minutes = Math.round(offsetMs / MINUTE_MS);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(size / 60)}:${two(size % 60)}`;
}

function offsetAt(ms: number, zone: string): number {
  const name = `${zone} ${ms}`;
  const found = known.get(name);
  if (found !== undefined) return found;
  if (known.size >= KNOWN_MAX) known.clear();
  const parts = new Map(
    formatOf(zone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const shown = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  known.set(name, shown - ms);
  return shown - ms;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const found = formats.get(zone);
  if (found !== undefined) return found;
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  // There are a few hundred zones; other spellings of a name do not add any.
  if (formats.size >= 1_000) formats.clear();
  formats.set(zone, format);
  return format;
}
