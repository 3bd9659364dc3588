/** Filters of the tape that the reader has saved under a name: by feed, on this device. */
import { readStored, writeStored } from "../browser/stored.ts";
import { filtersName } from "./forget-filters.ts";

export interface SavedFilter {
  readonly name: string;
  /** The filter's parts of the address, as a query without `?`. */
  readonly query: string;
}

/** Of one feed. */
export const SAVED_MAX = 20;
export const NAME_MAX_CHARS = 40;
const QUERY_MAX_CHARS = 4_000;

/** What a filter is in the address. */
const FILTER_PARTS = ["show", "q", "pair", "from", "to", "bots"] as const;

/** By name. */
export function loadFilters(feed: string): readonly SavedFilter[] {
  return parseFilters(readStored("device", filtersName(feed)));
}

/** Saves a filter under its name, over one that has it already. Null where there are as many as are kept. */
export function saveFilter(feed: string, filter: SavedFilter): readonly SavedFilter[] | null {
  const others = loadFilters(feed).filter(({ name }) => name !== filter.name);
  if (others.length >= SAVED_MAX) return null;
  return store(feed, [...others, filter]);
}

export function deleteFilter(feed: string, name: string): readonly SavedFilter[] {
  return store(
    feed,
    loadFilters(feed).filter((filter) => filter.name !== name),
  );
}

/** The filter's parts of an address, in one order, so that the same filter is the same text. */
export function filterQuery(search: string): string {
  const given = new URLSearchParams(search);
  const parts = new URLSearchParams();
  for (const part of FILTER_PARTS) {
    const value = given.get(part);
    if (value !== null && value !== "") parts.set(part, value);
  }
  return parts.toString();
}

/** Total: whatever is stored, those of it that are filters, each name once. */
export function parseFilters(text: string | null): readonly SavedFilter[] {
  let value: unknown;
  try {
    value = JSON.parse(text ?? "[]");
  } catch {
    return [];
  }
  const filters = new Map<string, SavedFilter>();
  for (const item of Array.isArray(value) ? (value as readonly unknown[]) : []) {
    const { name, query } = { ...(item as Partial<Record<keyof SavedFilter, unknown>> | null) };
    if (typeof name !== "string" || typeof query !== "string") continue;
    if (name.trim() === "" || name.length > NAME_MAX_CHARS || query.length > QUERY_MAX_CHARS) continue;
    filters.set(name, { name, query: filterQuery(query) });
  }
  return [...filters.values()].sort((a, b) => a.name.localeCompare(b.name)).slice(0, SAVED_MAX);
}

function store(feed: string, filters: readonly SavedFilter[]): readonly SavedFilter[] {
  writeStored("device", filtersName(feed), filters.length === 0 ? null : JSON.stringify(filters));
  return loadFilters(feed);
}
