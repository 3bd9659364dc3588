/**
 * A clock that stands still until a test advances it. Timers run in order of time, and everything that one starts finishes
 * before the next.
 */
import type { Clock } from "./api.ts";

export interface FakeClock extends Clock {
  /** Runs what falls due in the next `ms`, then stands `ms` later. */
  readonly advance: (ms: number) => Promise<void>;
}

/** Begins at `startMs`, ms since 1970. */
export function createFakeClock(startMs: number): FakeClock {
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>();
  let now = startMs;
  return {
    now: () => now,
    setTimeout(callback, delayMs) {
      const timer = { at: now + Math.max(0, delayMs), callback };
      timers.add(timer);
      return timer;
    },
    clearTimeout: (timer) => void timers.delete(timer as never),
    async advance(ms) {
      const until = now + ms;
      for (;;) {
        await nextTask();
        const [first] = [...timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
        if (!first) break;
        timers.delete(first);
        now = Math.max(now, first.at);
        first.callback();
      }
      now = until;
    },
  };
}

/** Lets all promises that can settle do so. A message, since tests replace timers, and microtasks alone would not wait for each other. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(null);
  });
}
