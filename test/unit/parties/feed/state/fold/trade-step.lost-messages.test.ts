/**
 * Messages that never came, or never existed in older bots, and trades that are short: what is still known, and what is not
 * made up.
 */
import { describe, expect, test } from "vitest";
import { tradeBodies, type Body } from "../../../../../support/freqtrade-events.ts";
import { after, BUY, eth, FINAL, SELL, tradeAfter } from "../../../../../support/stories.ts";

describe("lost messages", () => {
  test("a lost entry order is made good by its fill", () => {
    expect(tradeAfter(eth, eth.entryFill(BUY))).toMatchObject({ status: "open", amount: "10", joinedLate: false });
  });

  test("an exit fill of a trade never seen counts its profit and knows no amount", () => {
    const part: Body = { amount: "3.0", profit_amount: "1.4", cumulative_profit: "5.1", is_final_exit: "False" };
    const open = after(eth.exitFill({ ...part, close_rate: "2.5", sub_trade: "True" }));
    expect(open.trades[eth.key]).toMatchObject({ status: "open", joinedLate: true, amount: null, averageEntry: null });
    expect(open.totals).toMatchObject([{ realised: "5.1", closed: 0 }]);
    const closed = after(eth.exitFill({ ...SELL, ...FINAL }));
    expect(closed.trades[eth.key]).toMatchObject({
      status: "closed",
      joinedLate: true,
      amount: "0",
      averageEntry: null,
    });
    expect(closed.totals).toMatchObject([{ realised: "4.9", closed: 1, wins: 1 }]);
  });

  test("an entry whose fill was lost is joined late with its exit", () => {
    const exit = eth.exit({ ...SELL, cumulative_profit: "0.0" });
    expect(tradeAfter(eth, eth.entry(BUY), exit)).toMatchObject({ status: "pending", joinedLate: true, amount: null });
    const trade = tradeAfter(eth, eth.entry(BUY), exit, eth.exitFill({ ...SELL, ...FINAL }));
    expect(trade).toMatchObject({ status: "closed", joinedLate: true, realised: "4.9", entries: 0 });
  });

  test("a trade of which only an exit order or a cancel was seen is not shown, but remembered as joined late", () => {
    const exit = eth.exit({ ...SELL, cumulative_profit: "0.0" });
    expect(after(exit, eth.exitCancel({ reason: "cancelled due to timeout" })).trades).toEqual({});
    expect(after(eth.entryCancel({ reason: "cancelled due to timeout" })).trades).toEqual({});
    const increase = eth.entryFill({ ...BUY, sub_trade: "True", stake_amount: "40.0" });
    expect(tradeAfter(eth, exit, increase)).toMatchObject({
      status: "open",
      joinedLate: true,
      amount: null,
      entries: 1,
    });
  });

  test("a cancelled increase does not end a trade that was joined late", () => {
    const life = [eth.exit({ ...SELL, cumulative_profit: "0.0" }), eth.entry(BUY)];
    const cancel = eth.entryCancel({ reason: "cancelled due to timeout" });
    expect(tradeAfter(eth, ...life, cancel)).toMatchObject({ status: "pending", joinedLate: true });
  });

  test("a lost partial exit shows in the profit of the next one, which is counted whole", () => {
    const next: Body = { amount: "2.0", profit_amount: "0.9", cumulative_profit: "2.4", stake_amount: "10.0" };
    const state = after(
      eth.entryFill(BUY),
      eth.exitFill({ ...next, close_rate: "2.5", is_final_exit: "False", sub_trade: "True" }),
    );
    expect(state.trades[eth.key]).toMatchObject({ status: "open", amount: null, averageEntry: null, realised: "2.4" });
    expect(state.totals).toMatchObject([{ realised: "2.4" }]);
  });

  test("a lost increase shows where an exit of the whole trade tells another amount and stake", () => {
    const whole: Body = { amount: "15.0", stake_amount: "27.0", cumulative_profit: "0.0", sub_trade: "False" };
    const trade = tradeAfter(eth, eth.entryFill(BUY), eth.exit({ ...whole, close_rate: "2.5" }));
    expect(trade).toMatchObject({ status: "open", amount: null, averageEntry: null });
  });

  test("a first fill that is an increase by its stake tells neither amount nor average", () => {
    const trade = tradeAfter(
      eth,
      eth.entryFill({ amount: "5.0", open_rate: "1.4", stake_amount: "27.0", sub_trade: "True" }),
    );
    expect(trade).toMatchObject({ status: "open", amount: null, averageEntry: null, entries: 1 });
  });

  test("more sold than was bought makes the amount unknown and closes nothing that goes on", () => {
    const sale: Body = {
      amount: "12.0",
      close_rate: "2.5",
      profit_amount: "5",
      cumulative_profit: "5",
      sub_trade: "True",
    };
    const trade = tradeAfter(eth, eth.entryFill(BUY), eth.exitFill(sale));
    expect(trade).toMatchObject({ status: "open", amount: null, averageEntry: null, realised: "5" });
  });

  test("a fee that is corrected later, while the stake agrees, is no lost fill", () => {
    const part: Body = {
      amount: "4.0",
      profit_amount: "1.9",
      close_rate: "2.5",
      is_final_exit: "False",
      sub_trade: "True",
    };
    const trade = tradeAfter(
      eth,
      eth.entryFill(BUY),
      eth.exitFill({ ...part, cumulative_profit: "1.9", stake_amount: "12.0" }),
      eth.exit({ ...SELL, amount: "6.0", cumulative_profit: "1.95", stake_amount: "12.0", sub_trade: "False" }),
    );
    expect(trade).toMatchObject({ amount: "6", averageEntry: "2", realised: "1.9" });
  });

  test("profits that differ by the rounding of their eighth place are no lost fill", () => {
    const trade = tradeAfter(
      eth,
      eth.entryFill({ amount: "10.0", open_rate: "1e-06" }),
      eth.exitFill({ amount: "4.0", profit_amount: "1e-08", cumulative_profit: "3e-08", is_final_exit: "False" }),
    );
    expect(trade).toMatchObject({ amount: "6", averageEntry: "0.000001", realised: "0.00000003" });
  });

  test("what the wallet lacks of the amount, or the lot size cuts, is no lost fill", () => {
    const trade = tradeAfter(
      eth,
      eth.entryFill(BUY),
      eth.exit({ ...SELL, amount: "9.81", cumulative_profit: "0.0", stake_amount: "20.0", sub_trade: "False" }),
    );
    expect(trade).toMatchObject({ amount: "10", averageEntry: "2" });
    const unstaked = eth.exit({ amount: "9.81", close_rate: "2.5", sub_trade: "False" });
    expect(tradeAfter(eth, eth.entryFill(BUY), unstaked)).toMatchObject({ amount: "10" });
  });

  test("an exit order for a part of the trade tells another amount, and nothing is lost", () => {
    const part = eth.exit({ amount: "4.0", close_rate: "2.5", sub_trade: "True" });
    expect(tradeAfter(eth, eth.entryFill(BUY), part)).toMatchObject({ amount: "10", averageEntry: "2" });
  });
});

