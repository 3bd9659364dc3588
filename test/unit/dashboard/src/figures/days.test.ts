import { describe, expect, test } from "vitest";
import {
  cumulative,
  type DayProfit,
  daysBetween,
  daysOfGroups,
  lastDays,
  lastUtcDay,
  periodsOf,
  startOfDay,
  startOfDays,
} from "../../../../../dashboard/src/figures/days.ts";
import type { Zone } from "../../../../../dashboard/src/words/instant.ts";
import type { Trade } from "@fillcast/protocol";
import { foldAll, serve } from "../../../../../parties/feed/state/fold/evolve.ts";
import { Feed, tradeBodies } from "../../../../support/freqtrade-events.ts";
import { daysOfBook } from "../../../../support/kept.ts";
import { answerOf } from "../../../../support/profit-answer.ts";
import { trade } from "../../../../support/shown-trades.ts";

const TODAY = "2024-10-24";
const USDT = { mode: "live", currency: "USDT" } as const;
/** The days of trades, as the server adds them up. */
const daysOfTrades = (trades: readonly Trade[], zone: Zone) =>
  daysOfGroups(answerOf(trades, { by: ["day"], zone }).groups.day ?? [], USDT);

test("today, seven and thirty days end with the current day", () => {
  const days = ["2024-09-24", "2024-09-25", "2024-10-17", "2024-10-18", "2024-10-24"].map((day, index) => ({
    day,
    realised: String(10 ** index),
    closed: 1,
    wins: 1,
  }));
  expect(periodsOf(days, TODAY)).toEqual({ today: "10000", week: "11000", month: "11110" });
  expect(periodsOf(days, "2024-10-25").today).toBe("0");
});

test("days without a trade are there with nothing", () => {
  const days = [{ day: "2024-10-22", realised: "5", closed: 2, wins: 1 }];
  expect(lastDays(days, TODAY, 4).map(({ day, realised }) => `${day} ${realised}`)).toEqual([
    "2024-10-21 0",
    "2024-10-22 5",
    "2024-10-23 0",
    "2024-10-24 0",
  ]);
  expect(daysBetween(days, null, TODAY, 100)).toHaveLength(3);
  expect(daysBetween(days, null, TODAY, 2)).toHaveLength(2);
  expect(daysBetween(days, "2024-10-20", "2024-10-22", 100).map(({ realised }) => realised)).toEqual(["0", "0", "5"]);
  expect(daysBetween([], null, TODAY, 100)).toEqual([]);
  expect(cumulative(lastDays(days, TODAY, 3), "1.5")).toEqual(["6.5", "6.5", "6.5"]);
});

test("the last days begin at midnight of the zone, also where clocks were changed since", () => {
  const startOf = (zone: Zone, count: number) =>
    new Date(startOfDays({ today: "2024-10-28", zone }, count)).toISOString();
  expect(startOf("utc", 1)).toBe("2024-10-28T00:00:00.000Z");
  expect(startOf("Europe/Berlin", 1)).toBe("2024-10-27T23:00:00.000Z");
  expect(startOf("Europe/Berlin", 3)).toBe("2024-10-25T22:00:00.000Z");
  expect(startOf("Asia/Kathmandu", 30)).toBe("2024-09-28T18:15:00.000Z");
});

test("a day begins with its first instant, also where it has no midnight, or two, or is left out", () => {
  const startOf = (zone: Zone, day: string) => new Date(startOfDay(day, zone)).toISOString();
  expect(startOf("Africa/Cairo", "2024-04-26")).toBe("2024-04-25T22:00:00.000Z");
  expect(startOf("America/Havana", "2024-11-03")).toBe("2024-11-03T04:00:00.000Z");
  expect(startOf("Pacific/Apia", "2011-12-30")).toBe(startOf("Pacific/Apia", "2011-12-31"));
});

test("a closed trade of a server that does not say when it realised counts on the day of its close", () => {
  const trades = [trade({ openedAt: "2024-10-23T23:00:00Z", closedAt: "2024-10-24T00:00:00.000001Z", realised: "2" })];
  expect(daysOfTrades(trades, "utc")).toEqual([{ day: "2024-10-24", realised: "2", closed: 1, wins: 1 }]);
});

