/**
 * The page's one ticking clock. Components that show ages share a single timer, which rests while nobody looks: without
 * subscribers, and in a hidden tab.
 */
import { useSyncExternalStore } from "react";

const TICK_MS = 1_000;

const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  if (document.visibilityState === "hidden") return;
  now = Date.now();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    now = Date.now();
    timer = setInterval(tick, TICK_MS);
    document.addEventListener("visibilitychange", tick);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
    document.removeEventListener("visibilitychange", tick);
  };
}

/** ms since 1970, renewed each second while the tab is visible. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

const DAY_MS = 24 * 60 * 60 * 1_000;

/** The start of the current UTC day, ms since 1970: changes once a day, so that what depends on days alone rests. */
export function useToday(): number {
  return useSyncExternalStore(subscribe, () => Math.floor(now / DAY_MS) * DAY_MS);
}
