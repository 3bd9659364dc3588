/** Sorting of trades by a column, stable and by value: decimals as decimals, what is unknown last either way. */
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
  "percent",
  "reason",
  "tag",
]);

/** `-profit` is descending; null or an unknown name is the fallback. */
export function parseSorting(text: string | null, fallback: Sorting): Sorting {
  const key = text?.replace(/^-/, "") ?? "";
  return KEYS.has(key) ? { key: key as SortKey, descending: text?.startsWith("-") === true } : fallback;
}

export function sortingText({ key, descending }: Sorting): string {
  return descending ? `-${key}` : key;
}

export function sortTrades(trades: readonly Trade[], { key, descending }: Sorting): readonly Trade[] {
  const direction = descending ? -1 : 1;
  return trades.toSorted((a, b) => {
    const left = valueOf(a, key);
    const right = valueOf(b, key);
    if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
    return compare(left, right) * direction;
  });
}

type Value = string | number | NonNullable<ReturnType<typeof toBig>>;

function compare(left: Value, right: Value): number {
  if (typeof left === "string" && typeof right === "string") return left.localeCompare(right, "en", { numeric: true });
  if (typeof left === "number" && typeof right === "number") return left - right;
  return typeof left === "object" && typeof right === "object" ? left.cmp(right) : 0;
}

function valueOf(trade: Trade, key: SortKey): Value | null {
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
      return toBig(trade.amount);
    case "entry":
      return toBig(trade.averageEntry);
    case "price":
      return toBig(trade.lastPrice);
    case "stake":
      return toBig(trade.stake);
    case "profit":
      return toBig(trade.realised);
    case "percent":
      return toBig(trade.profitRatio);
    case "reason":
      return trade.exitReason;
    case "tag":
      return trade.entryTag;
  }
}
