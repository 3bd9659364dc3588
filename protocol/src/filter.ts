/**
 * Filters: what a reader asks to see. Each list that is given must contain the event's value; lists are combined by AND.
 */
import type { FeedEvent } from "./event.ts";

/** Absent lists let everything through. */
export interface Filter {
  readonly types?: readonly string[];
  readonly bots?: readonly string[];
  readonly pairs?: readonly string[];
}

/** True where the filter lets the event through. */
export function matchesFilter(filter: Filter, event: Pick<FeedEvent, "type" | "bot" | "pair">): boolean {
  return (
    (filter.types === undefined || filter.types.includes(event.type)) &&
    (filter.bots === undefined || filter.bots.includes(event.bot)) &&
    (filter.pairs === undefined || (event.pair !== undefined && filter.pairs.includes(event.pair)))
  );
}
