/**
 * What the room's one alarm is for and when it rings next: pure decisions. It archives what is new, lets old pages go, and
 * watches for bots that have gone silent. A failing archive is asked again ever more rarely, and never given up.
 */

/** How long a new event may wait for the archive: what comes meanwhile travels with it. */
export const ARCHIVE_DELAY_MS = 10_000;
const BACKOFF_MAX_MS = 5 * 60_000;
/** D1's share of one run; what is left over goes on in the next. */
export const ARCHIVE_RUN_MS = 10_000;

/** What the alarm has to know of the room. */
export interface AlarmView {
  /** Something is not archived, or a changed trade is not in the ledger. */
  readonly behind: boolean;
  /** Runs in a row that the archive failed. */
  readonly failures: number;
  /** The last run stopped at its time limit with work left. */
  readonly unfinished: boolean;
  /** When the next bot becomes silent, ms since 1970. */
  readonly silentAt: number | null;
}

/** When the alarm is to ring, ms since 1970, or null for never. */
export function decideAlarm(view: AlarmView, nowMs: number): number | null {
  const archiveAt = view.behind ? nowMs + archiveDelay(view) : null;
  if (archiveAt === null || view.silentAt === null) return archiveAt ?? view.silentAt;
  return Math.min(archiveAt, view.silentAt);
}

function archiveDelay({ failures, unfinished }: AlarmView): number {
  if (failures > 0) return Math.min(BACKOFF_MAX_MS, ARCHIVE_DELAY_MS * 2 ** (failures - 1));
  return unfinished ? 0 : ARCHIVE_DELAY_MS;
}
