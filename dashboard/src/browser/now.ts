/**
 * The page's one ticking clock, which is the server's: the reader's own, moved by what was measured between the two, so that a
 * device with a wrong clock shows the same ages and days. Components that show ages share a single timer, which rests while
 * nobody looks: without subscribers, and in a hidden tab. While the line is down, figures are of a moment that stands still.
 */
import { useMemo, useSyncExternalStore } from "react";
import type { Calendar } from "../figures/days.ts";
import { useZone } from "./preferences.ts";
import { Watched } from "./watched.ts";
import { dayName } from "../words/instant.ts";

const TICK_MS = 1_000;
/** Less is the line's noise, and would only make ages tremble. */
const OFFSET_NOISE_MS = 250;

const watched = new Watched();
/** What the server's clock is ahead of this device's. */
let offsetMs = 0;
/** The newest measurement. */
let measuredMs: number | null = null;
let now = Date.now();
/** Of the figures that are shown; null while they are of now. */
let heldAt: number | null = null;
let timer: ReturnType<typeof setInterval> | undefined;

/** The server's clock, as far as it was measured, ms since 1970. */
export function serverNow(): number {
  return Date.now() + offsetMs;
}

/** The clock of the client library, which runs on when the device's clock is set; ms since 1970. */
export function clientNow(): number {
  return performance.timeOrigin + performance.now();
}

/**
 * Takes over what was measured between the client's clock and the server's; null where nothing was. A measurement counts once:
 * the client's clock may have stood still since, while the device slept.
 */
export function setClockOffset(newMs: number | null): void {
  if (newMs === null || newMs === measuredMs) return;
  measuredMs = newMs;
  const aheadMs = clientNow() + newMs - Date.now();
  if (Math.abs(aheadMs - offsetMs) < OFFSET_NOISE_MS) return;
  offsetMs = aheadMs;
  now = serverNow();
  watched.changed();
}

/** The figures are of this moment (server's clock), or of now: null. */
export function holdMoment(at: number | null): void {
  if (at === heldAt) return;
  heldAt = at;
  now = serverNow();
  watched.changed();
}

function tick(): void {
  if (document.visibilityState === "hidden") return;
  now = serverNow();
  watched.changed();
}

function subscribe(listener: () => void): () => void {
  const stop = watched.subscribe(listener);
  if (timer === undefined) {
    now = serverNow();
    timer = setInterval(tick, TICK_MS);
    document.addEventListener("visibilitychange", tick);
  }
  return () => {
    stop();
    if (watched.isWatched) return;
    clearInterval(timer);
    timer = undefined;
    document.removeEventListener("visibilitychange", tick);
  };
}

/** ms since 1970 by the server's clock, renewed each second while the tab is visible. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** The moment that the figures are of: now, or while the line is down when it was last up. */
export function useMoment(): number {
  return useSyncExternalStore(subscribe, () => heldAt ?? now);
}

/** When the line was last up; null while it is. */
export function useHeldMoment(): number | null {
  return useSyncExternalStore(subscribe, () => heldAt);
}

/** What words say now, and at the moment that the figures are of; draws again when they say something else. */
export function useClocked<Said extends string | number | boolean | null>(
  say: (now: number, moment: number) => Said,
): Said {
  return useSyncExternalStore(subscribe, () => say(now, heldAt ?? now));
}

/** Today in the reader's zone: changes once a day, so that what depends on days alone rests. */
export function useCalendar(): Calendar {
  const zone = useZone();
  const today = useSyncExternalStore(subscribe, () => dayName(heldAt ?? now, zone));
  return useMemo(() => ({ today, zone }), [today, zone]);
}
