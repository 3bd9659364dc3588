/**
 * Which pages the room may let go of: a pure decision. A page leaves only when it is archived and older than the tail, which
 * is at least 4,096 events and 24 hours.
 */
import { TAIL_MIN_EVENTS, TAIL_MIN_MS, lastSeqOf } from "@fillcast/protocol";

export interface HeldPage {
  readonly page: number;
  /** The time of its newest event, ms since 1970. */
  readonly maxAt: number;
}

/** The pages to drop, oldest first; `held` are the sealed ones in that order. The log stays without a hole: it stops at the first that has to stay. */
export function decideDrops(held: Iterable<HeldPage>, head: number, archived: number, nowMs: number): number[] {
  const drops: number[] = [];
  for (const { page, maxAt } of held) {
    const last = lastSeqOf(page);
    if (last > archived || head - last < TAIL_MIN_EVENTS || nowMs - maxAt < TAIL_MIN_MS) break;
    drops.push(page);
  }
  return drops;
}
