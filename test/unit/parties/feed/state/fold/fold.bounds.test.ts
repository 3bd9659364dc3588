/**
 * The state's bounds: what is beyond them is counted and said, never an error, and no reader's state differs from the fold.
 */
import { describe, expect, test } from "vitest";
import {
  BOOKS_MAX,
  BOTS_MAX,
  BOT_LIVE_TRADES_MAX,
  DAYS_MAX,
  HIDDEN_MAX,
  LIVE_TRADES_MAX,
  LOCKS_MAX,
  STATE_TEXT_MAX_CHARS,
  applyPatch,
  liveLocks,
  type FeedEvent,
  type FeedState,
} from "@fillcast/protocol";
import { noteHeartbeat } from "../../../../../../parties/feed/state/fold/heartbeats.ts";
import { evolve, initialState, serve, type FoldState } from "../../../../../../parties/feed/state/fold/evolve.ts";
import { Feed, HOUR, MORNING, SECOND, tradeBodies, type Body } from "../../../../../support/freqtrade-events.ts";

/** A room's fold and a reader that follows it by patches alone. */
class Followed {
  readonly fold: FoldState = initialState();
  readonly feed = new Feed();
  #reader: FeedState = serve(this.fold, MORNING);

  post(body: Body, posting: Parameters<Feed["post"]>[1] = {}): void {
    this.#follow(this.feed.post(body, posting));
  }

  add(event: Parameters<Feed["add"]>[0]): void {
    this.#follow(this.feed.add(event));
  }

