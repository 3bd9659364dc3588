/** Lists of trades: sorting by value, searching, export, and a ledger in which the newer word wins. */
import { expect, test } from "vitest";
import { matchesQuery, parseSorting, sortingText } from "../../../../../dashboard/src/trades/sort.ts";
import { sortTrades } from "../../../../support/kept.ts";
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

test("a search wants every word", () => {
  const short = trade({ pair: "XRP/USDT:USDT", bot: "short-5x", direction: "short", exitReason: "stop_loss" });
  expect(matchesQuery(short, "xrp short")).toBe(true);
  expect(matchesQuery(short, "xrp roi")).toBe(false);
  expect(matchesQuery(short, "")).toBe(true);
});
