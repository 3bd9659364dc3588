/**
 * The test feed's state: what is published is folded as the server folds it, and what a test leaves out is made up so that
 * it fits.
 */
import type { FeedEvent, FeedState, Trade } from "@fillcast/protocol";
import { describe, expect, test } from "vitest";
import { foldAll, serve } from "../../../../parties/feed/state/fold/evolve.ts";
import { fakeFeed, type FakeFeed } from "../../../../client/src/testing.ts";

const openTrades = ({ feed }: FakeFeed): Trade[] =>
  Object.values(feed.state!.trades).filter(({ status }) => status === "open");

describe("an open trade", () => {
  test("is one line", async () => {
    const fake = fakeFeed();
    await fake.publish({ type: "entry_fill", pair: "ETH/USDT" });
    expect(openTrades(fake)).toMatchObject([
      { bot: "bot-1", pair: "ETH/USDT", direction: "long", amount: "1", averageEntry: "100", stakeCurrency: "USDT" },
    ]);
    expect(fake.feed.state!.bots["bot-1"]).toMatchObject({ openTrades: 1, closedTrades: 0 });
  });

  test("has the figures that the test gives, and none that it does not", async () => {
    const fake = fakeFeed();
    const [event] = await fake.publish({
      type: "entry_fill",
      bot: "spot",
      mode: "dry",
      pair: "XRP/USDT:USDT",
      trade: { id: "7", direction: "short", openedAt: "2026-01-02T03:04:05Z" },
      data: { amount: "30", open_rate: "0.5" },
    });
    expect(event!.data).toEqual({ amount: "30", open_rate: "0.5" });
    expect(openTrades(fake)).toMatchObject([
      {
        key: "spot:7:2026-01-02T03:04:05Z",
        mode: "dry",
        direction: "short",
        amount: "30",
        averageEntry: "0.5",
        stake: null,
      },
    ]);
  });

  test("takes the next fill of its pair, and an exit without a word closes it with a profit", async () => {
    const fake = fakeFeed();
    await fake.publish([
      { type: "entry_fill", pair: "ETH/USDT" },
      { type: "entry_fill", pair: "ETH/USDT", data: { amount: "1", open_rate: "200" } },
      { type: "entry_fill", pair: "BTC/USDT" },
    ]);
    expect(openTrades(fake)).toMatchObject([
      { pair: "ETH/USDT", amount: "2", averageEntry: "150", entries: 2 },
      { pair: "BTC/USDT", amount: "1", entries: 1 },
    ]);
    await fake.publish({ type: "exit_fill", pair: "ETH/USDT" });
    expect(openTrades(fake)).toMatchObject([{ pair: "BTC/USDT" }]);
    expect(fake.feed.state!.totals).toMatchObject([{ currency: "USDT", realised: "10", closed: 1, wins: 1 }]);
    await fake.publish({ type: "entry_fill", pair: "ETH/USDT" });
    expect(openTrades(fake)).toHaveLength(2);
    expect(new Set(Object.values(fake.feed.state!.trades).map(({ id }) => id)).size).toBe(3);
  });

  test("is identified by the bot's own id, if the payload has one", async () => {
    const fake = fakeFeed();
    const entry = (trade_id: string) => ({
      type: "entry_fill" as const,
      pair: "ETH/USDT",
      data: { trade_id, amount: "1", open_rate: "5", open_date: "2026-01-02 03:04:05+00:00", direction: "Short" },
    });
    await fake.publish([entry("1"), entry("2")]);
    expect(openTrades(fake)).toMatchObject([
      { key: "bot-1:1:2026-01-02T03:04:05Z", direction: "short" },
      { key: "bot-1:2:2026-01-02T03:04:05Z", direction: "short" },
    ]);
    await fake.publish({
      type: "exit_fill",
      pair: "ETH/USDT",
      data: { trade_id: "1", amount: "1", is_final_exit: true, profit_amount: "-4.8" },
    });
    expect(openTrades(fake)).toMatchObject([{ id: "2" }]);
    expect(fake.feed.state!.totals).toMatchObject([{ realised: "-4.8", losses: 1 }]);
  });
});

