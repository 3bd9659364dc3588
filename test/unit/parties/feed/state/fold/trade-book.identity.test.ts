/**
 * Which trade a message is about: bots use their ids again, several bots have the same ones, and old messages come late.
 */
import { describe, expect, test } from "vitest";
import type { FeedEvent, FeedState } from "@fillcast/protocol";
import { evolve, foldAll, initialState, serve } from "../../../../../../parties/feed/state/fold/evolve.ts";
import { tradeRows } from "../../../../../../parties/feed/state/fold/trade-book.ts";
import { Feed, MORNING, tradeBodies, type Body } from "../../../../../support/freqtrade-events.ts";

const BUY: Body = { amount: "10.0", open_rate: "2.0", stake_amount: "20.0", sub_trade: "False" };
const CLOSE: Body = {
  amount: "10.0",
  close_rate: "2.5",
  profit_amount: "4.9",
  cumulative_profit: "4.9",
  is_final_exit: "True",
};

const morning = tradeBodies({ open_date: "2024-10-24 09:15:03.123456" });
const noon = tradeBodies({ open_date: "2024-10-24 12:00:00", pair: "BTC/USDT" });

function stateOf({ events }: { readonly events: readonly FeedEvent[] }): FeedState {
  return serve(foldAll(events), events.at(-1)!.at);
}

function after(...bodies: Body[]): FeedState {
  const feed = new Feed();
  for (const body of bodies) feed.post(body);
  return stateOf(feed);
}

describe("an id that is used again", () => {
  test("a new trade orphans the open one whose id it uses, and an older trade with a lower id stays", () => {
    const other = tradeBodies({ trade_id: "4" });
    const state = after(other.entryFill(BUY), morning.entryFill(BUY), noon.entry(BUY));
    expect(state.trades[morning.key]).toMatchObject({ status: "orphaned", amount: "10", closedAt: null });
    expect(state.trades[other.key]).toMatchObject({ status: "open" });
    expect(state.trades[noon.key]).toMatchObject({ status: "pending", pair: "BTC/USDT" });
    expect(state.bots["spot-1"]).toMatchObject({ openTrades: 1, closedTrades: 0 });
  });

  test("a pending trade whose id is used again is cancelled", () => {
    expect(after(morning.entry(BUY), noon.entry(BUY)).trades[morning.key]).toMatchObject({ status: "cancelled" });
  });

  test("an entry that was deleted leaves its id to the next trade, which is another", () => {
    const reason = "cancelled due to timeout, fully cancelled";
    const state = after(morning.entry(BUY), morning.entryCancel({ reason }), noon.entry(BUY), noon.entryFill(BUY));
    expect(Object.values(state.trades).map(({ status }) => status)).toEqual(["cancelled", "open"]);
  });

  test("a closed trade is left alone by the next one with its id", () => {
    const state = after(morning.entryFill(BUY), morning.exitFill(CLOSE), noon.entryFill(BUY));
    expect(state.trades[morning.key]).toMatchObject({ status: "closed" });
    expect(state.bots["spot-1"]).toMatchObject({ openTrades: 1, closedTrades: 1, wins: 1 });
  });

  test("an orphaned trade still takes its late fills, and closes with the final one", () => {
    const life = [morning.entryFill(BUY), noon.entryFill(BUY)];
    const part = morning.exitFill({ ...CLOSE, amount: "4.0", is_final_exit: "False", sub_trade: "True" });
    expect(after(...life, part).trades[morning.key]).toMatchObject({
      status: "orphaned",
      amount: "6",
      realised: "4.9",
    });
    const state = after(...life, morning.exitFill(CLOSE));
    expect(state.trades[morning.key]).toMatchObject({ status: "closed" });
    expect(state.trades[noon.key]).toMatchObject({ status: "open" });
    expect(state.totals).toMatchObject([{ realised: "4.9", closed: 1 }]);
  });

  test("a late exit of an older trade does not end the newer one", () => {
    const part = morning.exitFill({ ...CLOSE, is_final_exit: "False", sub_trade: "True" });
    const state = after(noon.entryFill(BUY), part);
    expect(state.trades[noon.key]).toMatchObject({ status: "open" });
    expect(state.trades[morning.key]).toMatchObject({ status: "orphaned", realised: "4.9" });
    expect(state.bots["spot-1"]).toMatchObject({ openTrades: 1 });
  });

  test("an entry that is dated before the newest with its id is of a clock that was set back: neither ends the other", () => {
    const increase = { ...BUY, sub_trade: "True", stake_amount: "40.0" };
    for (const life of [[morning.entryFill(BUY)], [morning.entry(BUY), morning.entryFill(BUY)]]) {
      const state = after(noon.entryFill(BUY), ...life, noon.entryFill(increase), morning.entryFill(increase));
      expect(state.trades[noon.key]).toMatchObject({ status: "open", amount: "20" });
      expect(state.trades[morning.key]).toMatchObject({ status: "open", amount: "20" });
      expect(state.bots["spot-1"]).toMatchObject({ openTrades: 2 });
    }
  });

  test("the same instant written otherwise is the same trade", () => {
    const feed = new Feed();
    const data = { amount: "1", open_rate: "2" };
    for (const openedAt of ["2024-10-24T09:15:03Z", "2024-10-24T09:15:03.000Z", "2024-10-24T11:15:03+02:00"])
      feed.add({ type: "entry_fill", pair: "ETH/USDT", trade: { id: "5", openedAt }, data });
    expect(stateOf(feed).trades).toMatchObject({ "spot-1:5:2024-10-24T09:15:03Z": { amount: "3", entries: 3 } });
  });
});

