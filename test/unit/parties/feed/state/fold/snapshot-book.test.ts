/**
 * Trades as their bot's database has them: what a snapshot says is the truth, whatever messages told before, and counts once.
 */
import { readTradeOrders, readTradeSnapshot, type FeedEvent, type Trade } from "@fillcast/protocol";
import { describe, expect, test } from "vitest";
import { evolve, foldAll, initialState, serve } from "../../../../../../parties/feed/state/fold/evolve.ts";
import { tradeRows } from "../../../../../../parties/feed/state/fold/trade-book.ts";
import { Feed, MORNING, HOUR, tradeBodies } from "../../../../../support/freqtrade-events.ts";

const OPENED_MS = Date.parse("2024-10-24T09:15:03.123Z");
const CLOSED_MS = Date.parse("2024-10-24T11:00:00.500Z");
const order = (side: string, filled: string, price: string, more: object = {}) => ({
  order_id: `${side}-${filled}`,
  ft_order_side: side,
  status: "closed",
  is_open: false,
  filled,
  amount: filled,
  safe_price: price,
  order_timestamp: String(OPENED_MS),
  order_filled_timestamp: String(OPENED_MS + HOUR),
  ...more,
});
/** As `/status` and `/trades` have it, numbers as the relay sends them. */
const BOOK = {
  trade_id: "5",
  pair: "ETH/USDT",
  quote_currency: "USDT",
  is_open: true,
  is_short: false,
  exchange: "binance",
  amount: "0.5",
  stake_amount: "1250.0",
  strategy: "Steered",
  enter_tag: "ema",
  leverage: "1.0",
  fee_open: "0.001",
  fee_close: "0.001",
  open_rate: "2500.0",
  open_timestamp: String(OPENED_MS),
  close_timestamp: null,
  close_rate: null,
  close_profit: null,
  close_profit_abs: null,
  realized_profit: "0.0",
  exit_reason: "",
  stop_loss_abs: "2250.0",
  funding_fees: "-0.25",
  current_rate: "2510.0",
  orders: [order("buy", "0.5", "2500.0")],
};
const CLOSED = {
  ...BOOK,
  is_open: false,
  close_timestamp: String(CLOSED_MS),
  close_rate: "2600.0",
  close_profit: "0.0379",
  close_profit_abs: "47.450000",
  realized_profit: "47.45",
  exit_reason: "roi",
  orders: [
    order("buy", "0.5", "2500.0"),
    order("sell", "0.5", "2600.0", { order_filled_timestamp: String(CLOSED_MS) }),
  ],
};

function snapshot(feed: Feed, data: object = {}, more: Partial<FeedEvent> = {}): FeedEvent {
  const id = (data as { trade_id?: string }).trade_id ?? "5";
  const openedMs = Number((data as { open_timestamp?: string }).open_timestamp ?? OPENED_MS);
  const trade = { id, pair: "ETH/USDT", direction: "long", openedAt: new Date(openedMs).toISOString() } as const;
  return feed.add({
    type: "trade_snapshot",
    pair: "ETH/USDT",
    trade,
    data: { ...BOOK, ...data },
    ...more,
  });
}

test("an amount that nobody can hold is not taken over", () => {
  const feed = new Feed();
  snapshot(feed, { amount: "-0.5" });
  expect(tradesOf(feed)[0]).toMatchObject({ status: "open", amount: null });
  snapshot(feed);
  snapshot(feed, { amount: "-3" });
  expect(tradesOf(feed)[0]).toMatchObject({ status: "open", amount: "0.5" });
});

const stateOf = (feed: Feed) => serve(foldAll(feed.events), MORNING + 24 * HOUR);
const tradesOf = (feed: Feed): Trade[] => Object.values(stateOf(feed).trades);
const BUY = { amount: "0.5", open_rate: "2500.0", stake_amount: "1250.0" };
const SELL = {
  amount: "0.5",
  close_rate: "2600.0",
  profit_amount: "47.45",
  cumulative_profit: "47.45",
  is_final_exit: "True",
};

