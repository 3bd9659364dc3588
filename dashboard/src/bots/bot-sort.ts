/**
 * Sorting bots by a column: by value, what is unknown last either way, and equals by name. Money of different books is never
 * compared: it stands book by book.
 */
import type { Big } from "big.js";

export type BotSortKey =
  | "bot"
  | "group"
  | "state"
  | "heard"
  | "errors"
  | "open"
  | "openProfit"
  | "value"
  | "closed"
  | "winRate"
  | "profitFactor"
  | "realised"
  | "month"
  | "strategy"
  | "version"
  | "mode";

export const BOT_SORT_KEYS: readonly BotSortKey[] = [
  "bot",
  "group",
  "state",
  "heard",
  "errors",
  "open",
  "openProfit",
  "value",
  "closed",
  "winRate",
  "profitFactor",
  "realised",
  "month",
  "strategy",
  "version",
  "mode",
];

export interface BotSorting {
  readonly key: BotSortKey;
  readonly descending: boolean;
}

/** `-realised` is descending; null, or a name that is no column, is by health and name. */
export function parseBotSorting(text: string | null): BotSorting | null {
  const key = BOT_SORT_KEYS.find((each) => each === text?.replace(/^-/, ""));
  return key === undefined ? null : { key, descending: text?.startsWith("-") === true };
}

export function botSortingText({ key, descending }: BotSorting): string {
  return descending ? `-${key}` : key;
}

/** Money of a book, of which the first in order stand first. */
export interface BookValue {
  readonly book: number;
  readonly value: Big;
}
export type BotSortValue = string | number | BookValue;

export interface SortableBot {
  readonly shownName: string;
  /** Null where it is unknown. */
  readonly value: BotSortValue | null;
}

const TEXTS = new Intl.Collator("en", { numeric: true });

export function compareBots(descending: boolean): (a: SortableBot, b: SortableBot) => number {
  const direction = descending ? -1 : 1;
  return (a, b) => compareValues(a.value, b.value, direction) || TEXTS.compare(a.shownName, b.shownName);
}

function compareValues(a: BotSortValue | null, b: BotSortValue | null, direction: 1 | -1): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === "object" && typeof b === "object") return a.book - b.book || a.value.cmp(b.value) * direction;
  if (typeof a === "string" && typeof b === "string") return TEXTS.compare(a, b) * direction;
  return typeof a === "number" && typeof b === "number" ? (a - b) * direction : 0;
}
