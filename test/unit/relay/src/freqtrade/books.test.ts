import { EVENT_MAX_BYTES } from "@fillcast/protocol";
import { describe, expect, test } from "vitest";
import {
  isNews,
  toBookTrade,
  toMissing,
  toSnapshot,
  type BookTrade,
} from "../../../../../relay/src/freqtrade/books.ts";
import { parseExact } from "../../../../../relay/src/freqtrade/exact.ts";
import { fakeTrade, type FakeRow } from "../../../../support/fake-freqtrade.ts";

const exact = (row: object): FakeRow => parseExact(JSON.stringify(row)) as FakeRow;
const trade = (more: object = {}): BookTrade => toBookTrade(exact({ ...fakeTrade(7), ...more }))!;

describe("a trade of the books", () => {
  test("is no news while only prices move, and news when a figure of the ledger does", () => {
    const told = trade();
    expect(isNews(trade(), null)).toBe(true);
    expect(
      isNews(trade({ current_rate: 1, profit_abs: 2, profit_ratio: 3, stop_loss_abs: 4, max_rate: 5 }), told),
    ).toBe(false);
    for (const more of [
      { amount: 0.04 },
      { open_rate: 2531.18 },
      { realized_profit: 0.1 },
      { is_open: false },
      { close_profit_abs: 1 },
      { funding_fees: -0.01 },
      { exit_reason: "roi" },
      { orders: [] },
      { orders: [{ ...(fakeTrade(7).orders as object[])[0], filled: 0.02 }] },
    ]) {
      expect(isNews(trade(more), told), JSON.stringify(more)).toBe(true);
    }
  });

  test("is sent with everything that the API has, its direction and its opening to the millisecond", () => {
    expect(toSnapshot(trade({ is_short: true, unheard_of: 1.5 }), "import")).toMatchObject({
      type: "trade_snapshot",
      pair: "ETH/USDT",
      trade: { id: "7", pair: "ETH/USDT", direction: "short", openedAt: "2026-11-18T11:13:40.123Z" },
      data: { amount: "0.0395", unheard_of: "1.5", learned: "import" },
    });
    expect(toMissing(trade())).toEqual({
      type: "trade_snapshot",
      pair: "ETH/USDT",
      trade: { id: "7", pair: "ETH/USDT", openedAt: "2026-11-18T11:13:40.123Z" },
      data: { missing: true },
    });
  });

  test("without orders, or with nulls in place of figures, is a trade all the same", () => {
    const bare = toBookTrade(
      exact({ trade_id: 1, pair: "A/B", open_timestamp: 1_795_000_000_000, is_open: true, amount: null }),
    )!;
    expect(toSnapshot(bare, null)).toMatchObject({ trade: { id: "1" }, data: { amount: null } });
    for (const none of [{}, { trade_id: 1, pair: "A/B" }, { trade_id: null, pair: "A/B", open_timestamp: 1 }]) {
      expect(toBookTrade(exact(none))).toBe(null);
    }
  });

  test("with more orders than an event can hold keeps the newest, and says how many are missing", () => {
    const orders = Array.from({ length: 400 }, (_, n) => ({ order_id: `order ${n}`, tag: "x".repeat(200), filled: 1 }));
    const { data } = toSnapshot(trade({ orders }), null);
    expect(JSON.stringify(data).length).toBeLessThan(EVENT_MAX_BYTES);
    const kept = data.orders as { order_id: string }[];
    expect(kept.at(-1)?.order_id).toBe("order 399");
    expect(data.orders_left_out).toBe(String(400 - kept.length));
  });
});
