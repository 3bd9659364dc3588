/**
 * Which trades a list shows, and in which order: the search over them, and sorting by a column, stable and by value: decimals as
 * decimals, what is unknown last either way.
 */
import type { FeedState, Trade } from "fillcast";
import { holdMs } from "../figures/closed.ts";
import { withNewestPrices } from "../figures/prices.ts";
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

export function sortTrades(
  trades: readonly Trade[],
  { key, descending }: Sorting,
  openProfit: (trade: Trade) => string | null = () => null,
): readonly Trade[] {
  const direction = descending ? -1 : 1;
  return trades.toSorted((a, b) => {
    const left = valueOf(a, key, openProfit);
    const right = valueOf(b, key, openProfit);
    if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
    return compare(left, right) * direction;
  });
}

/** Open and pending trades of some bots, the newest first, with the newest prices heard. */
export function openTrades(known: FeedState["trades"], isShown: (bot: string) => boolean): readonly Trade[] {
  const all = Object.values(known);
  const open = all.filter((trade) => (trade.status === "open" || trade.status === "pending") && isShown(trade.bot));
  return sortTrades(withNewestPrices(open, all), { key: "opened", descending: true });
}

type Value = string | number | NonNullable<ReturnType<typeof toBig>>;

function compare(left: Value, right: Value): number {
  if (typeof left === "string" && typeof right === "string") return left.localeCompare(right, "en", { numeric: true });
  if (typeof left === "number" && typeof right === "number") return left - right;
  return typeof left === "object" && typeof right === "object" ? left.cmp(right) : 0;
}

function valueOf(trade: Trade, key: SortKey, openProfit: (trade: Trade) => string | null): Value | null {
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
    case "openProfit":
      // What is held, which a relay tells; the list keeps its order where none does.
      return toBig(openProfit(trade));
    case "percent":
      return toBig(trade.profitRatio);
    case "reason":
      return trade.exitReason;
    case "tag":
      return trade.entryTag;
  }
}
