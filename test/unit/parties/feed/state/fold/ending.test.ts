/**
 * Trades that end without their bot's word: a bot with a new database, and an owner who says that a trade is over.
 */
import { describe, expect, test } from "vitest";
import type { FeedState, TradeRef } from "@fillcast/protocol";
import { evolve, foldAll, initialState, serve } from "../../../../../../parties/feed/state/fold/evolve.ts";
import { tradeRows } from "../../../../../../parties/feed/state/fold/trade-book.ts";
import { Feed, tradeBodies, type TradeBodies } from "../../../../../support/freqtrade-events.ts";
import { BUY, FINAL, SELL } from "../../../../../support/stories.ts";

/** A trade of the old database, or of the new one. */
const old = (id: number, minute = 10 + id): TradeBodies =>
  tradeBodies({ trade_id: String(id), open_date: `2024-10-24 08:${String(minute % 60).padStart(2, "0")}:00` });
const young = (id: number, pair = "ADA/USDT"): TradeBodies =>
  tradeBodies({ trade_id: String(id), open_date: `2024-10-24 12:00:${String(id).padStart(2, "0")}`, pair });

function stateOf(feed: Feed): FeedState {
  return serve(foldAll(feed.events), feed.events.at(-1)!.at);
}

function statusesOf(feed: Feed, ...trades: readonly TradeBodies[]): (string | undefined)[] {
  const state = stateOf(feed);
  return trades.map(({ key }) => state.trades[key]?.status);
}

const PART = { ...SELL, amount: "4.0", is_final_exit: "False", sub_trade: "True" };