describe("a snapshot", () => {
  test("of a trade that no message has told of opens it, with all that the bot knows", () => {
    const feed = new Feed();
    snapshot(feed);
    expect(tradesOf(feed)).toMatchObject([
      {
        key: "spot-1:5:2024-10-24T09:15:03.123Z",
        status: "open",
        exchange: "Binance",
        amount: "0.5",
        averageEntry: "2500",
        stake: "1250",
        stakeCurrency: "USDT",
        entryTag: "ema",
        exitReason: null,
        entries: 1,
        exits: 0,
        lastPrice: "2510",
        joinedLate: false,
        fees: "1.25",
        funding: "-0.25",
        stopLoss: "2250",
        strategy: "Steered",
        realised: "0",
      },
    ]);
    expect(stateOf(feed).bots["spot-1"]).toMatchObject({ openTrades: 1 });
  });

  test("of a closed trade has a price as old as its exit, and of an open one today's", () => {
    const feed = new Feed({ at: MORNING + 24 * HOUR });
    snapshot(feed, { ...CLOSED, learned: "import" });
    snapshot(feed, { trade_id: "6", learned: "import" });
    expect(tradesOf(feed)).toMatchObject([
      { lastPrice: "2600", lastPriceAt: CLOSED_MS },
      { lastPrice: "2510", lastPriceAt: feed.events[1]!.at },
    ]);
  });

  test("meets the trade of messages, which have microseconds, in whatever order they come", () => {
    const trade = tradeBodies();
    const before = new Feed();
    before.post(trade.entryFill(BUY));
    snapshot(before);
    expect(tradesOf(before)).toMatchObject([{ key: trade.key, strategy: "Steered", entries: 1 }]);
    const after = new Feed();
    snapshot(after);
    after.post(trade.exitFill({ ...SELL, close_date: "2024-10-24 11:00:00.500123" }), { at: CLOSED_MS + 1_000 });
    expect(tradesOf(after)).toMatchObject([
      { status: "closed", realised: "47.45", closedAt: "2024-10-24T11:00:00.500123Z", joinedLate: false },
    ]);
  });

  test("closes a trade whose end was lost, on the day on which it closed, and a later message counts nothing twice", () => {
    const feed = new Feed();
    const trade = tradeBodies();
    feed.post(trade.entryFill(BUY));
    snapshot(feed, CLOSED, { at: CLOSED_MS + 30 * HOUR });
    feed.post(trade.exitFill({ ...SELL, close_date: "2024-10-24 11:00:00.500123" }));
    const { trades, totals, days, bots } = stateOf(feed);
    expect(trades[trade.key]).toMatchObject({
      status: "closed",
      closedAt: "2024-10-24T11:00:00.500Z",
      amount: "0",
      stake: "1250",
      realised: "47.45",
      profitRatio: "0.0379",
      exitReason: "roi",
      exits: 1,
      fees: "2.55",
      corrections: [2],
      booked: [{ at: CLOSED_MS, realised: "47.45" }],
    });
    expect(totals).toMatchObject([{ realised: "47.45", closed: 1, wins: 1 }]);
    expect(days).toMatchObject([{ day: "2024-10-24", realised: "47.45", closed: 1 }]);
    expect(bots["spot-1"]).toMatchObject({ openTrades: 0, closedTrades: 1 });
  });

  test("that says what is known changes nothing and corrects nothing", () => {
    const feed = new Feed();
    snapshot(feed);
    const fold = foldAll(feed.events);
    const patch = evolve(fold, snapshot(feed));
    expect(patch.trades).toBeUndefined();
    const again = evolve(fold, snapshot(feed, { stop_loss_abs: "2300" }));
    expect(Object.values(again.trades!)).toMatchObject([{ stopLoss: "2300", updatedSeq: 3 }]);
    expect(Object.values(again.trades!)[0]).not.toHaveProperty("corrections");
  });

  test("corrects amount and average where a fill was lost, and ends that the trade was joined late", () => {
    const feed = new Feed();
    const trade = tradeBodies();
    feed.post(trade.exit({ ...SELL, is_final_exit: "False" }));
    feed.post(trade.entryFill({ ...BUY, sub_trade: "True" }));
    expect(tradesOf(feed)[0]).toMatchObject({ joinedLate: true, amount: null });
    snapshot(feed, {
      amount: "1.0",
      open_rate: "2450.0",
      orders: [order("buy", "0.5", "2400"), order("buy", "0.5", "2500")],
    });
    expect(tradesOf(feed)[0]).toMatchObject({
      joinedLate: false,
      amount: "1",
      averageEntry: "2450",
      entries: 2,
      corrections: [3],
    });
    feed.post(trade.entryFill({ amount: "1.0", open_rate: "2550.0" }));
    expect(tradesOf(feed)[0]).toMatchObject({ amount: "2", averageEntry: "2500" });
  });

  test("corrects a closed trade: the difference belongs to the day of its close", () => {
    const feed = new Feed();
    snapshot(feed, CLOSED, { at: CLOSED_MS + 1_000 });
    snapshot(feed, { ...CLOSED, close_profit_abs: "40" }, { at: CLOSED_MS + 48 * HOUR });
    const { totals, days, trades } = stateOf(feed);
    expect(totals).toMatchObject([{ realised: "40", closed: 1 }]);
    expect(days).toMatchObject([{ day: "2024-10-24", realised: "40", closed: 1 }]);
    expect(Object.values(trades)).toMatchObject([{ realised: "40", booked: [{ realised: "40" }] }]);
  });

  test("of an open trade takes what its partial exits have realised", () => {
    const feed = new Feed();
    const half = [
      order("buy", "0.5", "2500"),
      order("sell", "0.25", "2600", { order_filled_timestamp: String(OPENED_MS + 2 * HOUR) }),
    ];
    snapshot(
      feed,
      { amount: "0.25", realized_profit: "23.7", stake_amount: "625", orders: half },
      { at: OPENED_MS + 40 * HOUR },
    );
    expect(stateOf(feed).days).toMatchObject([{ day: "2024-10-24", realised: "23.7", closed: 0 }]);
    expect(tradesOf(feed)).toMatchObject([{ status: "open", exits: 1, stake: "625", profitRatio: null }]);
  });

  test("that opens again what a message had closed is believed", () => {
    const feed = new Feed();
    const trade = tradeBodies();
    feed.post(trade.entryFill(BUY));
    feed.post(trade.exitFill(SELL));
    snapshot(feed);
    expect(tradesOf(feed)).toMatchObject([{ status: "open", closedAt: null, realised: "0" }]);
    expect(stateOf(feed).totals).toMatchObject([{ realised: "0", closed: 0, wins: 0 }]);
    expect(stateOf(feed).bots["spot-1"]).toMatchObject({ openTrades: 1, closedTrades: 0 });
  });

  test("says that a trade is gone: it is orphaned, and its profit is taken out of its days", () => {
    const feed = new Feed();
    const trade = tradeBodies();
    feed.post(trade.entryFill(BUY));
    const part = { amount: "0.1", close_rate: "2600", is_final_exit: "False", sub_trade: "True" };
    feed.post(
      trade.exitFill({ ...part, profit_amount: "9", cumulative_profit: "9", close_date: "2024-10-24 10:00:00.1" }),
      { at: OPENED_MS + HOUR },
    );
    feed.post(trade.exitFill({ ...part, profit_amount: "8", cumulative_profit: "17" }), { at: OPENED_MS + 24 * HOUR });
    feed.add({
      type: "trade_snapshot",
      trade: { id: "5", openedAt: "2024-10-24T09:15:03.123Z" },
      data: { missing: true },
    });
    const { trades, totals, days, bots } = stateOf(feed);
    expect(trades[trade.key]).toMatchObject({ status: "orphaned", realised: "0" });
    expect(trades[trade.key]).not.toHaveProperty("booked");
    expect(totals).toMatchObject([{ realised: "0", closed: 0 }]);
    expect(days.map(({ day, realised }) => [day, realised])).toEqual([
      ["2024-10-24", "0"],
      ["2024-10-25", "0"],
    ]);
    expect(bots["spot-1"]).toMatchObject({ openTrades: 0 });
    // It was only hard to find.
    snapshot(feed, { realized_profit: "17" });
    expect(stateOf(feed).totals).toMatchObject([{ realised: "17" }]);
  });

  test("of an entry that waits is pending, and cancelled when it is gone", () => {
    const feed = new Feed();
    snapshot(feed, { orders: [order("buy", "0", "2500", { is_open: true, status: "open" })] });
    expect(tradesOf(feed)).toMatchObject([{ status: "pending", amount: "0", averageEntry: null, entries: 0 }]);
    snapshot(feed, { missing: true });
    expect(tradesOf(feed)).toMatchObject([{ status: "cancelled" }]);
  });

  test("with nulls, without orders, or that names no trade, is no error", () => {
    const feed = new Feed();
    const empty = Object.fromEntries(Object.keys(BOOK).map((name) => [name, null]));
    snapshot(feed, { ...empty, orders: [null, 3, {}] });
    feed.add({ type: "trade_snapshot", data: { ...BOOK, trade_id: null, missing: "yes" } });
    feed.add({ type: "trade_snapshot", data: {} });
    feed.add({ type: "trade_snapshot", trade: { id: "9" }, data: { missing: true } });
    expect(tradesOf(feed)).toMatchObject([{ id: "5", status: "open", fees: null, entries: 0, amount: null }]);
  });

  test("counts orders where an older version does not, stops on the exchange as exits, and not what still waits", () => {
    const orders = [
      order("sell", "1", "10"),
      order("buy", "0", "9", { is_open: true, status: "open" }),
      order("stoploss", "1", "11", { ft_is_entry: false }),
    ];
    const said = readTradeSnapshot({
      ...snapshot(new Feed(), { is_short: true, orders, is_open: false }),
      trade: { id: "1" },
    })!;
    expect([said.direction, said.entries, said.exits]).toEqual(["short", 1, 1]);
    const counted = { orders_left_out: 2, orders, nr_of_successful_entries: "4" };
    expect(readTradeSnapshot(snapshot(new Feed(), counted))).toMatchObject({ entries: 4, exits: null, orders: null });
    expect(readTradeOrders({ orders }, "short").map(({ isEntry }) => isEntry)).toEqual([true, false, false]);
  });
});

