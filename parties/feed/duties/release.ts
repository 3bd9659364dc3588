/**
 * Decides which pages the room releases, and releases them: page by page, in the same run in which the archive confirmed
 * them, because a restored database would otherwise lose them. A page is released only if it is archived and older than the
 * tail, which is at least 4,096 events and 24 hours. Unconfirmed pages stay.
 */
import { TAIL_MIN_EVENTS, TAIL_MIN_MS, lastSeqOf } from "@fillcast/protocol";
import type { Keeper } from "../keeper.ts";
import type { Log } from "../log/log.ts";
import type { Archive } from "./archiving.ts";

/** Pages of one run: half a million bytes of answers, and a day's at twenty times the usual rate. */
const PAGES_MAX = 1_024;

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

/** Lets those of the pages go, oldest first, that the archive has. Throws if it does not answer. */
export async function releasePages(
  log: Log,
  keeper: Keeper,
  archive: Archive,
  pages: readonly number[],
): Promise<void> {
  if (pages.length === 0) return;
  const confirmed = await keeper.archiving.confirm(archive, pages.slice(0, PAGES_MAX));
  if (confirmed.length === 0) return;
  log.drop(confirmed);
  keeper.save();
}
