/**
 * Opens the page again once its server answers: a part that could not be fetched stays missing for as long as a page is open,
 * since browsers keep a failed import. All that a reader chose is in the address or in storage, so nothing of it goes.
 */
import { readStored, writeStored } from "./stored.ts";

/** Pauses between two questions, ms; the last one repeats. */
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 15_000];
/** A page that failed again within this time after it was opened again waits for its reader. */
const ONCE_WITHIN_MS = 60_000;
/** Small, and never cached by the page's service worker for a question that is no GET. */
const PROBE = "/theme.js";
const RELOADED = "fillcast:reloaded";

/** Watches until the server answers, then reloads; the answer ends it. Does nothing where that was tried a moment ago. */
export function reloadOnceReachable(): () => void {
  const stop = new AbortController();
  const last = Number(readStored("tab", RELOADED) ?? 0);
  if (Date.now() - last > ONCE_WITHIN_MS) void watch(stop.signal);
  return () => stop.abort();
}

async function watch(signal: AbortSignal): Promise<void> {
  for (let tries = 0; !signal.aborted; tries++) {
    await pauseOrOnline(PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)]!, signal);
    if (signal.aborted || !(await isReachable(signal))) continue;
    writeStored("tab", RELOADED, String(Date.now()));
    window.location.reload();
    return;
  }
}

async function isReachable(signal: AbortSignal): Promise<boolean> {
  try {
    return (await fetch(PROBE, { method: "HEAD", cache: "no-store", signal })).ok;
  } catch {
    return false;
  }
}

function pauseOrOnline(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), ms);
    stop.signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
    window.addEventListener("online", () => stop.abort(), { signal: stop.signal });
    signal.addEventListener("abort", () => stop.abort(), { signal: stop.signal });
  });
}