describe("several bots", () => {
  test("equal ids of two bots are two trades, even with equal dates", () => {
    const feed = new Feed();
    feed.post(morning.entryFill(BUY), { bot: "spot-1" });
    feed.post(morning.entryFill({ ...BUY, amount: "3.0" }), { bot: "spot-2" });
    feed.post(morning.exitFill(CLOSE), { bot: "spot-1" });
    const { trades, bots } = stateOf(feed);
    expect(trades[morning.key]).toMatchObject({ bot: "spot-1", status: "closed" });
    expect(trades[morning.key.replace("spot-1", "spot-2")]).toMatchObject({
      bot: "spot-2",
      status: "open",
      amount: "3",
    });
    expect(bots).toMatchObject({
      "spot-1": { openTrades: 0, closedTrades: 1 },
      "spot-2": { openTrades: 1, closedTrades: 0 },
    });
  });

  test("a bot may have the name of a property that every object has", () => {
    const feed = new Feed();
    feed.post(morning.entryFill(BUY), { bot: "constructor" });
    feed.post({ type: "status", status: "running" }, { bot: "toString" });
    expect(stateOf(feed).bots).toMatchObject({ constructor: { openTrades: 1 }, toString: { openTrades: 0 } });
  });
});

describe("ended trades", () => {
  const MANY = 1_000;

  /** Opens and closes `count` trades, a minute apart, with ids from 1. */
  function tradeAlong(feed: Feed, count: number): void {
    for (let id = 1; id <= count; id++) {
      const trade = tradeBodies({
        trade_id: String(id),
        open_date: `2024-10-24 10:00:00.${String(id).padStart(6, "0")}`,
      });
      feed.post(trade.entryFill(BUY));
      feed.post(trade.exitFill(CLOSE));
    }
  }

  test("the last 100 are served, in the patch that drops one too", () => {
    const feed = new Feed();
    tradeAlong(feed, 101);
    const fold = initialState();
    const patches = feed.events.map((event) => evolve(fold, event));
    expect(Object.keys(serve(fold, MORNING).trades)).toHaveLength(100);
    expect(Object.keys(fold.book.current)).toHaveLength(100);
    const dropped = "spot-1:1:2024-10-24T10:00:00.000001Z";
    expect(patches.at(-1)?.trades?.[dropped]).toBeNull();
    expect(tradeRows(patches.at(-1)!).map(({ id }) => id)).toEqual(["101"]);
  });

  test("a late message about one that is no longer served makes no ghost and counts nothing twice", () => {
    const feed = new Feed();
    tradeAlong(feed, MANY);
    const state = stateOf(feed);
    const first = tradeBodies({ trade_id: "1", open_date: "2024-10-24 10:00:00.000001" });
    for (const body of [first.entryFill(BUY), first.exit(CLOSE), first.exitFill(CLOSE), first.exitCancel({})])
      feed.post(body);
    const late = stateOf(feed);
    expect(late.trades).toEqual(state.trades);
    expect(late.totals).toEqual(state.totals);
    expect(late.totals).toMatchObject([{ realised: "4900", closed: 1_000 }]);
  });

  test("a cancelled trade that comes back is no longer among them", () => {
    const feed = new Feed();
    const replaced = tradeBodies({ trade_id: "replaced" });
    feed.post(replaced.entry(BUY));
    feed.post(replaced.entryCancel({ reason: "cancelled to be replaced by new limit order" }));
    feed.post(replaced.entry(BUY));
    tradeAlong(feed, 150);
    expect(stateOf(feed).trades[replaced.key]).toMatchObject({ status: "pending" });
  });
});

