/** Where a feed's saved filters are kept, and their end: the first view needs no more of them. */
import { writeStored } from "../browser/stored.ts";

export const filtersName = (feed: string): string => `fillcast.filters.${feed}`;

export function forgetFilters(feed: string): void {
  writeStored("device", filtersName(feed), null);
}