describe("a state that a test begins with", () => {
  const trade = {
    key: "spot:1:2026-01-01T00:00:00Z",
    bot: "spot",
    mode: "live",
    id: "1",
    exchange: null,
    pair: "ETH/USDT",
    direction: "long",
    leverage: null,
    status: "open",
    openedAt: "2026-01-01T00:00:00Z",
    closedAt: null,
    amount: "2",
    averageEntry: "100",
    stake: "200",
    stakeCurrency: "USDT",
    realised: "0",
    profitRatio: null,
    entryTag: null,
    exitReason: null,
    entries: 1,
    exits: 0,
    lastPrice: null,
    lastPriceAt: null,
    joinedLate: false,
    updatedSeq: 0,
  } as Trade;
  const state: FeedState = {
    bots: {
      spot: {
        mode: "live",
        presence: "up",
        lastEventAt: 1_767_225_590_000,
        lastSeenAt: 1_767_225_590_000,
        openTrades: 1,
        closedTrades: 3,
        wins: 2,
      },
    },
    trades: { [trade.key]: trade },
    totals: [
      {
        mode: "live",
        currency: "USDT",
        realised: "100",
        closed: 3,
        wins: 2,
        losses: 1,
        grossProfit: "120",
        grossLoss: "20",
      },
    ],
    days: [{ day: "2026-01-01", mode: "live", currency: "USDT", realised: "7", closed: 1, wins: 1 }],
    locks: [{ bot: "spot", pair: "ETH/USDT", side: "*", until: "2026-01-02T00:00:00Z", reason: null }],
    more: { bots: 0, trades: 12, currencies: 1, locks: 0 },
  };

  test("is shown as it is", async () => {
    const fake = fakeFeed({ state });
    await fake.advance(0);
    expect(fake.feed.state).toEqual(state);
  });

  test("goes on from there: its trade is closed, its sums grow", async () => {
    const fake = fakeFeed({ state });
    await fake.publish({
      type: "exit_fill",
      bot: "spot",
      pair: "ETH/USDT",
      data: { amount: "2", profit_amount: "5", is_final_exit: true },
    });
    const { bots, trades, totals, days, locks, more } = fake.feed.state!;
    expect(trades[trade.key]).toMatchObject({ status: "closed", realised: "5" });
    expect(bots.spot).toMatchObject({ mode: "live", presence: "up", openTrades: 0, closedTrades: 4, wins: 3 });
    expect(totals).toMatchObject([{ mode: "live", realised: "105", closed: 4, wins: 3 }]);
    expect(days).toMatchObject([{ day: "2026-01-01", realised: "12", closed: 2 }]);
    expect(locks).toEqual(state.locks);
    expect(more).toEqual(state.more);
  });

  test("changes as the test says, where it gives a patch; later events go on from there", async () => {
    const fake = fakeFeed({ state });
    const spot = { ...state.bots.spot!, openTrades: 4 };
    await fake.publish({ type: "x-a" }, { bots: { spot } });
    expect(fake.feed.state!.bots).toEqual({ spot });
    await fake.publish({ type: "entry_fill", bot: "spot", pair: "BTC/USDT" });
    expect(fake.feed.state!.bots.spot!.openTrades).toBe(5);
  });
});

test("what a feed shows is the fold of what was published, made-up events too, and after a reconnection", async () => {
  const fake = fakeFeed({ seed: 4 });
  const published = [];
  for (let index = 0; index < 9; index++) published.push(...(await fake.publish()));
  published.push(...(await fake.publish([{ type: "entry" }, { type: "entry_cancel" }, { type: "warning" }])));
  await fake.disconnect();
  published.push(...(await fake.publish({ type: "exit" })));
  await fake.advance(1_000);
  expect(fake.feed.status.phase).toBe("live");
  expect(fake.feed.state).toEqual(serve(foldAll(published as readonly FeedEvent[]), published.at(-1)!.at));
  expect(fake.feed.state!.totals).toMatchObject([{ closed: 4 }]);
});

test("a new life of the log begins with the first state", async () => {
  const fake = fakeFeed();
  await fake.publish({ type: "entry_fill" });
  await fake.newEpoch();
  await fake.advance(1_000);
  expect(fake.feed.state).toMatchObject({ bots: {}, trades: {} });
});

test("a feed without state has none", async () => {
  const fake = fakeFeed({ state: false });
  await fake.publish({ type: "entry_fill" });
  expect(fake.feed.state).toBeNull();
});
