/**
 * Which trades a list shows, and in which order: the search over them, and sorting by a column, by value: decimals as decimals,
 * what is unknown last either way.
 */
import type { Trade } from "fillcast";
import { holdMs } from "../figures/closed.ts";
import { toBig } from "../words/decimal.ts";

/** Of all lists. */
export const SORT_KEYS = [
  "pair",
  "bot",
  "opened",
  "closed",
  "held",
  "amount",
  "entry",
  "price",
  "stake",
  "profit",
  "openProfit",
  "stop",
  "percent",
  "reason",
  "tag",
  "fees",
  "funding",
  "direction",
  "leverage",
  "strategy",
  "exchange",
  "mode",
  "id",
] as const;
export type SortKey = (typeof SORT_KEYS)[number];
/** What a relay says of an open trade: the rest is in the trade. */
export type LiveKey = "openProfit" | "stop";
/** What an open trade is sorted by where a relay knows it, a decimal; null where none does. */
export type LiveValue = (trade: Trade, key: LiveKey) => string | null;

export interface Sorting {
  readonly key: SortKey;
  readonly descending: boolean;
}

const keys: ReadonlySet<string> = new Set(SORT_KEYS);

export function isSortKey(text: string): text is SortKey {
  return keys.has(text);
}

/** True for what only a relay says. */
export function isLiveKey(key: SortKey): key is LiveKey {
  return key === "openProfit" || key === "stop";
}

/** Every word of the search occurs in the trade's pair, bot, tag, reason, id or direction. */
export function matchesQuery(trade: Trade, query: string): boolean {
  const text =
    `${trade.pair} ${trade.bot} ${trade.entryTag ?? ""} ${trade.exitReason ?? ""} ${trade.id} ${trade.direction}`.toLowerCase();
  return query
    .toLowerCase()
    .split(" ")
    .every((word) => text.includes(word));
}

/** `-profit` is descending; null or an unknown name is the fallback. */
export function parseSorting(text: string | null, fallback: Sorting): Sorting {
  const key = text?.replace(/^-/, "") ?? "";
  return isSortKey(key) ? { key, descending: text?.startsWith("-") === true } : fallback;
}

export function sortingText({ key, descending }: Sorting): string {
  return descending ? `-${key}` : key;
}

/** What a trade is sorted by; a decimal is looked at as such where floats do not tell two apart. */
export type SortValue =
  | string
  | number
  | { readonly float: number; readonly exact: NonNullable<ReturnType<typeof toBig>> };

/** A trade with what it is sorted by, which is worked out once. */
export interface Sortable {
  readonly trade: Trade;
  /** Null where it is unknown. */
  readonly value: SortValue | null;
}

export function toSortable(trade: Trade, { key }: Sorting, live: LiveValue = () => null): Sortable {
  // The list keeps its order where no relay says it.
  return { trade, value: isLiveKey(key) ? decimal(live(trade, key)) : valueOf(trade, key) };
}

/** Two trades of one value stand with the newer word first. */
export function compareSortables({ descending }: Sorting): (a: Sortable, b: Sortable) => number {
  const direction = descending ? -1 : 1;
  return (a, b) => {
    if (a.value === null || b.value === null)
      return Number(a.value === null) - Number(b.value === null) || byWord(a, b);
    return compare(a.value, b.value) * direction || byWord(a, b);
  };
}

function byWord(a: Sortable, b: Sortable): number {
  return (
    b.trade.updatedSeq - a.trade.updatedSeq || (a.trade.key < b.trade.key ? -1 : a.trade.key > b.trade.key ? 1 : 0)
  );
}

function compare(left: SortValue, right: SortValue): number {
  if (typeof left === "string" && typeof right === "string") return TEXTS.compare(left, right);
  if (typeof left === "number" && typeof right === "number") return left - right;
  if (typeof left !== "object" || typeof right !== "object") return 0;
  return left.float - right.float || left.exact.cmp(right.exact);
}

const TEXTS = new Intl.Collator("en", { numeric: true });

function decimal(value: string | null): SortValue | null {
  const exact = toBig(value);
  return exact === null ? null : { float: Number(value), exact };
}

function valueOf(trade: Trade, key: Exclude<SortKey, LiveKey>): SortValue | null {
  switch (key) {
    case "pair":
      return trade.pair;
    case "bot":
      return trade.bot;
    case "opened":
      return Date.parse(trade.openedAt);
    case "closed":
      return trade.closedAt === null ? null : Date.parse(trade.closedAt);
    case "held":
      return holdMs(trade);
    case "amount":
      return decimal(trade.amount);
    case "entry":
      return decimal(trade.averageEntry);
    case "price":
      return decimal(trade.lastPrice);
    case "stake":
      return decimal(trade.stake);
    case "profit":
      return decimal(trade.realised);
    case "percent":
      return decimal(trade.profitRatio);
    case "reason":
      return trade.exitReason ?? (trade.dismissed === true ? "dismissed" : null);
    case "tag":
      return trade.entryTag;
    case "fees":
      return decimal(trade.fees);
    case "funding":
      return decimal(trade.funding);
    case "leverage":
      return decimal(trade.leverage);
    case "direction":
    case "strategy":
    case "exchange":
    case "mode":
    case "id":
      return trade[key];
  }
}
