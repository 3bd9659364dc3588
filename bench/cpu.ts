/**
 * The operating system's word on what a server costs: user and system time of a process and everything below it. Linux only
 * (`/proc`); elsewhere the bench goes without CPU columns.
 */
import { readdirSync, readFileSync } from "node:fs";

/** USER_HZ, the unit of /proc/PID/stat: 100 on every Linux that Node runs on. */
const MICROS_PER_TICK = 10_000;

/** The direct children of a process; empty where there is no /proc, and for a process that has ended. */
export function childPids(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" ").filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

/** User and system time so far of a process and its descendants, ended ones too, µs; null where the system does not tell. */
export function readCpuMicros(pid: number | null): number | null {
  if (pid === null) return null;
  try {
    return ownMicros(pid) + childPids(pid).reduce((sum, child) => sum + (readCpuMicros(child) ?? 0), 0);
  } catch {
    return null;
  }
}

function ownMicros(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The command stands in parentheses and may contain both spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [userTicks, systemTicks, reapedUserTicks, reapedSystemTicks] = fields.slice(11, 15).map(Number);
  return MICROS_PER_TICK * (userTicks! + systemTicks! + reapedUserTicks! + reapedSystemTicks!);
}

/** The same of several processes; null where it is not known of one. */
export function readAllCpuMicros(pids: readonly (number | null)[]): number | null {
  return pids
    .map(readCpuMicros)
    .reduce<number | null>((sum, own) => (sum === null || own === null ? null : sum + own), 0);
}
