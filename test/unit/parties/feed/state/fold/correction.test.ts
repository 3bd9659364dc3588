/**
 * What a bot says of a trade after its close, and what comes late: the newest word counts, by the clock that is known.
 */
import { describe, expect, test } from "vitest";
import type { FeedState, JsonObject } from "@fillcast/protocol";
import { evolve, foldAll, initialState, serve } from "../../../../../../parties/feed/state/fold/evolve.ts";
import { tradeRows } from "../../../../../../parties/feed/state/fold/trade-book.ts";
import { Feed, HOUR, MORNING, type Body } from "../../../../../support/freqtrade-events.ts";
import { after, BUY, eth, FINAL, SELL } from "../../../../../support/stories.ts";

function close(profit: string, more: Body = {}): Body {
  return eth.exitFill({ ...SELL, ...FINAL, profit_amount: profit, cumulative_profit: profit, ...more });
}

describe("a correction after the close", () => {
  test("counts once, in trade, totals, days and bot", () => {
    const state = after(eth.entryFill(BUY), close("0.11"), close("0.57", { final_profit_ratio: "0.03" }));
    expect(state.trades[eth.key]).toMatchObject({ status: "closed", realised: "0.57", profitRatio: "0.03", exits: 1 });
    expect(state.totals).toMatchObject([{ realised: "0.57", closed: 1, wins: 1, grossProfit: "0.57", grossLoss: "0" }]);
    expect(state.days).toMatchObject([{ realised: "0.57", closed: 1, wins: 1 }]);
    expect(state.bots["spot-1"]).toMatchObject({ closedTrades: 1, wins: 1 });
  });

  test("may make a loss larger, a gain of a loss, or nothing of either", () => {
    const larger = after(eth.entryFill(BUY), close("-4.4"), close("-5.5"));
    expect(larger.totals).toMatchObject([{ realised: "-5.5", closed: 1, losses: 1, grossLoss: "5.5" }]);
    const turned = after(eth.entryFill(BUY), close("-0.01"), close("0.02"));
    expect(turned.totals).toMatchObject([
      { realised: "0.02", wins: 1, losses: 0, grossProfit: "0.02", grossLoss: "0" },
    ]);
    expect(turned.bots["spot-1"]).toMatchObject({ closedTrades: 1, wins: 1 });
    const even = after(eth.entryFill(BUY), close("0.01"), close("0.0"));
    expect(even.totals).toMatchObject([{ realised: "0", closed: 1, wins: 0, losses: 0, grossProfit: "0" }]);
  });

  test("of the last exit alone is added to what was realised before it", () => {
    const part: Body = { amount: "4.0", profit_amount: "1.0", is_final_exit: "False", sub_trade: "True" };
    const last = { amount: "6.0", close_rate: "1.0", is_final_exit: "True" };
    const state = after(
      eth.entryFill(BUY),
      eth.exitFill(part),
      eth.exitFill({ ...last, profit_amount: "-5.4" }),
      eth.exitFill({ ...last, profit_amount: "-6.5" }),
    );
    expect(state.trades[eth.key]).toMatchObject({ realised: "-5.5", exits: 2, amount: "0" });
    expect(state.totals).toMatchObject([{ realised: "-5.5", closed: 1, grossLoss: "5.5" }]);
  });

  test("belongs to the day of the close, and reaches patch and ledger", () => {
    const feed = new Feed();
    feed.post(eth.entryFill(BUY));
    feed.post(close("0.11"), { at: Date.UTC(2024, 9, 24, 23, 59) });
    feed.post(close("0.57"), { at: Date.UTC(2024, 9, 25, 0, 1) });
    const fold = initialState();
    const patch = feed.events.map((event) => evolve(fold, event)).at(-1)!;
    expect(patch.days).toMatchObject([{ day: "2024-10-24", realised: "0.57", closed: 1 }]);
    expect(tradeRows(patch)).toMatchObject([{ key: eth.key, realised: "0.57", updatedSeq: 3 }]);
    expect(serve(fold, MORNING).days).toHaveLength(1);
    const booked = [{ at: Date.UTC(2024, 9, 24, 23, 59), realised: "0.57" }];
    expect(serve(fold, MORNING).trades[eth.key]).toMatchObject({ booked });
  });

  test("makes known what could not be read, and what cannot be read corrects nothing", () => {
    const read = after(eth.entryFill(BUY), close("nan"), close("4.9"));
    expect(read.trades[eth.key]).toMatchObject({ realised: "4.9" });
    expect(read.totals).toMatchObject([{ realised: "4.9", closed: 1, wins: 1 }]);
    expect(read.totals[0]).not.toHaveProperty("unreadable");
    expect(after(eth.entryFill(BUY), close("4.9"), close("nan")).totals).toMatchObject([
      { realised: "4.9", closed: 1 },
    ]);
  });

  test("an exit order, a cancel or an entry that comes after the close is none", () => {
    const life = [eth.entryFill(BUY), close("4.9")];
    const late = [
      eth.exit({ ...SELL, cumulative_profit: "0.0" }),
      eth.exitCancel({ profit_amount: "-20.0", cumulative_profit: "-20.0" }),
      eth.entryFill(BUY),
    ];
    expect(after(...life, ...late).trades).toEqual(after(...life).trades);
  });

  test("a part's fill that comes late is none, and one of a later date is", () => {
    const at = (date: string): Body => ({ close_date: `2024-10-24 ${date}+00:00` });
    const part = (date: Body): Body =>
      eth.exitFill({ ...SELL, amount: "2.0", cumulative_profit: "0.3", is_final_exit: "False", ...date });
    const life = [eth.entryFill(BUY), close("4.9", at("12:00:05"))];
    for (const late of [at("12:00:01"), at("12:00:05"), {}]) {
      expect(after(...life, part(late)).trades[eth.key]).toMatchObject({ realised: "4.9", status: "closed" });
    }
    expect(after(...life, part(at("12:00:06"))).trades[eth.key]).toMatchObject({ realised: "0.3", status: "closed" });
  });

  test("of an earlier date than the close, by the bot's own word, is none", () => {
    const at = (date: string): Body => ({ close_date: `2024-10-24 ${date}+00:00` });
    const state = after(eth.entryFill(BUY), close("-5.5", at("12:00:05")), close("-4.4", at("12:00:01")));
    expect(state.totals).toMatchObject([{ realised: "-5.5" }]);
    const same = after(eth.entryFill(BUY), close("-4.4", at("12:00:05")), close("-5.5", at("12:00:05")));
    expect(same.totals).toMatchObject([{ realised: "-5.5" }]);
  });
});