describe("events of other producers", () => {
  test("an event that carries a trade folds like a bot's, with numbers as JSON writes them", () => {
    const feed = new Feed();
    const trade = { id: "a:1", direction: "short", openedAt: "2024-10-24T09:00:00Z" } as const;
    const data = { amount: 2, open_rate: "10.50", stake_currency: "EUR" };
    feed.add({ type: "entry_fill", pair: "ADA/EUR", mode: "live", trade, data });
    feed.add({ type: "exit_fill", mode: "live", trade, data: { amount: "2", close_rate: "9", profit_amount: "3" } });
    const state = stateOf(feed);
    expect(state.trades["spot-1:a:1:2024-10-24T09:00:00Z"]).toMatchObject({
      status: "closed",
      mode: "live",
      direction: "short",
      averageEntry: "10.5",
      realised: "3",
      closedAt: "2024-10-24T09:00:02.000Z",
    });
    expect(state.totals).toMatchObject([{ mode: "live", currency: "EUR", realised: "3", closed: 1 }]);
  });

  test("without an opening instant a trade is its id's, until it is over", () => {
    const feed = new Feed();
    const buy = { type: "entry_fill", pair: "ADA/EUR", trade: { id: "1" }, data: { amount: "2", open_rate: "1" } };
    const sell = { type: "exit_fill", pair: "ADA/EUR", trade: { id: "1" }, data: { amount: "2", profit_amount: "1" } };
    feed.add({ ...buy, ts: MORNING + 7 });
    feed.add(buy);
    feed.add({ ...sell, data: { amount: "4", profit_amount: "1" } });
    feed.add(sell);
    feed.add(buy);
    expect(Object.values(stateOf(feed).trades)).toMatchObject([
      { openedAt: "2024-10-24T09:00:00.007Z", status: "closed", entries: 2, exits: 1, realised: "1" },
      { openedAt: "2024-10-24T09:00:05.000Z", status: "open", entries: 1 },
    ]);
  });

  test("instant and direction may stand in Freqtrade's fields", () => {
    const feed = new Feed();
    const data = { open_date: "2024-10-24 09:15:03.5+00:00", direction: "Short", amount: "2", open_rate: "1" };
    feed.add({ type: "entry_fill", pair: "ADA/EUR", trade: { id: "1" }, data });
    expect(stateOf(feed).trades).toMatchObject({ "spot-1:1:2024-10-24T09:15:03.5Z": { direction: "short" } });
  });

  test("what names no trade, or orders something without a pair, changes nothing but its bot's last event", () => {
    const feed = new Feed();
    feed.add({ type: "entry_fill", pair: "ADA/EUR", data: { amount: "2", open_rate: "1" } });
    feed.add({ type: "entry", trade: { id: "1" }, data: { amount: "2", open_rate: "1" } });
    feed.add({ type: "signal", pair: "ADA/EUR", trade: { id: "1" }, data: {} });
    const patches = [] as unknown[];
    const fold = initialState();
    for (const event of feed.events) patches.push(evolve(fold, event));
    expect(patches.map((patch) => Object.keys(patch as object))).toEqual([["bots"], ["bots"], ["bots"]]);
    expect(serve(fold, MORNING).trades).toEqual({});
  });

  test("a fill without a usable amount or price is counted, and its amount is not made up", () => {
    for (const data of [
      {},
      { amount: "many", open_rate: "1" },
      { amount: "-1", open_rate: "1" },
      { amount: "1", open_rate: null },
    ]) {
      const feed = new Feed();
      feed.add({ type: "entry_fill", pair: "ADA/EUR", trade: { id: "1" }, data });
      expect(Object.values(stateOf(feed).trades)).toMatchObject([
        { status: "open", entries: 1, amount: null, averageEntry: null },
      ]);
    }
  });
});
