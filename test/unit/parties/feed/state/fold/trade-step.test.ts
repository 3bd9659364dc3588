/**
 * The sequences of messages that a Freqtrade bot can send about one trade, and what must be shown after each.
 */
import { describe, expect, test } from "vitest";
import { MORNING, SECOND, type Body } from "../../../../../support/freqtrade-events.ts";
import { after, BUY, eth, FINAL, SELL, tradeAfter } from "../../../../../support/stories.ts";

describe("entry and exit", () => {
  test("an entry without a fill is pending and holds nothing", () => {
    expect(tradeAfter(eth, eth.entry(BUY))).toMatchObject({
      status: "pending",
      amount: "0",
      averageEntry: null,
      stake: "20",
      realised: "0",
      entries: 0,
    });
  });

  test("a fill opens it at the price of the fill, and a market order's fill follows at once", () => {
    const trade = tradeAfter(eth, eth.entry(BUY), eth.entryFill({ ...BUY, open_rate: "2.01", current_rate: "2.02" }));
    expect(trade).toMatchObject({ status: "open", amount: "10", averageEntry: "2.01", entries: 1 });
    expect(trade).toMatchObject({ lastPrice: "2.02", lastPriceAt: MORNING + 2 * SECOND, updatedSeq: 2 });
  });

  test("the final fill closes it with what the bot realised", () => {
    const state = after(
      eth.entry(BUY),
      eth.entryFill(BUY),
      eth.exit({ ...SELL, cumulative_profit: "0.0", exit_reason: "roi" }),
      eth.exitFill({ ...SELL, ...FINAL, close_date: "2024-10-24 13:05:11.250000+00:00" }),
    );
    expect(state.trades[eth.key]).toMatchObject({
      status: "closed",
      closedAt: "2024-10-24T13:05:11.250000Z",
      amount: "0",
      averageEntry: "2",
      realised: "4.9",
      profitRatio: "0.245",
      exitReason: "roi",
      exits: 1,
      lastPrice: "2.5",
      joinedLate: false,
    });
    expect(state.bots["spot-1"]).toMatchObject({ openTrades: 0, closedTrades: 1, wins: 1 });
  });

  test("an exit order alone realises nothing, whatever profit it expects", () => {
    const state = after(eth.entry(BUY), eth.entryFill(BUY), eth.exit({ ...SELL, cumulative_profit: "0.0" }));
    expect(state.trades[eth.key]).toMatchObject({ status: "open", realised: "0", amount: "10", closedAt: null });
    expect(state.totals).toEqual([]);
  });

  test("a stop on the exchange fills with no exit before it", () => {
    const trade = tradeAfter(
      eth,
      eth.entryFill(BUY),
      eth.exitFill({ ...SELL, ...FINAL, order_type: "stoploss", exit_reason: "stoploss_on_exchange" }),
    );
    expect(trade).toMatchObject({ status: "closed", exitReason: "stoploss_on_exchange", joinedLate: false });
  });

  test("a trade that is closed stays as it is, whatever comes late", () => {
    const life = [eth.entryFill(BUY), eth.exitFill({ ...SELL, ...FINAL })];
    const late = [
      eth.exitCancel({ amount: "10.0" }),
      eth.entryFill(BUY),
      eth.exitFill({ ...SELL, ...FINAL, profit_amount: "9" }),
    ];
    expect(after(...life, ...late).trades).toEqual(after(...life).trades);
    expect(after(...life, ...late).totals).toEqual(after(...life).totals);
  });
});

