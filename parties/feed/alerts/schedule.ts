/**
 * When a destination's next message goes out: gathering, spacing, quiet hours and summaries by the clocks of a zone, backoff.
 * Pure; all times are ms since 1970.
 */
import {
  ALERT_GATHER_MS,
  MESSAGE_EVERY_MS,
  MESSAGE_TRIED_MS,
  zoneOffsetMs,
  type AlertRules,
  type QuietHours,
  type SummaryTime,
} from "@fillcast/protocol";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Clocks are set back by less. */
const CLOCK_CHANGE_MAX_MS = 3 * 60 * MINUTE_MS;
const BACKOFF_MIN_MS = 10_000;
const BACKOFF_MAX_MS = 10 * MINUTE_MS;
/** A try without a result for this long is made again: its instance was stopped. */
export const LEASE_MS = 60_000;

/** What has to be known of a destination. */
export interface Due {
  /** When its oldest alert without a message came; null for none. */
  readonly waitingSince: number | null;
  /** When its message is to be tried again; null while there is none. */
  readonly retryAt: number | null;
  /** When its next summary is due; null for none. */
  readonly summaryAt: number | null;
  /** When a message of it was last tried. */
  readonly lastSentAt: number | null;
}

/** When the next message is to be tried; null for never. A message that is being tried comes before all others. */
export function decideDue({ quiet }: Pick<AlertRules, "quiet">, due: Due): number | null {
  const at = due.retryAt ?? earlier(nextGathered(due), nextSummary(due));
  return at === null ? null : afterQuiet(quiet, at);
}

function nextGathered({ waitingSince, lastSentAt }: Due): number | null {
  return waitingSince === null ? null : Math.max(waitingSince + ALERT_GATHER_MS, spacedAt(lastSentAt));
}

function nextSummary({ summaryAt, lastSentAt }: Due): number | null {
  return summaryAt === null ? null : Math.max(summaryAt, spacedAt(lastSentAt));
}

function spacedAt(lastSentAt: number | null): number {
  return lastSentAt === null ? 0 : lastSentAt + MESSAGE_EVERY_MS;
}

/** When a message that failed is tried again; null once it has been tried for long enough. The last try comes at the end of that time. */
export function decideRetry(
  { tries, firstTriedAt }: { readonly tries: number; readonly firstTriedAt: number },
  afterMs: number | null,
  nowMs: number,
): number | null {
  const endAt = firstTriedAt + MESSAGE_TRIED_MS;
  if (nowMs >= endAt) return null;
  const backoffMs = Math.min(BACKOFF_MAX_MS, BACKOFF_MIN_MS * 2 ** Math.min(tries - 1, 16));
  return Math.min(nowMs + Math.max(backoffMs, afterMs ?? 0), endAt);
}

/** True for a message whose last try was to come long ago: the room was stopped meanwhile, and its news is old. */
export function isOverdue(firstTriedAt: number, nowMs: number): boolean {
  return nowMs > firstTriedAt + MESSAGE_TRIED_MS + LEASE_MS;
}

export function isQuiet({ from, to, zone }: QuietHours, atMs: number): boolean {
  const now = timeOfDayMs(atMs, zone);
  const [start, end] = [toMs(from), toMs(to)];
  return start < end ? now >= start && now < end : now >= start || now < end;
}

/** The time, or the end of the quiet hours that it is in. */
export function afterQuiet(quiet: QuietHours | null, atMs: number): number {
  return quiet !== null && isQuiet(quiet, atMs) ? nextTimeOfDay(quiet.to, quiet.zone, atMs) : atMs;
}

/** When the summary after the one of `sentAt` is due. Clocks that are set back do not make it two. */
export function nextSummaryAt({ at, zone }: SummaryTime, sentAt: number): number {
  return nextTimeOfDay(at, zone, sentAt + CLOCK_CHANGE_MAX_MS);
}

/** When a zone's clocks next show a time of day (`HH:MM`), after `afterMs`. A time that a change of clocks leaves out comes as much later. */
export function nextTimeOfDay(time: string, zone: string, afterMs: number): number {
  const shownDay = Math.floor((afterMs + zoneOffsetMs(afterMs, zone)) / DAY_MS);
  for (let day = shownDay - 1; ; day++) {
    const later = whenShown(day * DAY_MS + toMs(time), zone).filter((at) => at > afterMs);
    if (later.length > 0) return Math.min(...later);
  }
}

/** The instants at which a zone's clocks show what UTC's show at `shownMs`: two where clocks are set back. */
function whenShown(shownMs: number, zone: string): readonly number[] {
  // By the offset before any change of that day, and by the one after it.
  const candidates = [shownMs - DAY_MS, shownMs + DAY_MS].map((at) => shownMs - zoneOffsetMs(at, zone));
  const shown = candidates.filter((at) => at + zoneOffsetMs(at, zone) === shownMs);
  return shown.length > 0 ? shown : [Math.max(...candidates)];
}

function timeOfDayMs(atMs: number, zone: string): number {
  return (atMs + zoneOffsetMs(atMs, zone)) % DAY_MS;
}

/** `HH:MM` as ms from midnight. */
function toMs(time: string): number {
  return (Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) * MINUTE_MS;
}

function earlier(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}
