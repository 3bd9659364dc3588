/**
 * What is summed, and what is kept apart.
 */
import { describe, expect, test } from "vitest";
import type { FeedEvent, FeedState } from "@fillcast/protocol";
import { foldAll, serve } from "../../../../../../parties/feed/state/fold/evolve.ts";
import { Feed, HOUR, MORNING, tradeBodies, type Body } from "../../../../../support/freqtrade-events.ts";

const BUY: Body = { amount: "10.0", open_rate: "2.0", stake_amount: "20.0", sub_trade: "False" };

function sell(profit: string, isFinal = true): Body {
  const cumulative = { profit_amount: profit, cumulative_profit: profit };
  return {
    amount: isFinal ? "10.0" : "1.0",
    close_rate: "2.5",
    ...cumulative,
    is_final_exit: isFinal ? "True" : "False",
  };
}

function stateOf({ events }: { readonly events: readonly FeedEvent[] }): FeedState {
  return serve(foldAll(events), events.at(-1)!.at);
}

describe("totals", () => {
  test("the whole trade's profit decides between win, loss and break-even", () => {
    const feed = new Feed();
    for (const [index, profit] of ["4.9", "-1.5", "0.0", "1e-08", "-2.25"].entries()) {
      const trade = tradeBodies({ trade_id: String(index) });
      feed.post(trade.entryFill(BUY));
      feed.post(trade.exitFill(sell(profit)));
    }
    // 4.9 + 0.00000001 = 4.90000001; 1.5 + 2.25 = 3.75; the difference is 1.15000001
    expect(stateOf(feed).totals).toEqual([
      {
        mode: "unknown",
        currency: "USDT",
        realised: "1.15000001",
        closed: 5,
        wins: 2,
        losses: 2,
        grossProfit: "4.90000001",
        grossLoss: "3.75",
      },
    ]);
    expect(stateOf(feed).bots["spot-1"]).toMatchObject({ closedTrades: 5, wins: 2 });
  });

  test("a partial loss of a trade that wins is no loss of its own", () => {
    const feed = new Feed();
    const trade = tradeBodies();
    feed.post(trade.entryFill(BUY));
    feed.post(trade.exitFill({ ...sell("-1.0", false), sub_trade: "True" }));
    expect(stateOf(feed).totals).toMatchObject([{ realised: "-1", closed: 0, losses: 0, grossLoss: "0" }]);
    feed.post(trade.exitFill({ ...sell("3.0"), profit_amount: "4.0" }));
    expect(stateOf(feed).totals).toMatchObject([
      { realised: "3", closed: 1, wins: 1, grossProfit: "3", grossLoss: "0" },
    ]);
  });

  test("stake currencies are never summed with one another", () => {
    const feed = new Feed();
    for (const [id, currency] of [
      ["1", "USDT"],
      ["2", "BTC"],
      ["3", "USDT"],
    ] as const) {
      const trade = tradeBodies({ trade_id: id, stake_currency: currency });
      feed.post(trade.exitFill(sell("0.1")));
    }
    expect(stateOf(feed).totals).toMatchObject([
      { currency: "USDT", realised: "0.2", closed: 2 },
      { currency: "BTC", realised: "0.1", closed: 1 },
    ]);
    expect(stateOf(feed).days).toHaveLength(2);
  });

  test("a stake currency that is not told is the one that the pair settles in", () => {
    const feed = new Feed();
    const data = { amount: "1", profit_amount: "1", is_final_exit: true };
    for (const [id, pair] of [
      ["1", "ETH/BTC"],
      ["2", "XRP/USDT:USDT"],
      ["3", "ETHBTC"],
      ["4", "FOOBAR"],
    ] as const)
      feed.add({ type: "exit_fill", pair, trade: { id, openedAt: "2024-10-24T09:00:00Z" }, data });
    expect(stateOf(feed).totals.map(({ currency }) => currency)).toEqual(["BTC", "USDT", "unknown"]);
    expect(Object.values(stateOf(feed).trades).map((trade) => trade.stakeCurrency)).toEqual([
      "BTC",
      "USDT",
      "BTC",
      null,
    ]);
  });

  test("what was realised before the currency was known leaves the book of the unknown one", () => {
    const feed = new Feed();
    const trade = { id: "1", openedAt: "2024-10-24T09:00:00Z" };
    const part = { amount: "1", profit_amount: "1", is_final_exit: false };
    feed.add({ type: "exit_fill", pair: "FOOBAR", trade, data: part });
    expect(stateOf(feed).totals).toMatchObject([{ currency: "unknown", realised: "1" }]);
    feed.add({ type: "exit_fill", pair: "FOOBAR", trade, data: { ...part, stake_currency: "BTC" } });
    expect(stateOf(feed).totals).toMatchObject([
      { currency: "unknown", realised: "0" },
      { currency: "BTC", realised: "2" },
    ]);
  });
});

describe("locks", () => {
  const lock: Body = {
    type: "protection_trigger",
    pair: "ETH/USDT",
    lock_end_time: "2024-10-24 10:00:00",
    reason: "Cooldown period.",
    side: "*",
    active: "True",
  };

  test("a newer lock replaces the one of its bot, pair and side", () => {
    const feed = new Feed();
    feed.post(lock);
    feed.post({ ...lock, lock_end_time: "2024-10-24 11:00:00.500000", reason: "None" });
    feed.post({ ...lock, side: "long" });
    feed.post(lock, { bot: "spot-2" });
    feed.post({
      ...lock,
      type: "protection_trigger_global",
      pair: "*",
      lock_end_time: "",
      lock_end_timestamp: "1729764000000",
    });
    expect(stateOf(feed).locks.map(({ bot, pair, side, until, reason }) => [bot, pair, side, until, reason])).toEqual([
      ["spot-1", "ETH/USDT", "*", "2024-10-24T11:00:00.500000Z", null],
      ["spot-1", "ETH/USDT", "long", "2024-10-24T10:00:00Z", "Cooldown period."],
      ["spot-2", "ETH/USDT", "*", "2024-10-24T10:00:00Z", "Cooldown period."],
      ["spot-1", "*", "*", "2024-10-24T10:00:00.000Z", "Cooldown period."],
    ]);
  });

  test("a lock is gone when its time has come, by the room's clock", () => {
    const feed = new Feed();
    feed.post(lock);
    feed.post({ type: "status", status: "running" }, { at: MORNING + HOUR - 1 });
    expect(stateOf(feed).locks).toHaveLength(1);
    expect(serve(foldAll(feed.events), MORNING + HOUR).locks).toEqual([]);
    feed.post({ type: "status", status: "running" }, { at: MORNING + HOUR });
    expect(foldAll(feed.events).locks).toEqual([]);
  });

  test.each([
    ["cannot be read", { lock_end_time: "soon" }],
    ["does not hold", { active: "False" }],
    ["is over", { lock_end_time: "2024-10-24 08:00:00" }],
  ])("a lock that %s is none", (_what, fields) => {
    const feed = new Feed();
    feed.post({ ...lock, ...fields });
    expect(stateOf(feed).locks).toEqual([]);
  });
});
