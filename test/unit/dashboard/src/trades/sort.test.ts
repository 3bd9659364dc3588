/** Lists of trades: sorting by value, searching, export, and a ledger in which the newer word wins. */
import { expect, test } from "vitest";
import { matchesQuery, parseSorting, SORT_KEYS, sortingText } from "../../../../../dashboard/src/trades/sort.ts";
import { TradeList } from "../../../../../dashboard/src/trades/trade-list.ts";
import { saidOf, sortTrades } from "../../../../support/kept.ts";
import { trade } from "../../../../support/shown-trades.ts";

test("profits sort as decimals and not as text, and what is unknown comes last either way", () => {
  const trades = ["9", "10", "-2", "0.5"].map((realised) => trade({ realised }));
  expect(sortTrades(trades, { key: "profit", descending: true }).map(({ realised }) => realised)).toEqual([
    "10",
    "9",
    "0.5",
    "-2",
  ]);
  const held = [trade({ averageEntry: null }), trade({ averageEntry: "2" }), trade({ averageEntry: "1" })];
  for (const descending of [true, false])
    expect(sortTrades(held, { key: "entry", descending }).at(-1)?.averageEntry).toBeNull();
});

test("a sorting survives the address, and an unknown one falls back", () => {
  const fallback = { key: "closed", descending: true } as const;
  expect(parseSorting("-profit", fallback)).toEqual({ key: "profit", descending: true });
  expect(parseSorting(sortingText({ key: "held", descending: false }), fallback)).toEqual({
    key: "held",
    descending: false,
  });
  expect(parseSorting("__proto__", fallback)).toBe(fallback);
});

test("trades sort by each column, both ways", () => {
  const low = trade({ bot: "a", pair: "A/USDT", exchange: "a", strategy: "a", entryTag: "a", exitReason: "a" });
  const more = {
    amount: "1",
    averageEntry: "2600",
    lastPrice: "2700",
    stake: "200",
    realised: "2",
    profitRatio: "0.2",
  };
  const texts = { bot: "b", pair: "B/USDT", exchange: "b", strategy: "b", entryTag: "b", exitReason: "b", id: "99999" };
  const high = trade({
    ...more,
    ...texts,
    mode: "unknown",
    direction: "short",
    leverage: "5",
    fees: "2",
    funding: "2",
    openedAt: "2024-10-25T09:00:00Z",
    closedAt: "2024-10-26T09:00:00Z",
  });
  const lowest = { ...low, fees: "1", funding: "1" };
  const live = ({ bot }: { readonly bot: string }) => (bot === "a" ? "0.1" : "0.2");
  for (const key of SORT_KEYS)
    for (const descending of [true, false]) {
      const sorted = saidOf(new TradeList({ side: "closed", sorting: { key, descending }, live }), [
        lowest,
        high,
      ]).first();
      const names = sorted.map(({ bot }) => bot);
      expect({ key, descending, names }).toEqual({ key, descending, names: descending ? ["b", "a"] : ["a", "b"] });
    }
});

test("a search wants every word", () => {
  const short = trade({ pair: "XRP/USDT:USDT", bot: "short-5x", direction: "short", exitReason: "stop_loss" });
  expect(matchesQuery(short, "xrp short")).toBe(true);
  expect(matchesQuery(short, "xrp roi")).toBe(false);
  expect(matchesQuery(short, "")).toBe(true);
});
