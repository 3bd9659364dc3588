/**
 * The page's one ticking clock. Components that show ages share a single timer, which rests while nobody looks: without
 * subscribers, and in a hidden tab.
 */
import { useMemo, useSyncExternalStore } from "react";
import type { Calendar } from "../figures/days.ts";
import { useZone } from "./preferences.ts";
import { Watched } from "./watched.ts";
import { dayName } from "../words/instant.ts";

const TICK_MS = 1_000;

const watched = new Watched();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  if (document.visibilityState === "hidden") return;
  now = Date.now();
  watched.changed();
}

function subscribe(listener: () => void): () => void {
  const stop = watched.subscribe(listener);
  if (timer === undefined) {
    now = Date.now();
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

/** ms since 1970, renewed each second while the tab is visible. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** What words say at the page's instant; draws again when they say something else. */
export function useClocked<Said extends string | number | boolean | null>(say: (now: number) => Said): Said {
  return useSyncExternalStore(subscribe, () => say(now));
}

/** Today in the reader's zone: changes once a day, so that what depends on days alone rests. */
export function useCalendar(): Calendar {
  const zone = useZone();
  const today = useSyncExternalStore(subscribe, () => dayName(now, zone));
  return useMemo(() => ({ today, zone }), [today, zone]);
}
