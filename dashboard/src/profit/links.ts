/** Addresses of what stands behind a figure: the trades of a book, with the filters that the list of trades reads. */
import { useLocation, useSearch } from "wouter";
import { addressOf } from "../browser/address.ts";
import { rangeText, type Range } from "../browser/range.ts";
import { type Book, UNKNOWN_CURRENCY } from "../figures/book.ts";
import type { BreakdownBy } from "../figures/groups.ts";

/** What the list of trades calls a trade without a tag, a reason or a currency. */
const NONE = "-";

/** Parameters of the trades of a book: closed ones, since those make the figures. */
export function tradesBehind(
  { mode, currency }: Book,
  more: { readonly [name: string]: string },
): { readonly [name: string]: string } {
  return { status: "closed", mode, currency: currency === UNKNOWN_CURRENCY ? NONE : currency, ...more };
}

/** The parameter that a group is. */
export function groupParameter(by: BreakdownBy, name: string | null): { readonly [name: string]: string } {
  return { [by === "bot" ? "bots" : by]: name ?? NONE };
}

/** None for all time. */
export function rangeParameter(range: Range): { readonly range?: string } {
  return range.kind === "all" ? {} : { range: rangeText(range) };
}

/** This view with some parameters changed. */
export function useProfitAddress(): (changes: { readonly [name: string]: string }) => string {
  const search = useSearch();
  const [path] = useLocation();
  return (changes) => {
    const parameters = new URLSearchParams(search);
    for (const [name, value] of Object.entries(changes)) parameters.set(name, value);
    return addressOf(path, parameters);
  };
}
