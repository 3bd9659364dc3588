/**
 * Which processes a process has started, and which of them still run: from the process table, as a person would look.
 */
import { execFileSync } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";

interface Row {
  readonly pid: number;
  readonly parent: number;
  readonly state: string;
}

/** Ids of everything below `pid`, itself included. */
export function descendants(pid: number): number[] {
  const table = readTable();
  const found = [pid];
  for (const id of found) found.push(...table.filter(({ parent }) => parent === id).map((row) => row.pid));
  return found;
}

/** Resolves with those that still run after `waitMs`, at once where none does. A zombie has ended; its parent has not looked yet. */
export async function stillRunning(pids: readonly number[], waitMs: number): Promise<number[]> {
  const deadline = Date.now() + waitMs;
  for (;;) {
    const running = readTable().filter(({ pid, state }) => pids.includes(pid) && !state.startsWith("Z"));
    if (running.length === 0 || Date.now() > deadline) return running.map(({ pid }) => pid);
    await delay(50);
  }
}

function readTable(): Row[] {
  return execFileSync("ps", ["-A", "-o", "pid=,ppid=,stat="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .map(([pid, parent, state = ""]) => ({ pid: Number(pid), parent: Number(parent), state }));
}
