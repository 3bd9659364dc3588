/**
 * Pages: the log cut into runs of 512 consecutive seqs. Page k holds 512(k−1)+1 … 512k; it is open while it fills and
 * sealed, immutable, after. The one place that knows where a page begins and ends.
 */
import { EVENT_SEPARATOR } from "./frames.ts";
import { PAGE_EVENTS } from "./limits.ts";

/** Between the records of a page's text: the chain runs over records, so a page keeps where they end. `[text]` is still one JSON array. */
export const RECORD_SEPARATOR = `${EVENT_SEPARATOR}\n`;

/** The last page whose seqs are all below 2⁵³. */
export const PAGE_MAX = Math.floor(Number.MAX_SAFE_INTEGER / PAGE_EVENTS);

/** The page (from 1) that holds `seq` (from 1). */
export function pageOf(seq: number): number {
  return Math.floor((seq - 1) / PAGE_EVENTS) + 1;
}

/** The first seq of a page. */
export function firstSeqOf(page: number): number {
  return PAGE_EVENTS * (page - 1) + 1;
}

/** The last seq of a page once it is sealed. */
export function lastSeqOf(page: number): number {
  return PAGE_EVENTS * page;
}
