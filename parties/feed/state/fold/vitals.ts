/**
 * Vitals: whether a bot is alive, from what it sends and when, and when time alone will change that. Freqtrade sends no
 * heartbeat of its own: a bot that sends none is never called dead, only quiet, once it has said nothing for much longer than it
 * ever does. All pure; the clock is a parameter.
 */
import { BEAT_SAVE_MS, readText, type FeedEvent, type Presence } from "@fillcast/protocol";

/** Usual intervals without a sign of life after which a bot that sends heartbeats is silent. */
const MISSED_INTERVALS = 2.5;
/** Heartbeat intervals remembered, and how many it takes to know the usual one. */
const GAPS_KEPT = 9;
const GAPS_NEEDED = 2;
/** Two signs in one breath (a retry) are no interval. */
const MIN_INTERVAL_MS = 100;
/** A bot without known heartbeats is quiet after this many times its longest pause between events, and after at least 15 min. */
const QUIET_PAUSES = 3;
const QUIET_MIN_MS = 15 * 60_000;
/** Pauses that it takes to know the longest. */
const PAUSES_NEEDED = 5;
/** How fast a long pause is forgotten, by event: halved after 14. */
const PAUSE_DECAY = 0.95;

/** Plain JSON; replaced, never changed. Times are ms since 1970. */
export interface Vitals {
  /** The newest event of the bot's own; null before the first. */
  readonly eventAt: number | null;
  readonly heartbeatAt: number | null;
  /** `heartbeatAt` was read from disk, where not every heartbeat is written: there may have been later ones. */
  readonly mayBeLater: boolean;
  /** The newest intervals between heartbeats, oldest first, ms. */
  readonly gapsMs: readonly number[];
  /** The usual one: their median, so that an outage changes no habit. Null until some were seen. */
  readonly usualGapMs: number | null;
  readonly pauses: number;
  readonly longestPauseMs: number;
  /** The bot has said that it stopped. */
  readonly stopped: boolean;
  /** The room has said that it is silent, and not yet that it is back. */
  readonly silent: boolean;
  /** Why, where that is known. */
  readonly silentReason: string | null;
}

export const UNKNOWN_VITALS: Vitals = {
  eventAt: null,
  heartbeatAt: null,
  mayBeLater: false,
  gapsMs: [],
  usualGapMs: null,
  pauses: 0,
  longestPauseMs: 0,
  stopped: false,
  silent: false,
  silentReason: null,
};

/** After an event of the bot, or of the room about it. */
export function noteEvent(vitals: Vitals, event: FeedEvent): Vitals {
  if (event.source === "fillcast") {
    if (event.type === "bot_silent") return silenced(vitals, readText(event.data.reason));
    return event.type === "bot_back" ? { ...vitals, silent: false, silentReason: null } : vitals;
  }
  const pauseMs = vitals.eventAt === null ? null : event.at - vitals.eventAt;
  const says = saysAboutRunning(event);
  return {
    ...vitals,
    eventAt: event.at,
    // Back by an event alone: its heartbeats may have been switched off, so that the habit must show again.
    gapsMs: vitals.silent ? [] : vitals.gapsMs,
    usualGapMs: vitals.silent ? null : vitals.usualGapMs,
    pauses: pauseMs === null ? vitals.pauses : vitals.pauses + 1,
    longestPauseMs: pauseMs === null ? 0 : Math.max(pauseMs, vitals.longestPauseMs * PAUSE_DECAY),
    stopped: says === null ? vitals.stopped : says === "stopped",
    ...(says === "stopped" ? { silent: false, silentReason: null } : {}),
  };
}

/** A relay that names a fault knows more than the bot's own word that it stopped. */
function silenced(vitals: Vitals, silentReason: string | null): Vitals {
  return { ...vitals, silent: true, silentReason, stopped: silentReason === null && vitals.stopped };
}

/** After a heartbeat. Strategies send them from their loop, so that one that beats is not stopped, unless its relay says so. */
export function noteBeat(vitals: Vitals, at: number, stopped = false): Vitals {
  // After a nap the heartbeat before this one may be unknown, unless none of them is left unwritten yet.
  const isGapKnown = vitals.heartbeatAt !== null && !(vitals.mayBeLater && knowsHabit(vitals));
  const gapMs = isGapKnown ? at - vitals.heartbeatAt : null;
  // Called silent although it beats: its interval has changed, and must show again.
  const known = vitals.silent && !isGapKnown ? [] : vitals.gapsMs;
  const gapsMs = gapMs === null || gapMs < MIN_INTERVAL_MS ? known : [...known, gapMs].slice(-GAPS_KEPT);
  return { ...vitals, heartbeatAt: at, mayBeLater: false, gapsMs, usualGapMs: median(gapsMs), stopped };
}

