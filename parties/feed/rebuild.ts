/**
 * The state built anew from the archive's pages, where the fold has changed or the room no longer holds what a fold needs.
 * Events keep coming meanwhile: the room's own part of the log is folded last, in one step, when the pages are through.
 */
import { pageOf, type Trade } from "@fillcast/protocol";
import { parseEvents, type Projection } from "./projection.ts";

/** Pages that one query brings. */
const PAGES_AT_ONCE = 8;

export interface RebuildDeps {
  /** The oldest seq that the room holds: the pages are folded up to the one before. */
  readonly oldest: () => number;
  /** The archive's pages of a run, oldest first. */
  readonly readPages: (
    pages: readonly number[],
  ) => Promise<readonly { readonly first: number; readonly text: string }[]>;
  readonly writeTrades: (trades: readonly Trade[]) => Promise<void>;
  readonly now: () => number;
}

/** Folds pages until the room's own part begins (true) or the deadline has come (false). Throws where the archive fails or has a hole. */
export async function rebuild(projection: Projection, deps: RebuildDeps, deadlineMs: number): Promise<boolean> {
  while (projection.seq < deps.oldest() - 1) {
    if (deps.now() >= deadlineMs) return false;
    const first = pageOf(projection.seq + 1);
    const last = Math.min(first + PAGES_AT_ONCE - 1, pageOf(deps.oldest() - 1));
    const wanted = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    const pages = await deps.readPages(wanted);
    if (pages.length === 0) throw new Error(`page ${first} is not in the archive`);
    const trades = new Map<string, Trade>();
    for (const { text } of pages) {
      const events = parseEvents(text).filter((event) => event.seq > projection.seq);
      for (const trade of projection.apply(events).trades.values()) trades.set(trade.key, trade);
    }
    await deps.writeTrades([...trades.values()]);
  }
  return true;
}
