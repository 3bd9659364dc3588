/**
 * The operating system's word on a server's memory: what a process and everything below it holds in memory now, and the most
 * that it held since a moment. Linux only (`/proc`).
 */
import { readFileSync, writeFileSync } from "node:fs";
import { childPids } from "./cpu.ts";

/** Resident memory of a process and its descendants, bytes; null where the system does not tell. */
export function readResidentBytes(pid: number | null): number | null {
  return sumOfTree(pid, "VmRSS");
}

/**
 * The most that each of them held since `forgetPeak`, summed, bytes. Processes that share memory each count it, so that
 * differences say more than sums.
 */
export function readPeakBytes(pid: number | null): number | null {
  return sumOfTree(pid, "VmHWM");
}

/** Resets the peaks. If the system refuses, they count from the start of the process and are too high. */
export function forgetPeak(pid: number | null): void {
  if (pid === null) return;
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, "5");
  } catch {
    // Another system, or another user's process.
  }
  for (const child of childPids(pid)) forgetPeak(child);
}

function sumOfTree(pid: number | null, field: "VmRSS" | "VmHWM"): number | null {
  if (pid === null) return null;
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const kib = Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(status)?.[1] ?? Number.NaN);
    return childPids(pid).reduce((sum, child) => sum + (sumOfTree(child, field) ?? 0), kib * 1_024);
  } catch {
    return null;
  }
}
