/**
 * Filters: what a reader asks to see. Each list that is given must contain the event's value; lists are combined by AND.
 */
import type { FeedEvent } from "./event.ts";

/** Absent and empty lists let everything through. */
export interface Filter {
  readonly types?: readonly string[];
  readonly bots?: readonly string[];
  readonly pairs?: readonly string[];
}

/** True where the filter lets the event through. */
export function matchesFilter(filter: Filter, event: Pick<FeedEvent, "type" | "bot" | "pair">): boolean {
  const { types, bots, pairs } = filter;
  return lets(types, event.type) && lets(bots, event.bot) && lets(pairs, event.pair);
}

function lets(list: readonly string[] | undefined, name: string | undefined): boolean {
  return !list?.length || (name !== undefined && list.includes(name));
}