/** True once enough heartbeats were seen to know when the next is due. */
export function knowsHabit({ usualGapMs }: Vitals): boolean {
  return usualGapMs !== null;
}

/** When a bot that sends heartbeats is to be called silent, ms since 1970; null where it is not, is stopped, or is silent already. */
export function silentDeadline(vitals: Vitals): number | null {
  return vitals.silent ? null : lifeDeadline(vitals);
}

/** What readers see at `nowMs`. */
export function presenceOf(vitals: Vitals, nowMs: number): Presence {
  if (vitals.stopped) return "stopped";
  if (vitals.silent) return "silent";
  const deadline = lifeDeadline(vitals);
  if (deadline !== null) return nowMs < deadline ? "up" : "silent";
  if (vitals.heartbeatAt !== null && nowMs - vitals.heartbeatAt < QUIET_MIN_MS) return "up";
  const expected = expectedBy(vitals);
  return expected !== null && nowMs >= expected ? "quiet" : "unknown";
}

/** When the bot should have been heard from again at the latest, ms since 1970; null where nothing is known of its habits. */
export function expectedBy(vitals: Vitals): number | null {
  const deadline = lifeDeadline(vitals);
  if (deadline !== null || vitals.pauses < PAUSES_NEEDED) return deadline;
  return lastSignAt(vitals) + Math.max(QUIET_PAUSES * vitals.longestPauseMs, QUIET_MIN_MS);
}

/** When what a reader sees of it changes by time alone, ms since 1970, at the earliest; null for never. */
export function presenceChangeAt(vitals: Vitals, nowMs: number): number | null {
  if (vitals.stopped || vitals.silent) return null;
  const deadline = lifeDeadline(vitals);
  if (deadline !== null) return nowMs < deadline ? deadline : null;
  const { heartbeatAt } = vitals;
  if (heartbeatAt !== null && nowMs - heartbeatAt < QUIET_MIN_MS) return heartbeatAt + QUIET_MIN_MS;
  const expected = expectedBy(vitals);
  return expected !== null && nowMs < expected ? expected : null;
}

/**
 * When time alone changes a bot: the earliest moment over all bots, so that no event has to look at each of them. A bound,
 * not the truth: it may be too early, which costs one look at all bots, and is never too late. ms since 1970, null for never.
 * Plain JSON; changed in place.
 */
export interface Deadlines {
  /** What readers see of a bot's presence changes. */
  presenceAt: number | null;
  /** A bot is to be called silent. */
  silentAt: number | null;
}

export function createDeadlines(): Deadlines {
  return { presenceAt: null, silentAt: null };
}

/** Takes in what has just become of a bot. */
export function noteDeadlines(deadlines: Deadlines, vitals: Vitals, nowMs: number): void {
  deadlines.presenceAt = earlier(deadlines.presenceAt, presenceChangeAt(vitals, nowMs));
  deadlines.silentAt = earlier(deadlines.silentAt, silentDeadline(vitals));
}

/** True if a deadline has come. */
export function isDue(at: number | null, nowMs: number): boolean {
  return at !== null && at <= nowMs;
}

function earlier(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

function lifeDeadline(vitals: Vitals): number | null {
  const { usualGapMs, stopped } = vitals;
  return usualGapMs === null || stopped ? null : lastSignAt(vitals) + MISSED_INTERVALS * usualGapMs;
}

function median(gapsMs: readonly number[]): number | null {
  if (gapsMs.length < GAPS_NEEDED) return null;
  return gapsMs.toSorted((a, b) => a - b)[gapsMs.length >> 1] ?? null;
}

/** The latest that its last sign of life can have been. */
function lastSignAt({ eventAt, heartbeatAt, mayBeLater }: Vitals): number {
  return Math.max(eventAt ?? 0, (heartbeatAt ?? 0) + (mayBeLater ? BEAT_SAVE_MS : 0));
}

/** A stopped Freqtrade places no orders, and says so when it starts again; `process died` is sent on every end, clean ones too. */
function saysAboutRunning({ type, data }: FeedEvent): "running" | "stopped" | null {
  switch (type) {
    case "startup":
    case "entry":
    case "exit":
      return "running";
    case "status": {
      const status = typeof data.status === "string" ? data.status.trim().toLowerCase() : "";
      if (status === "running") return "running";
      return status === "stopped" || status === "process died" ? "stopped" : null;
    }
    default:
      return null;
  }
}
