/**
 * Profits that cannot be read: unknown, never zero, and in no sum.
 */
import { describe, expect, test } from "vitest";
import type { FeedEvent, FeedState, Json } from "@fillcast/protocol";
import { foldAll, serve } from "../../../../../../parties/feed/state/fold/evolve.ts";
import { Feed, tradeBodies, type Body } from "../../../../../support/freqtrade-events.ts";
import { after, BUY, eth, FINAL, SELL, tradeAfter } from "../../../../../support/stories.ts";

function stateOf({ events }: { readonly events: readonly FeedEvent[] }): FeedState {
  return serve(foldAll(events), events.at(-1)!.at);
}

/** What a script may put where a profit should be. */
const UNREADABLE: readonly (Json | undefined)[] = [
  "nan",
  "NaN",
  "inf",
  "-inf",
  "1,234.50",
  "4,80",
  "1_000",
  "",
  " ",
  "4.80 USDT",
  "4.8%",
  "0x10",
  "--4",
  "1e9999",
  null,
  {},
  [],
  ["4.8"],
  { value: "4.8" },
  true,
  undefined,
];

describe("a profit that cannot be read", () => {
  test.each(UNREADABLE.map((value) => [value]))("%j is unknown, and in no sum", (value) => {
    const feed = new Feed();
    const trade = { id: "1", openedAt: "2024-10-24T09:00:00Z" };
    feed.add({ type: "entry_fill", pair: "ETH/USDT", trade, data: { amount: "1", open_rate: "2" } });
    const data = { amount: "1", is_final_exit: true, final_profit_ratio: "0.05" };
    const said = value === undefined ? {} : { profit_amount: value, cumulative_profit: value };
    feed.add({ type: "exit_fill", pair: "ETH/USDT", trade, data: { ...data, ...said } });
    const { trades, totals, days, bots } = stateOf(feed);
    expect(Object.values(trades)).toMatchObject([{ status: "closed", realised: null, profitRatio: "0.05", exits: 1 }]);
    expect(totals).toEqual([
      {
        mode: "unknown",
        currency: "USDT",
        realised: "0",
        closed: 0,
        wins: 0,
        losses: 0,
        grossProfit: "0",
        grossLoss: "0",
        unreadable: 1,
      },
    ]);
    expect(days).toEqual([]);
    expect(bots["spot-1"]).toMatchObject({ openTrades: 0, closedTrades: 0, wins: 0, unreadable: 1 });
  });

  test("stands beside those that can be read, which are summed", () => {
    const feed = new Feed();
    for (const [id, profit] of ["4.0", "nan", "-1.0", "nan"].entries()) {
      const trade = tradeBodies({ trade_id: String(id) });
      feed.post(trade.entryFill(BUY));
      feed.post(trade.exitFill({ ...SELL, ...FINAL, profit_amount: profit, cumulative_profit: profit }));
    }
    const { totals, bots } = stateOf(feed);
    expect(totals).toMatchObject([{ realised: "3", closed: 2, wins: 1, losses: 1, unreadable: 2 }]);
    expect(bots["spot-1"]).toMatchObject({ closedTrades: 2, wins: 1, unreadable: 2 });
  });

  test("is no matter where the bot says what was realised in all, or the other way round", () => {
    const close = { ...SELL, ...FINAL };
    expect(tradeAfter(eth, eth.entryFill(BUY), eth.exitFill({ ...close, profit_amount: "nan" }))).toMatchObject({
      realised: "4.9",
    });
    expect(tradeAfter(eth, eth.entryFill(BUY), eth.exitFill({ ...close, cumulative_profit: "nan" }))).toMatchObject({
      realised: "4.9",
    });
  });

  test("makes a trade's profit unknown until the bot says the sum", () => {
    const part: Body = { amount: "2.0", profit_amount: "1.0", cumulative_profit: "1.0", is_final_exit: "False" };
    const unread: Body = { ...part, profit_amount: "nan", cumulative_profit: "nan" };
    const life = [eth.entryFill(BUY), eth.exitFill(part), eth.exitFill(unread)];
    const unknown = after(...life);
    expect(unknown.trades[eth.key]).toMatchObject({ status: "open", realised: null, exits: 2 });
    expect(unknown.totals).toMatchObject([{ realised: "0", unreadable: 1 }]);
    const { cumulative_profit: _, ...sum } = part;
    expect(after(...life, eth.exitFill(sum)).trades[eth.key]).toMatchObject({ realised: null });
    for (const known of [eth.exitFill({ ...part, cumulative_profit: "3.5" }), eth.exit({ cumulative_profit: "3.5" })]) {
      const state = after(...life, known);
      expect(state.trades[eth.key]).toMatchObject({ realised: "3.5" });
      expect(state.totals).toMatchObject([{ realised: "3.5" }]);
      expect(state.totals[0]).not.toHaveProperty("unreadable");
      expect(state.bots["spot-1"]).not.toHaveProperty("unreadable");
    }
  });

  test("of a trade in no known currency is reported for the unknown book, and for its bot", () => {
    const feed = new Feed();
    feed.add({ type: "exit_fill", pair: "FOOBAR", trade: { id: "1" }, data: { is_final_exit: true } });
    expect(stateOf(feed).totals).toMatchObject([{ currency: "unknown", realised: "0", closed: 0, unreadable: 1 }]);
    expect(stateOf(feed).bots["spot-1"]).toMatchObject({ unreadable: 1 });
  });

  test("what else cannot be read is unknown too, or stays as it was known", () => {
    const nonsense = { leverage: "nan", amount: "1,5", open_rate: "nan", current_rate: "inf", stake_amount: "20 USDT" };
    expect(tradeAfter(eth, eth.entryFill({ ...BUY, ...nonsense }))).toMatchObject({
      leverage: null,
      amount: null,
      averageEntry: null,
      lastPrice: null,
      stake: null,
    });
    const exit = eth.exitFill({ ...SELL, ...FINAL, final_profit_ratio: "nan", stake_amount: "nan", close_rate: "" });
    expect(tradeAfter(eth, eth.entryFill(BUY), exit)).toMatchObject({ profitRatio: null, stake: "20", lastPrice: "2" });
  });
});
