/**
 * All decisions about the room's one alarm: what it is for, when it rings, and when the platform's must be set. Pure. The
 * alarm archives new events, releases old pages, sends alerts, and watches for bots and readers that went silent. If the archive fails, it
 * is asked less and less often, but never given up.
 */

/** How long a new event may wait for the archive: what comes meanwhile travels with it. */
export const ARCHIVE_DELAY_MS = 10_000;
const BACKOFF_MAX_MS = 5 * 60_000;
/** D1's share of one run; what is left over goes on in the next. */
export const ARCHIVE_RUN_MS = 10_000;
/** When a room of a later version looks again whether its own build is back. */
export const NEWER_RETRY_MS = 60_000;
/** An alarm that is this late will not ring any more. */
const ALARM_LATE_MS = 60_000;

/** What the alarm has to know of the room. */
export interface AlarmView {
  /** Something is not archived, or a changed trade is not in the ledger. */
  readonly behind: boolean;
  /** The state is built again. */
  readonly isRebuilding: boolean;
  /** The ledger has to be written again, and there is a state to do so. */
  readonly needsLedger: boolean;
  /** Runs in a row that the archive failed. */
  readonly failures: number;
  /** The last run stopped at its time limit with work left. */
  readonly unfinished: boolean;
  /** When the next bot with heartbeats is to be called silent, ms since 1970; null if none is. */
  readonly botSilentAt: number | null;
  /** When the next reader behind its window is to be closed, ms since 1970; null if none is. */
  readonly readerSilentAt: number | null;
  /** When the next message about alerts is to be sent, ms since 1970; null if none is. */
  readonly alertsAt: number | null;
}

/** When the alarm is to ring, ms since 1970, or null for never. */
export function decideAlarm(view: AlarmView, nowMs: number): number | null {
  const hasWork = view.behind || view.isRebuilding || view.needsLedger;
  const wanted = [hasWork ? nowMs + archiveDelay(view) : null, view.botSilentAt, view.readerSilentAt, view.alertsAt];
  const times = wanted.filter((at) => at !== null);
  return times.length === 0 ? null : Math.min(...times);
}

function archiveDelay({ failures, unfinished }: AlarmView): number {
  if (failures > 0) return Math.min(BACKOFF_MAX_MS, ARCHIVE_DELAY_MS * 2 ** (failures - 1));
  return unfinished ? 0 : ARCHIVE_DELAY_MS;
}

/** To when the platform's alarm has to be set, which is set to `setAt`; null to leave it, since each setting is a row written. */
export function decideSetting(setAt: number | null, wantedAt: number | null, nowMs: number): number | null {
  return wantedAt === null || ringsBy(setAt, wantedAt, nowMs) ? null : wantedAt;
}

/** What an append may have brought that cannot wait for an alarm that is set. */
export interface Hurry {
  readonly hasHeartbeat: boolean;
  readonly alertsAt: number | null;
}

/** Whether an append can want an earlier alarm: one that rings soon takes along what was appended, but for a heartbeat's deadline and for alerts. */
export function isAlarmDoubtful(setAt: number | null, { hasHeartbeat, alertsAt }: Hurry, nowMs: number): boolean {
  const isLateForAlerts = alertsAt !== null && !ringsBy(setAt, alertsAt, nowMs);
  return hasHeartbeat || isLateForAlerts || !ringsBy(setAt, nowMs + ARCHIVE_DELAY_MS, nowMs);
}

/** True if the alarm rings until then. One that is long overdue does not: the clock has jumped, or the platform has dropped it. */
function ringsBy(setAt: number | null, at: number, nowMs: number): boolean {
  return setAt !== null && setAt <= at && setAt > nowMs - ALARM_LATE_MS;
}
