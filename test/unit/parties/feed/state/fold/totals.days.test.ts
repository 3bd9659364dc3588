/**
 * On which day a profit counts: that of the bot's close if it can be, else the event's, in UTC and by quarters of an hour.
 */
import { describe, expect, test } from "vitest";
import { DAY_QUARTERS_MAX, newestDays, type Day, type FeedEvent, type FeedState, type Trade } from "@fillcast/protocol";
import { foldAll, serve } from "../../../../../../parties/feed/state/fold/evolve.ts";
import { Feed, HOUR, MORNING, tradeBodies, type Body } from "../../../../../support/freqtrade-events.ts";

const BUY: Body = { amount: "10.0", open_rate: "2.0", stake_amount: "20.0", sub_trade: "False" };

function sell(profit: string, closeDate: string, isFinal = true): Body {
  return {
    amount: isFinal ? "10.0" : "1.0",
    close_rate: "2.5",
    profit_amount: profit,
    cumulative_profit: profit,
    is_final_exit: isFinal ? "True" : "False",
    sub_trade: isFinal ? "False" : "True",
    close_date: closeDate,
  };
}

function stateOf(events: readonly FeedEvent[]): FeedState {
  return serve(foldAll(events), events.at(-1)!.at);
}

const shortDays = ({ days }: FeedState): unknown[] =>
  days.map(({ day, realised, closed, quarters }) => [day, realised, closed, quarters]);

/** What the trades say of a day, which is what a page shows of one bot. */
function bookedOn({ trades }: FeedState, day: string): number {
  const parts = Object.values(trades).flatMap((trade: Trade) => trade.booked ?? []);
  return parts
    .filter(({ at }) => new Date(at).toISOString().startsWith(day))
    .reduce((sum, { realised }) => sum + Number(realised), 0);
}

describe("the day of a profit", () => {
  test("is the one on which the bot closed, part by part, though the message came later", () => {
    const feed = new Feed({ at: Date.UTC(2024, 9, 24, 22) });
    const trade = tradeBodies({ open_date: "2024-10-24 22:00:00" });
    feed.post(trade.entryFill(BUY));
    const late = Date.UTC(2024, 9, 26, 3);
    feed.post(trade.exitFill(sell("1.5", "2024-10-24 23:59:59.999999+00:00", false)), { at: late });
    feed.post(trade.exitFill(sell("4.0", "2024-10-25 00:00:00+00:00")), { at: late + 1_000 });
    expect(shortDays(stateOf(feed.events))).toEqual([
      ["2024-10-24", "1.5", 0, [[95, "1.5", 0, 0]]],
      ["2024-10-25", "2.5", 1, [[0, "2.5", 1, 1]]],
    ]);
    expect(Object.values(stateOf(feed.events).trades)[0]?.booked).toEqual([
      { at: Date.UTC(2024, 9, 24, 23, 59, 59, 999), realised: "1.5" },
      { at: Date.UTC(2024, 9, 25), realised: "2.5", closed: true },
    ]);
  });

  const opened = "2024-10-24 09:00:00";
  const arrival = Date.UTC(2024, 9, 26, 12);
  test.each([
    ["before the trade opened", "2024-10-23 23:59:59+00:00"],
    ["after it was heard", "2024-10-26 12:00:01+00:00"],
    ["on no day that there is", "2024-02-30 10:00:00+00:00"],
    ["never, by the bot's word", "None"],
  ])("is that of the arrival where the bot closed %s", (_, closeDate) => {
    const feed = new Feed();
    const trade = tradeBodies({ open_date: opened });
    feed.post(trade.entryFill(BUY));
    feed.post(trade.exitFill(sell("4.0", closeDate)), { at: arrival });
    expect(shortDays(stateOf(feed.events))).toEqual([["2024-10-26", "4", 1, [[48, "4", 1, 1]]]]);
  });

  test("is that of a native event's own clock, in all bots' days and in its trade alike", () => {
    const feed = new Feed();
    const yesterday = MORNING + HOUR;
    const trade = { id: "1" } as const;
    const data = { amount: "1", open_rate: "2", stake_currency: "USDT" };
    feed.add({ type: "entry_fill", pair: "ADA/USDT", trade, data, ts: yesterday, at: arrival });
    const exit = { amount: "1", close_rate: "9", profit_amount: "7", stake_currency: "USDT" };
    feed.add({ type: "exit_fill", pair: "ADA/USDT", trade, data: exit, ts: yesterday + HOUR, at: arrival + 1 });
    const state = stateOf(feed.events);
    expect(shortDays(state)).toEqual([["2024-10-24", "7", 1, [[44, "7", 1, 1]]]]);
    expect(bookedOn(state, "2024-10-24")).toBe(7);
    expect(Object.values(state.trades)[0]).toMatchObject({ closedAt: new Date(yesterday + HOUR).toISOString() });
  });

  test("is not in the future where an event's clock is ahead", () => {
    const feed = new Feed();
    const trade = { id: "1" } as const;
    const exit = { amount: "1", close_rate: "9", profit_amount: "7", stake_currency: "USDT" };
    feed.add({ type: "entry_fill", pair: "ADA/USDT", trade, data: { amount: "1", open_rate: "2" }, at: MORNING });
    feed.add({ type: "exit_fill", pair: "ADA/USDT", trade, data: exit, ts: MORNING + 48 * HOUR, at: MORNING + 1 });
    expect(shortDays(stateOf(feed.events))).toEqual([["2024-10-24", "7", 1, [[36, "7", 1, 1]]]]);
  });

  test("the parts of a trade are its profit, however many there are", () => {
    const feed = new Feed();
    const trade = tradeBodies({ open_date: opened });
    feed.post(trade.entryFill(BUY));
    for (let part = 1; part <= 60; part++) {
      const closeDate = new Date(MORNING + part * HOUR).toISOString();
      const body = { ...sell("0.1", closeDate, false), amount: "0.1", cumulative_profit: `${part / 10}` };
      feed.post(trade.exitFill(body), { at: MORNING + part * HOUR });
    }
    const [open] = Object.values(stateOf(feed.events).trades);
    expect(open?.realised).toBe("6");
    expect(open?.booked).toHaveLength(32);
    expect(open?.booked?.[0]).toEqual({ at: MORNING + 29 * HOUR, realised: "2.9" });
    expect(open?.booked?.at(-1)).toEqual({ at: MORNING + 60 * HOUR, realised: "0.1" });
  });
});

describe("the quarters of days", () => {
  const row = (day: number, count: number): Day => ({
    day: new Date(MORNING + day * 24 * HOUR).toISOString().slice(0, 10),
    mode: "live",
    currency: "USDT",
    realised: "1",
    closed: 1,
    wins: 1,
    quarters: Array.from({ length: count }, (_, quarter) => [quarter, "1", 1, 1] as const),
  });

  test("are kept of the newest days, and the older days without them", () => {
    const rows = Array.from({ length: 100 }, (_, day) => row(day, 96));
    const kept = newestDays(rows);
    expect(kept.map(({ day, realised }) => [day, realised])).toEqual(rows.map(({ day, realised }) => [day, realised]));
    const whole = Math.floor(DAY_QUARTERS_MAX / 96);
    expect(kept.map(({ quarters }) => quarters !== undefined)).toEqual(rows.map((_, day) => day >= 100 - whole));
    expect(newestDays(kept)).toBe(kept);
  });
});