describe("a bot with a new database", () => {
  test("leaves the open trades of the old one behind, whatever their pairs", () => {
    const feed = new Feed();
    for (const id of [5, 9, 41]) feed.post(old(id).entryFill(BUY));
    feed.post(young(1).entry(BUY));
    expect(statusesOf(feed, old(5), old(9), old(41), young(1))).toEqual([
      "orphaned",
      "orphaned",
      "orphaned",
      "pending",
    ]);
    expect(stateOf(feed).bots["spot-1"]).toMatchObject({ openTrades: 0 });
  });

  test("leaves behind what opened before a trade that must be gone, though its first ids were not heard", () => {
    const feed = new Feed();
    for (const id of [2, 41]) feed.post(old(id).entryFill(BUY));
    feed.post(young(3).entryFill(BUY));
    expect(statusesOf(feed, old(2), old(41), young(3))).toEqual(["orphaned", "orphaned", "open"]);
  });

  test("makes no ghost of a trade whose order was never filled: it is cancelled", () => {
    const feed = new Feed();
    feed.post(old(6).entryFill(BUY));
    feed.post(old(8).entry(BUY));
    feed.post(young(7).entryFill(BUY));
    expect(statusesOf(feed, old(6), old(8), young(7))).toEqual(["open", "cancelled", "open"]);
  });

  test("is known by a closed trade too, whose id would have been the lower one", () => {
    const feed = new Feed();
    feed.post(old(3).entryFill(BUY));
    feed.post(old(41).entryFill(BUY));
    feed.post(old(41).exitFill({ ...SELL, ...FINAL }));
    feed.post(young(4).entryFill(BUY));
    expect(statusesOf(feed, old(3), old(41), young(4))).toEqual(["orphaned", "closed", "open"]);
  });

  test("keeps its own trades, though ones with higher ids closed before it was made", () => {
    const feed = new Feed();
    feed.post(old(41).entryFill(BUY));
    feed.post(old(41).exitFill({ ...SELL, ...FINAL }));
    for (const id of [1, 2, 3]) feed.post(young(id).entryFill(BUY));
    expect(statusesOf(feed, young(1), young(2), young(3))).toEqual(["open", "open", "open"]);
  });

  test("is not concluded from what closed with the other kind of money, whose database is another", () => {
    const feed = new Feed();
    feed.post(old(3).entryFill(BUY), { mode: "live" });
    feed.post(old(41).entryFill(BUY), { mode: "dry" });
    feed.post(old(41).exitFill({ ...SELL, ...FINAL }), { mode: "dry" });
    feed.post(young(4).entryFill(BUY), { mode: "live" });
    expect(statusesOf(feed, old(3), young(4))).toEqual(["open", "open"]);
  });

  test("is not concluded from an exit that names no opening: its entry may have been lost long ago", () => {
    const feed = new Feed();
    for (const id of [3, 41]) feed.post(old(id).entryFill(BUY));
    const { exitFill } = tradeBodies({ trade_id: "5" });
    const { open_date: _, ...lost } = exitFill({ ...SELL, ...FINAL });
    feed.post(lost);
    expect(statusesOf(feed, old(3), old(41))).toEqual(["open", "open"]);
  });

  test("has its own trades in peace: ids that rise end nothing", () => {
    const feed = new Feed();
    for (const id of [5, 9]) feed.post(old(id).entryFill(BUY));
    for (const id of [10, 11, 12]) feed.post(young(id).entryFill(BUY));
    expect(new Set(statusesOf(feed, old(5), old(9), young(10), young(11), young(12)))).toEqual(new Set(["open"]));
  });

  test("is one bot: others keep theirs", () => {
    const feed = new Feed();
    feed.post(old(9).entryFill(BUY), { bot: "spot-2" });
    feed.post(young(1).entryFill(BUY), { bot: "spot-1" });
    expect(stateOf(feed).bots).toMatchObject({ "spot-1": { openTrades: 1 }, "spot-2": { openTrades: 1 } });
  });

  test("is not concluded from a lower id that opened earlier: a clock that was set back, or a late message", () => {
    const feed = new Feed();
    feed.post(young(9).entryFill(BUY));
    feed.post(old(1).entryFill(BUY));
    expect(statusesOf(feed, young(9), old(1))).toEqual(["open", "open"]);
  });

  test.each([
    ["a9", "a1"],
    ["9000000000", "3000000"],
    ["9", "x-1"],
    ["0x9", "1"],
    ["9.5", "1"],
  ])("is not concluded from ids that count nothing: %s, then %s", (first, second) => {
    const feed = new Feed();
    const before = tradeBodies({ trade_id: first, open_date: "2024-10-24 08:00:00" });
    const next = tradeBodies({ trade_id: second, open_date: "2024-10-24 12:00:00" });
    feed.post(before.entryFill(BUY));
    feed.post(next.entryFill(BUY));
    expect(statusesOf(feed, before, next)).toEqual(["open", "open"]);
  });

  test("is Freqtrade's: of other producers' ids nothing is known", () => {
    const feed = new Feed();
    const data = { amount: "1", open_rate: "2" };
    for (const [id, openedAt] of [
      ["9", "2024-10-24T08:00:00Z"],
      ["1", "2024-10-24T12:00:00Z"],
    ] as const)
      feed.add({ type: "entry_fill", pair: "ADA/EUR", trade: { id, openedAt }, data });
    expect(stateOf(feed).bots["spot-1"]).toMatchObject({ openTrades: 2 });
  });

  test("a trade of the old one that its bot speaks of again is open again, and closes as it should", () => {
    const feed = new Feed();
    feed.post(old(9).entryFill(BUY));
    feed.post(young(1).entryFill(BUY));
    feed.post(old(9).exitFill(PART));
    expect(statusesOf(feed, old(9), young(1))).toEqual(["open", "open"]);
    feed.post(old(9).exitFill({ ...SELL, ...FINAL, amount: "6.0", cumulative_profit: "7.5" }));
    expect(stateOf(feed).trades[old(9).key]).toMatchObject({ status: "closed", realised: "7.5", exits: 2 });
    expect(stateOf(feed).totals).toMatchObject([{ realised: "7.5", closed: 1 }]);
  });

  test("is no more believed of two bots that share one name", () => {
    const feed = new Feed();
    feed.post(old(9).entryFill(BUY));
    feed.post(young(1).entryFill(BUY));
    feed.post(old(9).exit(PART));
    feed.post(young(2).entryFill(BUY));
    expect(statusesOf(feed, old(9), young(1), young(2))).toEqual(["open", "open", "open"]);
  });

  test("ends many at once, and each end reaches the ledger", () => {
    const feed = new Feed();
    const count = 150;
    for (let id = 2; id <= count; id++) feed.post(old(id, 1).entryFill(BUY));
    feed.post(young(1).entryFill(BUY));
    feed.post(young(1).exit(SELL));
    const fold = initialState();
    const patches = feed.events.map((event) => evolve(fold, event));
    expect(tradeRows(patches.at(-2)!).filter(({ status }) => status === "orphaned")).toHaveLength(count - 1);
    expect(Object.keys(serve(fold, 0).trades)).toHaveLength(101);
    expect(JSON.parse(JSON.stringify(fold))).toEqual(fold);
  });
});

