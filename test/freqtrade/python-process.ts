/** A Python process of a run: what it said, and its end, for which it never waits long. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";

/** Freqtrade says goodbye to the exchange and posts that it died. */
const GRACE_MS = 15_000;

export interface PythonProcess {
  /** Output and error output so far. */
  log(): string;
  /** True once it has ended. */
  hasEnded(): boolean;
  /** Ctrl-C, and after a while worse. */
  stop(): Promise<void>;
  /** As a lost machine ends. */
  kill9(): Promise<void>;
}

export function startPython(
  python: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly environment?: Readonly<Record<string, string>> },
): PythonProcess {
  const child: ChildProcess = spawn(python, args, {
    cwd: options.cwd,
    // The input stays open for as long as we live: the exchange ends with it.
    stdio: ["pipe", "pipe", "pipe"],
    // What is compiled is kept, or each start of a bot takes a minute of the processor.
    env: { ...process.env, PYTHONUNBUFFERED: "1", PYTHONDONTWRITEBYTECODE: "", ...options.environment },
  });
  let log = "";
  child.on("error", (error) => (log += error.message));
  for (const stream of [child.stdout!, child.stderr!]) stream.setEncoding("utf8").on("data", (text) => (log += text));
  const ended = once(child, "exit");
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  // Where a run is broken off, no bot goes on trading.
  const kill = (): void => void child.kill("SIGKILL");
  process.once("exit", kill);
  return {
    log: () => log,
    hasEnded,
    stop: async () => {
      if (!hasEnded()) child.kill("SIGINT");
      await Promise.race([ended, delay(GRACE_MS, undefined, { ref: false })]);
      if (!hasEnded()) child.kill("SIGKILL");
      process.removeListener("exit", kill);
    },
    kill9: async () => {
      if (!hasEnded()) child.kill("SIGKILL");
      await ended;
      process.removeListener("exit", kill);
    },
  };
}

/** Asks again and again until the answer is neither null nor false; throws with `what` where it never is. */
export async function until<Answer>(
  what: string,
  ask: () => Promise<Answer | null | false>,
  waitMs = 45_000,
): Promise<Answer> {
  const deadline = Date.now() + waitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${waitMs / 1_000} s in vain: ${what}`);
    await delay(200);
  }
}
