/**
 * No event whatever breaks the fold, and none leaves anything behind that is not a decimal, a count or an instant.
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DraftEvent } from "../../parties/feed/rpc.ts";
import { foldAll, serve } from "../../parties/feed/state/fold/evolve.ts";

const START = Date.UTC(2024, 9, 24, 23, 50);

describe("any event", () => {
  const FIELDS = [
    "amount",
    "open_rate",
    "close_rate",
    "order_rate",
    "limit",
    "current_rate",
    "stake_amount",
    "leverage",
    "profit_amount",
    "cumulative_profit",
    "final_profit_ratio",
    "is_final_exit",
    "sub_trade",
    "reason",
    "exit_reason",
    "is_open",
    "is_short",
    "missing",
    "learned",
    "realized_profit",
    "close_profit_abs",
    "close_timestamp",
    "open_timestamp",
    "fee_open",
    "fee_close",
    "funding_fees",
    "stop_loss_abs",
    "orders",
    "nr_of_successful_entries",
    "enter_tag",
    "open_date",
    "close_date",
    "lock_end_time",
    "lock_end_timestamp",
    "pair",
    "side",
    "status",
    "direction",
    "stake_currency",
    "__proto__",
  ];
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom(
      "nan",
      "inf",
      "-inf",
      "1e9999",
      "-1e-9999",
      "1e308",
      "5e-324",
      "9".repeat(100),
      "0",
      "-0.0",
      "1e63",
      "1e-64",
    ),
    fc.double().map(String),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  );
  const anyEvent = fc.record(
    {
      type: fc.oneof(
        fc.constantFrom(
          "entry",
          "entry_fill",
          "trade_snapshot",
          "entry_cancel",
          "exit",
          "exit_fill",
          "exit_cancel",
          "status",
          "protection_trigger",
        ),
        fc.string(),
      ),
      bot: fc.constantFrom("a", "constructor", "__proto__", "hasOwnProperty", "1"),
      source: fc.constantFrom("api", "freqtrade", "tradingview", "fillcast"),
      mode: fc.constantFrom("live", "dry"),
      ts: fc.oneof(fc.maxSafeInteger(), fc.double()),
      pair: fc.string(),
      trade: fc.record(
        {
          id: fc.oneof(fc.constantFrom("1", "__proto__", ""), fc.string()),
          pair: fc.string(),
          direction: fc.constantFrom("long", "short"),
          openedAt: fc.oneof(fc.constantFrom("2024-10-24T09:00:00Z", "not a date"), fc.string()),
        },
        { requiredKeys: ["id"] },
      ),
      data: fc.dictionary(fc.constantFrom(...FIELDS), value),
    },
    { requiredKeys: ["type", "bot", "source", "data"] },
  ) as fc.Arbitrary<DraftEvent>;

  test("is folded without a throw, and leaves only decimals, counts and instants behind", () => {
    const canonical = /^(0|-?(0\.\d*[1-9]|[1-9]\d*(\.\d*[1-9])?))$/;
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 25 }), (drafts) => {
        const events = drafts.map((draft, index) => ({ ...draft, id: `e${index}`, seq: index + 1, at: START + index }));
        const fold = foldAll(events);
        const state = serve(fold, START + 100);
        expect(JSON.parse(JSON.stringify(fold))).toEqual(fold);
        for (const trade of Object.values(state.trades)) {
          for (const field of [
            "amount",
            "averageEntry",
            "stake",
            "realised",
            "profitRatio",
            "leverage",
            "lastPrice",
          ] as const)
            if (trade[field] !== null) expect(trade[field]).toMatch(canonical);
          expect(Date.parse(trade.openedAt)).not.toBeNaN();
          if (trade.amount !== null) expect(trade.amount.startsWith("-")).toBe(false);
        }
        for (const row of [...state.totals, ...state.days]) expect(row.realised).toMatch(canonical);
        for (const lock of state.locks) expect(Date.parse(lock.until)).not.toBeNaN();
        for (const { openTrades, closedTrades, wins } of Object.values(state.bots)) {
          expect(openTrades).toBeGreaterThanOrEqual(0);
          expect(closedTrades).toBeGreaterThanOrEqual(wins);
        }
      }),
      { numRuns: 1_500 },
    );
  });
});