describe("increases and partial exits", () => {
  const first = eth.entryFill(BUY);
  const increase: Body = { amount: "5.0", open_rate: "1.4", stake_amount: "27.0", sub_trade: "True" };
  const part: Body = { amount: "6.0", close_rate: "2.2", profit_amount: "2.4", cumulative_profit: "2.4" };
  const open: Body = { is_final_exit: "False", sub_trade: "True", exit_reason: "partial_exit" };

  test("an increase counts once it is filled, at the running cost", () => {
    expect(tradeAfter(eth, first, eth.entry({ ...increase, stake_amount: "20.0" }))).toMatchObject({
      status: "open",
      amount: "10",
      averageEntry: "2",
    });
    // (10 × 2 + 5 × 1.4) / 15 = 1.8
    expect(tradeAfter(eth, first, eth.entryFill(increase))).toMatchObject({
      amount: "15",
      averageEntry: "1.8",
      entries: 2,
      stake: "27",
    });
  });

  test("a partial exit leaves the trade open, its average as it was, and realises its part", () => {
    const trade = tradeAfter(
      eth,
      first,
      eth.entryFill(increase),
      eth.exitFill({ ...part, ...open, stake_amount: "16.2" }),
    );
    expect(trade).toMatchObject({ status: "open", amount: "9", averageEntry: "1.8", realised: "2.4", exits: 1 });
    expect(trade).toMatchObject({ closedAt: null, profitRatio: null, stake: "16.2" });
  });

  test("an increase after a partial exit is averaged with what is left", () => {
    const trade = tradeAfter(
      eth,
      first,
      eth.exitFill({ ...part, ...open, stake_amount: "8.0" }),
      eth.entryFill({ ...increase, stake_amount: "15.0" }),
    );
    // (4 × 2 + 5 × 1.4) / 9 = 15 / 9
    expect(trade).toMatchObject({ amount: "9", averageEntry: "1.66666666667", realised: "2.4" });
  });

  test("profit is what the bot says to have realised in all, not the sum of what its orders told", () => {
    const state = after(
      first,
      eth.exitFill({ ...part, ...open, stake_amount: "8.0" }),
      eth.exitFill({ ...FINAL, amount: "4.0", close_rate: "3.0", profit_amount: "3.9", cumulative_profit: "6.29" }),
    );
    expect(state.trades[eth.key]).toMatchObject({ status: "closed", realised: "6.29", exits: 2 });
    expect(state.totals).toMatchObject([{ realised: "6.29", closed: 1, wins: 1, grossProfit: "6.29" }]);
  });

  test("fills at one price show exactly that price, however the amounts fall", () => {
    const rate = "0.30000000000000004";
    const trade = tradeAfter(
      eth,
      eth.entryFill({ amount: "3.3333333", open_rate: rate }),
      eth.exitFill({ ...open, amount: "1.1111111", close_rate: "1", profit_amount: "1", cumulative_profit: "1" }),
      eth.entryFill({ amount: "0.7", open_rate: rate }),
      eth.entryFill({ amount: "1e-07", open_rate: rate }),
    );
    expect(trade).toMatchObject({ averageEntry: rate, amount: "2.9222223" });
    const long = "0.1234567890123456789012345678901234567891";
    const fill = eth.entryFill({ amount: "0.7", open_rate: long });
    expect(tradeAfter(eth, fill, fill, fill)).toMatchObject({ averageEntry: long, amount: "2.1" });
  });

  test("the dust of float sums does not keep a trade open, nor does more dust than was bought show", () => {
    const fills = [eth.entryFill({ amount: "0.1", open_rate: "2" }), eth.entryFill({ amount: "0.2", open_rate: "2" })];
    const dusty: Body = { close_rate: "3", profit_amount: "0.2", cumulative_profit: "0.2", sub_trade: "True" };
    const old = tradeAfter(eth, ...fills, eth.exitFill({ ...dusty, amount: "0.30000000000000004" }));
    expect(old).toMatchObject({ status: "closed", amount: "0" });
    const open = tradeAfter(
      eth,
      ...fills,
      eth.exitFill({ ...dusty, amount: "0.30000000000000004", is_final_exit: "False" }),
    );
    expect(open).toMatchObject({ status: "open", amount: "0", averageEntry: "2" });
  });
});

describe("the stake", () => {
  const first = eth.entryFill({ amount: "10.0", open_rate: "1000.0", stake_amount: "10000.0" });
  const increase = eth.entryFill({
    amount: "14.33156",
    open_rate: "1000.0",
    stake_amount: "24331.56",
    sub_trade: "True",
  });
  const part: Body = { close_rate: "1100.0", is_final_exit: "False", sub_trade: "True" };
  const half = eth.exitFill({
    ...part,
    amount: "20.0",
    profit_amount: "9",
    cumulative_profit: "9",
    stake_amount: "4331.56",
  });
  const last = eth.exitFill({ ...FINAL, amount: "4.33156", cumulative_profit: "12", stake_amount: "4331.56" });

  test("of an open trade is the newest, and of a closed one the largest that it had", () => {
    expect(tradeAfter(eth, first, increase, half)).toMatchObject({ status: "open", stake: "4331.56" });
    expect(tradeAfter(eth, first, increase, half, last)).toMatchObject({ status: "closed", stake: "24331.56" });
  });

  test("of a closed trade leaves out what was ordered and never filled", () => {
    const order = eth.entry({ amount: "40.0", open_rate: "1000.0", stake_amount: "50000.0", sub_trade: "True" });
    const cancel = eth.entryCancel({ stake_amount: "50000.0", reason: "cancelled due to timeout" });
    expect(tradeAfter(eth, first, order, cancel, last)).toMatchObject({ status: "closed", stake: "10000" });
  });

  test("of a trade whose entries were not heard is what its exits name", () => {
    expect(tradeAfter(eth, half, last)).toMatchObject({ status: "closed", stake: "4331.56" });
  });
});