describe("an owner's word", () => {
  const ghost = old(9);
  const ref = (id: string, openedAt: string): TradeRef => ({ id, openedAt });
  const GHOST = ref("9", "2024-10-24T08:19:00Z");

  function say(feed: Feed, type: "trade_dismissed" | "trade_restored", trade: TradeRef = GHOST): void {
    feed.add({ type, source: "fillcast", trade });
  }

  test("ends an open trade, and brings it back", () => {
    const feed = new Feed();
    feed.post(ghost.entryFill(BUY));
    say(feed, "trade_dismissed");
    expect(stateOf(feed).trades[ghost.key]).toMatchObject({ status: "orphaned", dismissed: true, amount: "10" });
    expect(stateOf(feed).bots["spot-1"]).toMatchObject({ openTrades: 0 });
    say(feed, "trade_restored");
    expect(stateOf(feed).trades[ghost.key]).toMatchObject({ status: "open" });
    expect(stateOf(feed).trades[ghost.key]).not.toHaveProperty("dismissed");
    expect(stateOf(feed).bots["spot-1"]).toMatchObject({ openTrades: 1 });
  });

  test("brings back what was taken for a trade of an old database, and not one whose id was used again", () => {
    const feed = new Feed();
    feed.post(ghost.entryFill(BUY));
    feed.post(old(1).entryFill(BUY));
    feed.post(young(1).entryFill(BUY));
    say(feed, "trade_restored");
    say(feed, "trade_restored", ref("1", "2024-10-24T08:11:00Z"));
    expect(statusesOf(feed, ghost, old(1))).toEqual(["open", "orphaned"]);
  });

  test("does not stand against the bot's own: the trade goes on with its next message", () => {
    const feed = new Feed();
    feed.post(ghost.entryFill(BUY));
    say(feed, "trade_dismissed");
    feed.post(ghost.exitFill({ ...SELL, ...FINAL }));
    expect(stateOf(feed).trades[ghost.key]).toMatchObject({ status: "closed", realised: "4.9" });
    expect(stateOf(feed).trades[ghost.key]).not.toHaveProperty("dismissed");
  });

  test("changes nothing of a trade that is closed, or that nobody knows", () => {
    const feed = new Feed();
    feed.post(ghost.entryFill(BUY));
    feed.post(ghost.exitFill({ ...SELL, ...FINAL }));
    const before = stateOf(feed).trades;
    say(feed, "trade_dismissed");
    say(feed, "trade_restored");
    say(feed, "trade_dismissed", ref("77", "2024-10-24T08:19:00Z"));
    feed.add({ type: "trade_dismissed", source: "fillcast" });
    expect(stateOf(feed).trades).toEqual(before);
  });

  test("is the room's alone to tell: a producer's event of that name says nothing", () => {
    const feed = new Feed();
    feed.post(ghost.entryFill(BUY));
    feed.add({ type: "trade_dismissed", source: "api", trade: GHOST });
    expect(statusesOf(feed, ghost)).toEqual(["open"]);
  });
});
