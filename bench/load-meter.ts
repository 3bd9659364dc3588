/**
 * How quiet the machine was during a work: the processor time that everything else on it took, which is all time minus that of the
 * bench and what it started. Linux only (`/proc`).
 */
import { readFileSync } from "node:fs";
import { loadavg } from "node:os";
import { readCpuMicros } from "./cpu.ts";

export interface Load {
  /** The system's load average of a minute before the work began. */
  readonly before: number;
  /** Cores that everything else kept busy meanwhile, on average; null where the system does not tell. */
  readonly othersCores: number | null;
}

/** Begins now; what it returns gives the load since. */
export function startLoadMeter(): () => Load {
  const [before = 0] = loadavg();
  const busyBefore = readBusyMicros();
  const ownBefore = readCpuMicros(process.pid);
  const startMs = performance.now();
  return () => {
    const busy = readBusyMicros();
    const own = readCpuMicros(process.pid);
    if (busy === null || own === null || busyBefore === null || ownBefore === null)
      return { before, othersCores: null };
    const others = busy - busyBefore - (own - ownBefore);
    return { before, othersCores: Math.max(0, others / (1_000 * (performance.now() - startMs))) };
  };
}

const MICROS_PER_TICK = 10_000;

/** What all processors have done since the start of the system but idle and wait for disks, µs. */
function readBusyMicros(): number | null {
  try {
    return busyMicros(readFileSync("/proc/stat", "utf8"));
  } catch {
    return null;
  }
}

/** The same of the text of `/proc/stat`. */
export function busyMicros(stat: string): number {
  const [user = 0, nice = 0, system = 0, , , interrupts = 0, soft = 0] = stat
    .slice(0, stat.indexOf("\n"))
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return MICROS_PER_TICK * (user + nice + system + interrupts + soft);
}