describe("the average entry", () => {
  const fills = [
    eth.entryFill({ amount: "100.0", open_rate: "0.42", stake_amount: "42.0" }),
    eth.entryFill({ amount: "77.0", open_rate: "0.44297", stake_amount: "76.10869", sub_trade: "True" }),
  ];
  const exit = eth.exit({ amount: "177.0", open_rate: "0.42999", close_rate: "0.5", stake_amount: "76.10869" });

  test("is computed until the bot says its own, and then the bot's", () => {
    // (100 × 0.42 + 77 × 0.44297) / 177 = 76.10869 / 177
    expect(tradeAfter(eth, ...fills)).toMatchObject({ averageEntry: "0.42999259887" });
    expect(tradeAfter(eth, ...fills, exit)).toMatchObject({ averageEntry: "0.42999" });
    const fill = eth.exitFill({ ...FINAL, amount: "177.0", open_rate: "0.42999", cumulative_profit: "1" });
    expect(tradeAfter(eth, ...fills, fill)).toMatchObject({ status: "closed", averageEntry: "0.42999" });
  });

  test("is computed again after another entry fill, from what was paid and not from the bot's rounding", () => {
    const more = eth.entryFill({ amount: "177.0", open_rate: "0.5", stake_amount: "164.60869", sub_trade: "True" });
    // (76.10869 + 177 × 0.5) / 354 = 164.60869 / 354
    expect(tradeAfter(eth, ...fills, exit, more)).toMatchObject({ averageEntry: "0.464996299435" });
  });

  test("is the bot's where fills are known to be missing", () => {
    expect(
      tradeAfter(eth, eth.exitFill({ amount: "1.0", open_rate: "0.42999", is_final_exit: "False" })),
    ).toMatchObject({
      joinedLate: true,
      amount: null,
      averageEntry: "0.42999",
    });
  });

  test("of a cancelled exit is the trade's, and of a cancelled entry no average", () => {
    const cancelled = eth.exitCancel({ open_rate: "0.42999", reason: "cancelled due to timeout" });
    expect(tradeAfter(eth, ...fills, cancelled)).toMatchObject({ averageEntry: "0.42999" });
    const entry = eth.entryCancel({ open_rate: "0.3", reason: "cancelled due to timeout" });
    expect(tradeAfter(eth, fills[0]!, entry)).toMatchObject({ averageEntry: "0.42" });
  });
});