describe("a message that its producer dates", () => {
  /** Fills of one trade, each with the producer's clock in hours. */
  function told(...messages: readonly (readonly [hour: number, data: JsonObject])[]): FeedState {
    const feed = new Feed();
    const trade = { id: "1", openedAt: "2024-10-24T01:00:00Z" };
    const buy = { amount: "10", open_rate: "2", stake_amount: "20" };
    feed.add({ type: "entry_fill", pair: "ETH/USDT", trade, data: buy, ts: MORNING });
    for (const [hour, data] of messages)
      feed.add({ type: "exit_fill", pair: "ETH/USDT", trade, data, ts: MORNING + hour * HOUR });
    return serve(foldAll(feed.events), feed.events.at(-1)!.at);
  }
  const final = (sum: string): JsonObject => ({ amount: "10", cumulative_profit: sum, is_final_exit: true });

  test("before the newest one overwrites nothing, whichever way they come", () => {
    expect(told([2, final("0.57")], [1, final("0.11")]).totals).toMatchObject([{ realised: "0.57", closed: 1 }]);
    expect(told([1, final("0.11")], [2, final("0.57")]).totals).toMatchObject([{ realised: "0.57", closed: 1 }]);
    expect(told([1, final("0.11")], [3, final("0.57")], [2, final("0.4")]).totals).toMatchObject([
      { realised: "0.57" },
    ]);
  });

  test("and comes late to an open trade counts its amount, and no older sum, stake or price", () => {
    const early = { amount: "2", cumulative_profit: "1", stake_amount: "16", close_rate: "2.1", is_final_exit: false };
    const late = { amount: "3", cumulative_profit: "4", stake_amount: "10", close_rate: "2.5", is_final_exit: false };
    const [trade] = Object.values(told([2, late], [1, early]).trades);
    expect(trade).toMatchObject({ amount: "5", realised: "4", stake: "10", lastPrice: "2.5", exits: 2 });
  });
});
