/** Lists of trades: sorting by value, searching, export, and a ledger in which the newer word wins. */
import { describe, expect, test } from "vitest";
import type { FeedState, Trade } from "fillcast";
import { Ledger } from "../../../dashboard/src/live/ledger.ts";
import { tradesToCsv } from "../../../dashboard/src/trades/csv.ts";
import { matchesQuery } from "../../../dashboard/src/trades/query.ts";
import { parseSorting, sortingText, sortTrades } from "../../../dashboard/src/trades/sort.ts";
import { trade } from "./trades.ts";

const EMPTY: FeedState = { bots: {}, trades: {}, totals: [], days: [], locks: [] };
const stateOf = (...trades: readonly Trade[]): FeedState => ({
  ...EMPTY,
  trades: Object.fromEntries(trades.map((one) => [one.key, one])),
});

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

test("a CSV has the trade's fields in their order, empty for null, quoted where needed", () => {
  const [header, row] = tradesToCsv([
    trade({ key: "k", entryTag: 'breakout "v2", été', exitReason: null, updatedSeq: 7 }),
  ]).split("\r\n");
  expect(header).toBe(
    "key,bot,mode,id,exchange,pair,direction,leverage,status,openedAt,closedAt,amount,averageEntry,stake,stakeCurrency,realised,profitRatio,entryTag,exitReason,entries,exits,lastPrice,lastPriceAt,joinedLate,updatedSeq",
  );
  expect(row).toContain(',"breakout ""v2"", été",,');
  expect(row?.endsWith(",false,7")).toBe(true);
});

test("a tag that a spreadsheet would run is text, and a loss is a number", () => {
  const csv = tradesToCsv([trade({ entryTag: "=HYPERLINK(1)", realised: "-3.07" })]);
  expect(csv).toContain(",'=HYPERLINK(1),");
  expect(csv).toContain(",-3.07,");
});

describe("the ledger", () => {
  test("reads page after page, and live words win over older ones", async () => {
    const closed = trade({ key: "a", updatedSeq: 5 });
    const stale = trade({ key: "b", status: "open", realised: "0", updatedSeq: 6 });
    const pages = [
      { trades: [closed], next: "2" },
      { trades: [stale], next: null },
    ];
    const cursors: (string | null)[] = [];
    const ledger = new Ledger((cursor) => {
      cursors.push(cursor);
      return Promise.resolve({ kind: "ok", value: pages[cursors.length - 1] ?? { trades: [], next: null } });
    });
    const fresh = { ...stale, status: "closed" as const, realised: "4", updatedSeq: 9 };
    ledger.follow(stateOf(fresh));
    await ledger.read();
    await ledger.read();
    expect(cursors).toEqual([null, "2"]);
    expect(ledger.view.coverage).toEqual({ kind: "whole" });
    expect(ledger.view.trades.find(({ key }) => key === "b")?.realised).toBe("4");
    expect(ledger.view.trades).toHaveLength(2);
  });

  test("keeps closed trades that the live state lets go, and drops open ones that it does not name", () => {
    const ledger = new Ledger(() => Promise.resolve({ kind: "unreachable" }));
    const closed = trade({ key: "a" });
    const open = trade({ key: "b", status: "open" });
    ledger.follow(stateOf(closed, open));
    ledger.follow(stateOf());
    expect(ledger.view.trades.map(({ key }) => key)).toEqual(["a"]);
  });

  test("says why it could not be read, and whether the archive is to blame", async () => {
    const ledger = new Ledger(() =>
      Promise.resolve({ kind: "refused", status: 503, code: "archive-unavailable", detail: "Try again." }),
    );
    await ledger.read();
    expect(ledger.view.coverage).toEqual({ kind: "live-only", why: "Try again.", archive: true });
    ledger.expire();
    expect(ledger.view.coverage).toEqual({ kind: "unread" });
  });
});
