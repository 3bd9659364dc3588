/** The comparison itself: a wrong figure of each kind is found, and the bot's roundings are none. */
import { expect, test } from "vitest";
import type { FeedState, Trade } from "@fillcast/protocol";
import type { Books, BookTrade } from "../../../freqtrade/books.ts";
import { compare } from "../../../freqtrade/compare.ts";
import { after, BUY, eth, FINAL, SELL } from "../../../support/stories.ts";

const state = after(
  { type: "warning", status: "Dry run is enabled. All trades are simulated." },
  eth.entry(BUY),
  eth.entryFill(BUY),
  eth.exitFill({ ...SELL, ...FINAL, stake_amount: "20.0", close_date: "2024-10-24 10:00:00+00:00" }),
);
const ledger = Object.values(state.trades);
const book: BookTrade = {
  trade_id: 5,
  pair: "ETH/USDT",
  is_open: false,
  is_short: false,
  amount: 10,
  stake_amount: 20,
  enter_tag: null,
  open_timestamp: Date.parse("2024-10-24T09:15:03.123Z"),
  close_timestamp: Date.parse("2024-10-24T10:00:00Z"),
  open_rate: 2,
  close_rate: 2.5,
  close_profit: 0.245,
  close_profit_abs: 4.9 + 1e-10,
  realized_profit: 4.9,
  exit_reason: "roi",
  leverage: 1,
  liquidation_price: null,
  has_open_orders: false,
  orders: [
    { ft_order_side: "buy", status: "closed", filled: 10, safe_price: 2 },
    { ft_order_side: "sell", status: "canceled", filled: 0, safe_price: 2 },
    { ft_order_side: "sell", status: "closed", filled: 10, safe_price: 2 },
  ],
};
const books = (change: Partial<BookTrade> = {}): Books => ({
  trades: [{ ...book, ...change }],
  profit: { profit_closed_coin: 4.9, closed_trade_count: 1, winning_trades: 1, losing_trades: 0 },
  daily: [
    { date: "2024-10-24", abs_profit: 4.9, trade_count: 1 },
    { date: "2024-10-23", abs_profit: 0, trade_count: 0 },
  ],
});
const found = (trades: readonly Trade[], of: FeedState, wanted: Books): readonly string[] =>
  compare(trades, of, wanted).differences.map(({ what }) => what);

test("equal books leave nothing to say, and many figures were compared", () => {
  expect(found(ledger, state, books())).toEqual([]);
  expect(compare(ledger, state, books()).compared).toBeGreaterThan(25);
});

test("a wrong profit, day, fill or time is found and named", () => {
  const name = "trade 5 ETH/USDT";
  expect(found(ledger, state, books({ close_profit_abs: 4.900001 }))).toEqual([`${name}: realised`]);
  expect(found(ledger, state, books({ close_timestamp: book.open_timestamp }))).toEqual([`${name}: closed`]);
  expect(found(ledger, state, books({ exit_reason: null }))).toEqual([`${name}: exit reason`]);
  expect(found(ledger, state, books({ orders: book.orders.slice(1) }))).toEqual([`${name}: stake`, `${name}: entries`]);
  const daily = [{ date: "2024-10-23", abs_profit: 4.9, trade_count: 1 }];
  expect(found(ledger, state, { ...books(), daily })).toHaveLength(4);
});

test("a missing trade, and one too many, are found", () => {
  expect(found([], state, books())).toEqual(["trades", "trade 5 ETH/USDT"]);
  expect(found(ledger, state, { ...books(), trades: [] })).toEqual(["trades"]);
});