describe("older bots", () => {
  const sell: Body = { amount: "4.0", close_rate: "2.5", profit_amount: "1.9" };

  test("without a cumulative profit the fills are summed", () => {
    const state = after(
      eth.entryFill(BUY),
      eth.exitFill({ ...sell, sub_trade: "True" }),
      eth.exitFill({ amount: "6.0", close_rate: "1.5", profit_amount: "-3.1", sub_trade: "False" }),
    );
    expect(state.trades[eth.key]).toMatchObject({ status: "closed", realised: "-1.2", profitRatio: null, exits: 2 });
    expect(state.totals).toMatchObject([{ realised: "-1.2", closed: 1, wins: 0, losses: 1, grossLoss: "1.2" }]);
  });

  test("a fill that is no part of the trade closes it, and so does one that leaves nothing", () => {
    const dusty = eth.exitFill({ ...sell, amount: "9.99999999", sub_trade: "False" });
    expect(tradeAfter(eth, eth.entryFill(BUY), dusty)).toMatchObject({ status: "closed", amount: "0" });
    const rest = eth.exitFill({ ...sell, amount: "6.0", sub_trade: "True" });
    const trade = tradeAfter(eth, eth.entryFill(BUY), eth.exitFill({ ...sell, sub_trade: "True" }), rest);
    expect(trade).toMatchObject({ status: "closed", realised: "3.8" });
  });

  test("the tag of an old bot is its buy_tag", () => {
    const { enter_tag: _none, ...old } = eth.entryFill({ ...BUY, buy_tag: "dip" });
    expect(tradeAfter(eth, old)).toMatchObject({ entryTag: "dip" });
  });
});

describe("short and leveraged", () => {
  const short = tradeBodies({ pair: "XRP/USDT:USDT", direction: "Short", leverage: "5.0" });
  const open: Body = { amount: "470.0", open_rate: "0.5287", stake_amount: "49.697799999999994", sub_trade: "False" };

  test("a first fill that the exchange's precision cut is no increase: its stake is its cost over the leverage", () => {
    const cut = short.entryFill({ ...open, amount: "469.9", stake_amount: "49.687226", sub_trade: "True" });
    expect(after(short.entry(open), cut).trades[short.key]).toMatchObject({ amount: "469.9", averageEntry: "0.5287" });
  });

  test("a short's stake is its cost over the leverage, and its loss may exceed it", () => {
    const state = after(
      short.entryFill(open),
      short.exit({
        amount: "470.0",
        cumulative_profit: "0.0",
        stake_amount: open.stake_amount ?? "",
        sub_trade: "False",
      }),
      short.exitFill({
        amount: "470.0",
        close_rate: "0.6341",
        profit_amount: "-49.84",
        cumulative_profit: "-49.84",
        ...FINAL,
      }),
    );
    expect(state.trades[short.key]).toMatchObject({ direction: "short", leverage: "5", averageEntry: "0.5287" });
    expect(state.totals).toMatchObject([{ currency: "USDT", realised: "-49.84", losses: 1, grossLoss: "49.84" }]);
  });
});
