/**
 * What the keeper runs: argv is the lock's path and how long to wait for it. Says `locked`, `busy`, or `failed` and why, reads
 * `+pid` and `-pid` lines, and when they end kills what is still listed. See keeper.ts.
 */
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { takeLock, type Lock } from "./lock.ts";
import { explainStart } from "./start-error.ts";

/** A killed process lets go within milliseconds; as a zombie that nobody reaps it would seem to live forever. */
const GONE_WAIT_MS = 500;
const POLL_MS = 10;

const [lockPath = "", waitMs = "0"] = process.argv.slice(2);
// Ctrl-C and a closing terminal are the start's business; the pipe tells when it is over.
for (const signal of ["SIGINT", "SIGHUP", "SIGTERM"] as const) process.on(signal, () => undefined);

const lock = tryLock();
if (lock !== null) {
  const children = new Set<number>();
  for await (const line of createInterface({ input: process.stdin })) {
    const pid = Number(line.slice(1));
    if (line.startsWith("+")) children.add(pid);
    else children.delete(pid);
  }
  for (const pid of children) signal(pid, "SIGKILL");
  const deadline = Date.now() + GONE_WAIT_MS;
  while ([...children].some((pid) => signal(pid, 0)) && Date.now() < deadline) await delay(POLL_MS);
  lock.release();
}

function tryLock(): Lock | null {
  try {
    const taken = takeLock(lockPath, Number(waitMs));
    process.stdout.write(taken === null ? "busy\n" : "locked\n");
    return taken;
  } catch (error) {
    process.stdout.write(`failed ${explainStart(error, dirname(lockPath))}\n`);
    return null;
  }
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
