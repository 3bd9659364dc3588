/**
 * When to stop: on Ctrl-C, SIGTERM or SIGHUP, and when the npm that started us is gone without a signal (it passes
 * a SIGTERM on, but nobody passes on its own `kill -9`).
 */

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const PARENT_POLL_MS = 250;
/** One Ctrl-C reaches us twice, from the terminal and from npm; a later one means now. */
const IMPATIENCE_MS = 1_000;
const FORCED_EXIT_CODE = 130;
/** Read when this module loads: the parent may go while we are still building. */
const PARENT_PID = process.ppid;

/** Resolves at the first reason to stop. Call it once, after everything that installs signal handlers of its own. */
export function stopRequest(): Promise<void> {
  return new Promise((stop) => {
    let firstAtMs: number | null = null;
    for (const signal of SIGNALS) {
      process.on(signal, () => {
        const nowMs = performance.now();
        firstAtMs ??= nowMs;
        if (nowMs - firstAtMs > IMPATIENCE_MS) process.exit(FORCED_EXIT_CODE);
        stop();
      });
    }
    // Started by hand, a parent may well end before us (`node scripts/start.ts &` in a shell that closes): not so npm.
    if (process.env["npm_lifecycle_event"] === undefined) return;
    setInterval(() => {
      if (process.ppid !== PARENT_PID) stop();
    }, PARENT_POLL_MS).unref();
  });
}
