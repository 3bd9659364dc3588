/**
 * What a list of trades leaves out beside search and bots, as the address says it (`?pair=BTC/USDT&result=loss`), so that links from
 * other views lead to the trades behind a figure. Pure.
 */
import type { Trade } from "fillcast";
import { signOf } from "../words/decimal.ts";

/** Parameters of the address, each with one value. */
export const FILTER_NAMES = ["pair", "direction", "result", "reason", "tag", "currency", "mode"] as const;
export type FilterName = (typeof FILTER_NAMES)[number];
export type TradeFilter = { readonly [name in FilterName]?: string };

/** What stands for trades that have none. */
export const NONE = "-";
/** Values of a kind that are offered. */
const CHOICES_MAX = 300;

/** Empty where the address asks for nothing; a name stands once. */
export function parseFilter(search: string): TradeFilter {
  const parameters = new URLSearchParams(search);
  return Object.fromEntries(
    FILTER_NAMES.flatMap((name) => {
      const value = parameters.get(name) ?? "";
      return value === "" ? [] : [[name, value]];
    }),
  );
}

/** Null where nothing is left out. */
export function toMatch(filter: TradeFilter): ((trade: Trade) => boolean) | null {
  const wanted = FILTER_NAMES.flatMap((name) => {
    const value = filter[name];
    return value === undefined ? [] : [{ name, value }];
  });
  return wanted.length === 0 ? null : (trade) => wanted.every(({ name, value }) => valueOf(trade, name) === value);
}

/** Values of some trades by which they can be filtered, in order; those of which there is only one are no choice. */
export function choicesOf(trades: Iterable<Trade>): { readonly [name in FilterName]?: readonly string[] } {
  const found = new Map(FILTER_NAMES.map((name) => [name, new Set<string>()]));
  for (const trade of trades)
    for (const [name, values] of found) if (values.size < CHOICES_MAX) values.add(valueOf(trade, name));
  return Object.fromEntries(
    [...found].flatMap(([name, values]) =>
      values.size > 1 ? [[name, [...values].sort((a, b) => TEXTS.compare(a, b))]] : [],
    ),
  );
}

const TEXTS = new Intl.Collator("en", { numeric: true });

function valueOf(trade: Trade, name: FilterName): string {
  switch (name) {
    case "pair":
    case "direction":
    case "mode":
      return trade[name];
    case "result":
      return resultOf(trade);
    case "reason":
      return trade.exitReason ?? NONE;
    case "tag":
      return trade.entryTag ?? NONE;
    case "currency":
      return trade.stakeCurrency ?? NONE;
  }
}

/** Of what was realised; unreadable profits are neither won nor lost. */
function resultOf({ realised }: Trade): string {
  if (realised === null) return NONE;
  const sign = signOf(realised);
  return sign > 0 ? "win" : sign < 0 ? "loss" : "even";
}
