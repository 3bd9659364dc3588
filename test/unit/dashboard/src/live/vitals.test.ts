/** What relays tell, as the page counts and shows it. */
import { describe, expect, test } from "vitest";
import { readVitals, type HeardVitals } from "@fillcast/protocol";
import type { TradeEvent, VitalsByBot } from "fillcast";
import { accountsOf, distanceOf } from "../../../../../dashboard/src/figures/accounts.ts";
import { equityOf, equityPath } from "../../../../../dashboard/src/bots/equity.ts";
import { isSameTrade } from "../../../../../dashboard/src/live/trade-key.ts";
import { positionOf } from "../../../../../dashboard/src/live/vitals.ts";
import { matchesTapeFilter, NO_FILTER } from "../../../../../dashboard/src/tape/rows.ts";
import { findTrade, sortTrades } from "../../../../support/kept.ts";
import { event, MORNING } from "../../../../support/shown-events.ts";
import { trade } from "../../../../support/shown-trades.ts";

const vitals = (said: object): HeardVitals => ({ ...readVitals({ vitals: said as never })!, at: MORNING });
const bot = (mode: "live" | "dry") => ({
  mode,
  presence: "up" as const,
  lastEventAt: MORNING,
  lastSeenAt: MORNING,
  openTrades: 0,
  closedTrades: 0,
  wins: 0,
});

describe("accounts", () => {
  test("are a row for each mode and currency, of the bots that have a relay", () => {
    const by: VitalsByBot = {
      a: vitals({ balance: { currency: "USDT", value: "100.1", free: "10" }, openProfit: "1" }),
      b: vitals({ balance: { currency: "USDT", value: "200.2", free: "20" }, openProfit: null }),
      c: vitals({ balance: { currency: "USDT", value: "7" }, openProfit: "-1" }),
      hidden: vitals({ balance: { currency: "BTC", value: "7" } }),
    };
    expect(accountsOf(by, { a: bot("live"), b: bot("live"), c: bot("dry"), d: bot("live") })).toEqual([
      { mode: "live", currency: "USDT", value: "300.3", openProfit: null, free: "30", bots: 2 },
      { mode: "dry", currency: "USDT", value: "7", openProfit: "-1", free: null, bots: 1 },
    ]);
    expect(accountsOf({}, { a: bot("live") })).toEqual([]);
  });

  test("have a line over time", () => {
    const equity = (at: number, value: string | null, own = "a"): TradeEvent => ({
      ...event("equity", { value }),
      bot: own,
      ts: at,
    });
    const points = equityOf(
      [equity(3, "30"), equity(1, "10"), equity(2, null), equity(2, "x"), equity(4, "1", "b")],
      "a",
    );
    expect(points.map(({ value }) => value)).toEqual(["10", "30"]);
    expect(equityPath(points)).toMatch(/^M0\.0 [\d.]+L600\.0 [\d.]+$/);
    expect(equityPath(points.slice(1))).toBe("");
  });
});

describe("an open trade", () => {
  const own = trade({ status: "open", openedAt: "2024-10-24T09:15:03.123456Z" });

  test("is met by what the API says, which knows milliseconds", () => {
    const openedAt = Date.parse(own.openedAt);
    const open = (more: object) => ({
      [own.bot]: vitals({ open: [{ tradeId: own.id, openedAt, profit: "2", ...more }] }),
    });
    expect(positionOf(open({}), own)?.profit).toBe("2");
    expect(positionOf(open({ openedAt: openedAt + 1 }), own)).toBeUndefined();
    expect(positionOf(open({ openedAt: null }), own)?.profit).toBe("2");
    expect(positionOf(open({}), { ...own, status: "closed" })).toBeUndefined();
    const key = `${own.bot}:${own.id}:2024-10-24T09:15:03.123Z`;
    expect(isSameTrade(key, own)).toBe(true);
    expect(findTrade([key], [own])).toBe(own);
  });

  test("has its distance to a price as a part of the current one", () => {
    expect(distanceOf("100", "95")).toBe("0.05");
    expect(distanceOf("100", "105")).toBe("0.05");
    expect(distanceOf(null, "95")).toBeNull();
    expect(distanceOf("0", "95")).toBeNull();
  });

  test("sorts by open profit, the unknown ones last", () => {
    const ids = ["1", "2", "3"];
    const profits: { readonly [id: string]: string | null } = { 1: "-5", 2: null, 3: "7.5" };
    const trades = ids.map((id) => ({ ...own, id, key: id }));
    const sorted = sortTrades(trades, { key: "openProfit", descending: true }, ({ id }) => profits[id] ?? null);
    expect(sorted.map(({ id }) => id)).toEqual(["3", "1", "2"]);
  });
});

test("the tape shows only the snapshots that corrected something", () => {
  const rows = [3, 2, 1].map((seq) => ({
    event: { ...event(seq === 1 ? "status" : "trade_snapshot", {}), seq },
    replayed: false,
    recovered: false,
  }));
  const shown = (corrections: readonly number[]) =>
    rows
      .filter(({ event }) => matchesTapeFilter(event, { ...NO_FILTER, corrections: new Set(corrections) }))
      .map(({ event: { seq } }) => seq);
  expect(shown([])).toEqual([1]);
  expect(shown([2])).toEqual([2, 1]);
});