describe("cancels", () => {
  test("an entry that is cancelled unfilled ends the trade", () => {
    const state = after(eth.entry(BUY), eth.entryCancel({ reason: "cancelled due to timeout, fully cancelled" }));
    expect(state.trades[eth.key]).toMatchObject({ status: "cancelled", amount: "0", closedAt: null });
    expect(state.bots["spot-1"]).toMatchObject({ openTrades: 0, closedTrades: 0 });
  });

  test("a replacement that failed deletes the trade", () => {
    const reason = "failed to replace order, deleting Trade";
    expect(tradeAfter(eth, eth.entry(BUY), eth.entryCancel({ reason }))).toMatchObject({ status: "cancelled" });
  });

  test("an order that is replaced comes back with its next entry, and with its fill where that entry was lost", () => {
    const replaced = [eth.entry(BUY), eth.entryCancel({ reason: "cancelled to be replaced by new limit order" })];
    expect(tradeAfter(eth, ...replaced)).toMatchObject({ status: "cancelled" });
    const again = eth.entry({ ...BUY, open_rate: "2.1", sub_trade: "True" });
    expect(tradeAfter(eth, ...replaced, again)).toMatchObject({ status: "pending", amount: "0" });
    const fill = eth.entryFill({ ...BUY, open_rate: "2.1", stake_amount: "21.0", sub_trade: "True" });
    expect(tradeAfter(eth, ...replaced, again, fill)).toMatchObject({
      status: "open",
      amount: "10",
      averageEntry: "2.1",
    });
    expect(tradeAfter(eth, ...replaced, fill)).toMatchObject({ status: "open", amount: "10" });
  });

  test("an entry cut short is open with the part that filled", () => {
    const part = eth.entryFill({ ...BUY, amount: "4.0", stake_amount: "8.0" });
    const cancel = eth.entryCancel({ amount: "4.0", reason: "cancelled due to timeout, partially filled" });
    expect(tradeAfter(eth, eth.entry(BUY), part, cancel)).toMatchObject({ status: "open", amount: "4", entries: 1 });
  });

  test("an entry cut short whose fill was lost is open with an unknown amount", () => {
    const cancel = eth.entryCancel({ amount: "4.0", reason: "cancelled due to timeout, partially filled" });
    const trade = tradeAfter(eth, eth.entry(BUY), cancel);
    expect(trade).toMatchObject({ status: "open", amount: null, averageEntry: null, entries: 0 });
  });

  test("a cancelled increase leaves the trade open and its amount known", () => {
    const cancel = eth.entryCancel({ reason: "cancelled due to timeout" });
    expect(tradeAfter(eth, eth.entryFill(BUY), eth.entry({ ...BUY, sub_trade: "True" }), cancel)).toMatchObject({
      status: "open",
      amount: "10",
      averageEntry: "2",
    });
  });

  test("many orders cancelled at once are not one that was cut short", () => {
    const reason = "cancelled (all unfilled and partially filled open orders cancelled)";
    expect(tradeAfter(eth, eth.entry(BUY), eth.entryCancel({ reason }))).toMatchObject({
      status: "cancelled",
      amount: "0",
    });
  });

  test("a cancelled exit says nothing of money: its profits are worked out at price 0", () => {
    const cancel = eth.exitCancel({
      amount: "0.0",
      profit_amount: "-20.0",
      profit_ratio: "-1.0",
      current_rate: "2.3",
      reason: "cancelled due to timeout",
    });
    const trade = tradeAfter(eth, eth.entryFill(BUY), eth.exit({ ...SELL, cumulative_profit: "0.0" }), cancel);
    expect(trade).toMatchObject({ status: "open", amount: "10", realised: "0", exits: 0, lastPrice: "2.3" });
  });

  test("the reason of an exit order is kept where its fill names none", () => {
    const exit = eth.exit({ ...SELL, cumulative_profit: "0.0", exit_reason: "exit_signal" });
    const fill = eth.exitFill({ ...SELL, ...FINAL, exit_reason: "None" });
    expect(tradeAfter(eth, eth.entryFill(BUY), exit, fill)).toMatchObject({ exitReason: "exit_signal" });
  });

  test("an exit that is cancelled after a part was filled counts once, from the fill", () => {
    const part: Body = { amount: "3.0", profit_amount: "1.4", cumulative_profit: "1.4", stake_amount: "14.0" };
    const state = after(
      eth.entryFill(BUY),
      eth.exit({ ...SELL, cumulative_profit: "0.0" }),
      eth.exitFill({ ...part, close_rate: "2.5", is_final_exit: "False", sub_trade: "True", exit_reason: "None" }),
      eth.exitCancel({ amount: "3.0", profit_amount: "-14.0", stake_amount: "14.0", reason: "partially filled" }),
    );
    expect(state.trades[eth.key]).toMatchObject({ status: "open", amount: "7", realised: "1.4", exits: 1 });
    expect(state.totals).toMatchObject([{ realised: "1.4", closed: 0 }]);
  });

  test("a part-filled exit that was cancelled, but whose fill was lost, makes the amount unknown", () => {
    const cancel = eth.exitCancel({ amount: "3.0", stake_amount: "14.0", reason: "partially filled" });
    const trade = tradeAfter(eth, eth.entryFill(BUY), eth.exit({ ...SELL, cumulative_profit: "0.0" }), cancel);
    expect(trade).toMatchObject({ status: "open", amount: null, averageEntry: null, realised: "0" });
  });

  test("a part-filled exit that is kept open goes on to its fill, with no exit in between", () => {
    const keep = eth.exitCancel({ amount: "9.9", reason: "partially filled - keeping order open" });
    const life = [eth.entryFill(BUY), eth.exit({ ...SELL, cumulative_profit: "0.0" }), keep];
    expect(tradeAfter(eth, ...life)).toMatchObject({ status: "open", amount: "10", averageEntry: "2" });
    expect(tradeAfter(eth, ...life, eth.exitFill({ ...SELL, ...FINAL }))).toMatchObject({ status: "closed", exits: 1 });
  });
});