describe("an import", () => {
  const past = (id: number) => ({
    ...CLOSED,
    learned: "import",
    trade_id: String(id),
    open_timestamp: String(OPENED_MS + id * 1_000),
    close_timestamp: String(CLOSED_MS + id * 1_000),
    close_profit_abs: "1",
  });

  test("brings the past into days and totals, and leaves the newest trades served", () => {
    const feed = new Feed();
    snapshot(feed, { ...past(5_000), learned: undefined });
    const rows = new Map<string, Trade>();
    for (let id = 1; id <= 300; id++) snapshot(feed, past(id), { at: CLOSED_MS + 48 * HOUR });
    const fold = initialState();
    for (const event of feed.events) for (const row of tradeRows(evolve(fold, event))) rows.set(row.key, row);
    expect(rows.size).toBe(301);
    expect([...rows.values()].every((row) => row.corrections === undefined)).toBe(true);
    const state = serve(fold, CLOSED_MS + 48 * HOUR);
    const ids = Object.values(state.trades).map(({ id }) => Number(id));
    expect(ids).toContain(5_000);
    expect(Math.min(...ids)).toBeGreaterThan(200);
    expect(state.totals).toMatchObject([{ realised: "301", closed: 301 }]);
    expect(state.days).toMatchObject([{ day: "2024-10-24", closed: 301 }]);
  });

  test("told again, newest first, counts nothing twice; a figure that differs is corrected", () => {
    const feed = new Feed();
    for (let id = 1; id <= 300; id++) snapshot(feed, past(id), { at: CLOSED_MS + 48 * HOUR });
    for (let id = 300; id >= 1; id--) snapshot(feed, past(id));
    expect(stateOf(feed).totals).toMatchObject([{ realised: "300", closed: 300 }]);
    const fold = foldAll(feed.events);
    expect(Object.keys(fold.book.trades).length).toBeLessThanOrEqual(101);
    const patch = evolve(fold, snapshot(feed, { ...past(3), close_profit_abs: "-1" }));
    expect(tradeRows(patch)).toMatchObject([{ id: "3", realised: "-1", status: "closed" }]);
    expect(stateOf(feed).totals).toMatchObject([{ realised: "298", closed: 300, wins: 299, losses: 1 }]);
    expect(stateOf(feed).bots["spot-1"]).toMatchObject({ closedTrades: 300, wins: 299 });
  });
});