  #follow(event: FeedEvent): void {
    this.#reader = applyPatch(this.#reader, evolve(this.fold, event));
  }

  /** The state as served, which the reader has too. */
  get state(): FeedState {
    const { at } = this.feed.events.at(-1)!;
    const served = serve(this.fold, at);
    expect({ ...this.#reader, locks: liveLocks(this.#reader.locks, at) }).toEqual(served);
    return served;
  }
}

const bodiesOf = (id: number | string, fields: Body = {}) => tradeBodies({ trade_id: String(id), ...fields });
const filled = { amount: "1", open_rate: "10", stake_amount: "10" };
const closed = { amount: "1", close_rate: "12", profit_amount: "2", cumulative_profit: "2", is_final_exit: "True" };

describe("open trades", () => {
  test("of one bot are shown up to its bound, the others are counted", () => {
    const room = new Followed();
    for (let id = 0; id < BOT_LIVE_TRADES_MAX + 12; id++) room.post(bodiesOf(id).entryFill(filled));
    room.post(bodiesOf(1).entryFill(filled), { bot: "spot-2" });
    const { trades, bots, more } = room.state;
    expect(Object.keys(trades)).toHaveLength(BOT_LIVE_TRADES_MAX + 1);
    expect(bots["spot-1"]!.openTrades).toBe(BOT_LIVE_TRADES_MAX);
    expect(more).toEqual({ bots: 0, trades: 12, currencies: 0, locks: 0 });
  });

  test("of a feed are shown up to its bound", () => {
    const room = new Followed();
    for (let id = 0; id < LIVE_TRADES_MAX + 7; id++) {
      room.post(bodiesOf(id).entry(filled), { bot: `bot-${Math.floor(id / 400)}` });
    }
    expect(Object.keys(room.state.trades)).toHaveLength(LIVE_TRADES_MAX);
    expect(room.state.more).toMatchObject({ trades: 7 });
  });

  test("that are not shown count with their profit once they close, and are no longer missing", () => {
    const room = new Followed();
    for (let id = 0; id < BOT_LIVE_TRADES_MAX + 3; id++) room.post(bodiesOf(id).entryFill(filled));
    expect(room.state.more).toMatchObject({ trades: 3 });
    const last = bodiesOf(BOT_LIVE_TRADES_MAX + 2);
    room.post(last.exitFill(closed));
    expect(room.state.more).toMatchObject({ trades: 2 });
    expect(room.state.totals).toMatchObject([{ currency: "USDT", realised: "2", closed: 1 }]);
    expect(room.state.trades[last.key]).toMatchObject({ status: "closed", joinedLate: true, amount: "0" });
  });

  test("take the places that become free; what was missed of them is unknown", () => {
    const room = new Followed();
    for (let id = 0; id < BOT_LIVE_TRADES_MAX + 1; id++) room.post(bodiesOf(id).entryFill(filled));
    const late = bodiesOf(BOT_LIVE_TRADES_MAX);
    room.post(bodiesOf(0).exitFill(closed));
    room.post(late.entryFill(filled));
    expect(room.state.trades[late.key]).toMatchObject({ status: "open", joinedLate: true, amount: null });
    expect(room.state.more).toBeUndefined();
  });

  test("are counted up to a bound of their own", () => {
    const room = new Followed();
    for (let id = 0; id < BOT_LIVE_TRADES_MAX + HIDDEN_MAX + 50; id++) room.post(bodiesOf(id).entry(filled));
    expect(room.state.more).toMatchObject({ trades: HIDDEN_MAX });
  });

  test("that were cancelled or closed take no place", () => {
    const room = new Followed();
    for (let id = 0; id < BOT_LIVE_TRADES_MAX * 2; id++) {
      const trade = bodiesOf(id);
      room.post(trade.entry(filled));
      if (id % 2 === 0) room.post(trade.entryCancel({ reason: "cancelled due to timeout, fully cancelled" }));
      else room.post(trade.exitFill(closed));
    }
    expect(room.state.more).toBeUndefined();
    expect(room.fold.book.live).toEqual({ bots: {}, total: 0 });
  });
});

describe("bots", () => {
  test("beyond the bound are counted, and change nothing else", () => {
    const room = new Followed();
    for (let index = 0; index < BOTS_MAX + 20; index++) room.add({ type: "x-note", bot: `bot-${index}` });
    room.post(bodiesOf(1).entryFill(filled), { bot: "bot-510" });
    const { bots, trades, more } = room.state;
    expect(Object.keys(bots)).toHaveLength(BOTS_MAX);
    expect(trades).toEqual({});
    expect(more).toMatchObject({ bots: 20 });
  });

  test("that come by heartbeats alone are bounded too", () => {
    const fold = initialState();
    for (let index = 0; index < BOTS_MAX; index++) noteHeartbeat(fold, `bot-${index}`, MORNING);
    const patch = evolve(fold, new Feed().add({ type: "x-note", bot: "one-more" }));
    expect(patch).toEqual({ more: { bots: 1, trades: 0, currencies: 0, locks: 0 } });
  });
});

describe("the rest of the state", () => {
  test("keeps books up to a bound, and counts the others", () => {
    const room = new Followed();
    for (let index = 0; index < BOOKS_MAX + 5; index++) {
      room.post(bodiesOf(index, { stake_currency: `C${index}` }).exitFill(closed));
    }
    expect(room.state.totals).toHaveLength(BOOKS_MAX);
    expect(room.state.more).toMatchObject({ currencies: 5 });
  });

  test("takes no currency that is too long to be one", () => {
    const room = new Followed();
    room.post(bodiesOf(1, { stake_currency: "X".repeat(1_000) }).exitFill(closed));
    expect(room.state.totals).toMatchObject([{ currency: "USDT" }]);
  });

  test("keeps the newest days", () => {
    const room = new Followed();
    for (let day = 0; day < DAYS_MAX + 10; day++) {
      room.post(bodiesOf(day).exitFill(closed), { at: MORNING + day * 24 * HOUR });
    }
    const { days, totals } = room.state;
    expect(days).toHaveLength(DAYS_MAX);
    expect(days[0]!.day).toBe(new Date(MORNING + 10 * 24 * HOUR).toISOString().slice(0, 10));
    expect(totals[0]!.closed).toBe(DAYS_MAX + 10);
  });

  test("keeps locks up to a bound, and counts the others until there is room again", () => {
    const room = new Followed();
    const lock = (index: number, until: string) => ({
      type: "protection_trigger",
      pair: `P${index}/USDT`,
      side: "*",
      lock_end_time: until,
    });
    for (let index = 0; index < LOCKS_MAX + 4; index++) room.post(lock(index, "2024-10-24 12:00:00"));
    expect(room.state.locks).toHaveLength(LOCKS_MAX);
    expect(room.state.more).toMatchObject({ locks: 4 });
    room.post(lock(0, "2024-10-24 13:00:00"));
    expect(room.state.locks).toHaveLength(LOCKS_MAX);
    room.post(lock(9_999, "2024-10-24 13:00:00"), { at: MORNING + 3 * HOUR + SECOND });
    expect(room.state.locks.map(({ pair }) => pair)).toEqual(["P0/USDT", "P9999/USDT"]);
    expect(room.state.more).toBeUndefined();
  });

  test("cuts each text that it keeps, with a mark, and never in the middle of a character", () => {
    const room = new Followed();
    const long = `${"x".repeat(STATE_TEXT_MAX_CHARS - 2)}🚀${"y".repeat(30_000)}`;
    const fields = { enter_tag: long, exit_reason: long, exchange: long };
    room.post(tradeBodies(fields).exitFill({ ...closed, is_final_exit: "False", exit_reason: long }));
    room.post({
      type: "protection_trigger",
      pair: "ETH/USDT",
      side: long,
      reason: long,
      lock_end_time: "2024-10-25 12:00:00",
    });
    const [trade] = Object.values(room.state.trades);
    const [lock] = room.state.locks;
    for (const text of [trade!.entryTag, trade!.exitReason, trade!.exchange, lock!.side, lock!.reason]) {
      expect(text).toBe(`${"x".repeat(STATE_TEXT_MAX_CHARS - 2)}…`);
    }
  });
});