describe("days of a time zone", () => {
  /** 4 at 18:20, 1 at 18:40 and 2 at 23:50 of UTC, on the day on which clocks went back in Berlin. */
  const feed = new Feed({ mode: "live", at: Date.UTC(2024, 9, 27, 12) });
  for (const [index, [clock, profit]] of Object.entries([
    ["18:20", "4.0"],
    ["18:40", "1.0"],
    ["23:50", "2.0"],
  ] as const)) {
    const bodies = tradeBodies({ trade_id: index, open_date: "2024-10-27 10:00:00" });
    feed.post(bodies.entryFill({ amount: "1.0", open_rate: "2.0" }));
    const close_date = `2024-10-27 ${clock}:00+00:00`;
    const sold = { amount: "1.0", close_rate: "2.5", profit_amount: profit, is_final_exit: "True", close_date };
    feed.post(bodies.exitFill(sold), { at: Date.UTC(2024, 9, 28, 6) });
  }
  const state = serve(foldAll(feed.events), feed.events.at(-1)!.at);

  test.each([
    ["utc", [["2024-10-27", "7"]]],
    [
      "Europe/Berlin",
      [
        ["2024-10-27", "5"],
        ["2024-10-28", "2"],
      ],
    ],
    [
      "Asia/Kolkata",
      [
        ["2024-10-27", "4"],
        ["2024-10-28", "3"],
      ],
    ],
    ["Asia/Kathmandu", [["2024-10-28", "7"]]],
    ["America/New_York", [["2024-10-27", "7"]]],
    ["Pacific/Kiritimati", [["2024-10-28", "7"]]],
  ] as const)("are whole in %s, from the state and from trades alike", (zone, expected) => {
    const shown = (days: readonly DayProfit[]) => days.map(({ day, realised }) => [day, realised]);
    expect(shown(daysOfBook(state.days, USDT, zone))).toEqual(expected);
    expect(shown(daysOfTrades(Object.values(state.trades), zone))).toEqual(expected);
    expect(daysOfTrades(Object.values(state.trades), zone)).toEqual(daysOfBook(state.days, USDT, zone));
  });

  test("have a close that adds nothing, or whose parts came late, on the same day in both", () => {
    const late = new Feed({ mode: "live", at: Date.UTC(2024, 9, 24, 12) });
    const stories = [
      // A part on the 25th, the rest at the same price on the 26th.
      { first: ["5.0", "2024-10-25 10:00:00"], last: ["5.0", "2024-10-26 10:00:00"] },
      // All of it at break-even.
      { first: null, last: ["0.0", "2024-10-25 23:50:00"] },
      // A part without a date is booked where it arrived, on the 28th, after the close.
      { first: ["3.0", "None"], last: ["4.0", "2024-10-26 23:59:00"] },
      // A loss that takes back what the same quarter brought.
      { first: ["5.0", "2024-10-25 10:01:00"], last: ["0.0", "2024-10-25 10:02:00"] },
    ] as const;
    for (const [index, { first, last }] of stories.entries()) {
      const bodies = tradeBodies({ trade_id: String(index), open_date: "2024-10-24 10:00:00" });
      late.post(bodies.entryFill({ amount: "2.0", open_rate: "2.0" }));
      const sold = ([sum, close_date]: readonly [string, string], isFinal: boolean) =>
        late.post(
          bodies.exitFill({
            amount: "1.0",
            cumulative_profit: sum,
            profit_amount: sum,
            is_final_exit: isFinal ? "True" : "False",
            close_date,
          }),
          { at: Date.UTC(2024, 9, 28, 6) },
        );
      if (first) sold(first, false);
      sold(last, true);
    }
    const { days, trades } = serve(foldAll(late.events), late.events.at(-1)!.at);
    const ofBook = daysOfBook(days, USDT, "utc");
    expect(ofBook).toEqual([
      { day: "2024-10-25", realised: "5", closed: 2, wins: 0 },
      { day: "2024-10-26", realised: "1", closed: 2, wins: 2 },
      { day: "2024-10-28", realised: "3", closed: 0, wins: 0 },
    ]);
    const shown = daysOfTrades(Object.values(trades), "utc");
    expect(shown).toEqual(ofBook);
  });

  test("stay those of UTC where a row does not say more, and that can be said", () => {
    const [day] = state.days;
    const { quarters: _, ...old } = day!;
    expect(daysOfBook([old], USDT, "Asia/Kathmandu")).toMatchObject([{ day: "2024-10-27", realised: "7" }]);
    expect(lastUtcDay([old], USDT, "Asia/Kathmandu")).toBe("2024-10-27");
    expect(lastUtcDay([old], USDT, "utc")).toBeNull();
    expect(lastUtcDay(state.days, USDT, "Asia/Kathmandu")).toBeNull();
  });
});
