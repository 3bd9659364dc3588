/**
 * Which trades a list shows, and in which order: the search over them, and sorting by a column, by value: decimals as decimals,
 * what is unknown last either way.
 */
import type { Trade } from "fillcast";
import { holdMs } from "../figures/closed.ts";
import { toBig } from "../words/decimal.ts";

export type SortKey =
  | "pair"
  | "bot"
  | "opened"
  | "closed"
  | "held"
  | "amount"
  | "entry"
  | "price"
  | "stake"
  | "profit"
  | "openProfit"
  | "percent"
  | "reason"
  | "tag";
export interface Sorting {
  readonly key: SortKey;
  readonly descending: boolean;
}

const KEYS: ReadonlySet<string> = new Set<SortKey>([
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
  "percent",
  "reason",
  "tag",
]);

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
  return KEYS.has(key) ? { key: key as SortKey, descending: text?.startsWith("-") === true } : fallback;
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

export function toSortable(
  trade: Trade,
  { key }: Sorting,
  openProfit: (trade: Trade) => string | null = () => null,
): Sortable {
  return { trade, value: valueOf(trade, key, openProfit) };
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

function valueOf(trade: Trade, key: SortKey, openProfit: (trade: Trade) => string | null): SortValue | null {
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
    case "openProfit":
      // What is held, which a relay tells; the list keeps its order where none does.
      return decimal(openProfit(trade));
    case "percent":
      return decimal(trade.profitRatio);
    case "reason":
      return trade.exitReason;
    case "tag":
      return trade.entryTag;
  }
}
