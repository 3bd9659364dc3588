/** The figures of the recorded bodies against totals worked out by hand, and the sums that the views make themselves. */
import { describe, expect, test } from "vitest";
import { holdMs, quotients } from "../../../../../dashboard/src/figures/closed.ts";
import { sum } from "../../../../../dashboard/src/figures/days.ts";
import { isKnown, totalsOfAnswer } from "../../../../../dashboard/src/figures/totals.ts";
import { totalsOfState } from "../../../../support/kept.ts";
import { answerOf } from "../../../../support/profit-answer.ts";
import { fixtureState } from "../../../../support/shown-events.ts";
import { trade } from "../../../../support/shown-trades.ts";

const TODAY = "2024-10-24";
const CALENDAR = { today: TODAY, zone: "utc" } as const;

describe("the recorded bodies", () => {
  // Trade 41: partial exit +1.37746032, close to a cumulative +5.52361667. Trade 42 never filled. Trade 7 is open and told of
  // no filled exit. All of it dry-run, on 24 October 2024 by UTC.
  test("make one book with one won trade", () => {
    const [book, ...others] = totalsOfState(fixtureState(), CALENDAR);
    expect(others).toEqual([]);
    expect(book).toMatchObject({
      book: { mode: "dry", currency: "USDT" },
      realised: "5.52361667",
      closed: 1,
      wins: 1,
      winRate: "1",
      profitFactor: null,
      expectancy: "5.52361667",
      today: "5.52361667",
      week: "5.52361667",
      month: "5.52361667",
    });
  });

  test("say the same where bots are chosen, and have the closed trade's figures", () => {
    const answer = answerOf(Object.values(fixtureState().trades), { by: ["day"] });
    const [book] = totalsOfAnswer(answer, CALENDAR);
    expect(book).toMatchObject({ realised: "5.52361667", closed: 1, wins: 1, winRate: "1", today: "5.52361667" });
    // From 09:15:03.123456 to 13:05:14: 3 h 50 min 10.877 s.
    expect(answer.books).toMatchObject([{ medianHoldMs: 13_810_877, drawdown: "0", best: { realised: "5.52361667" } }]);
  });
});

test("sums are exact where floats are not", () => {
  expect(sum(["0.1", "0.2", "-0.3"])).toBe("0");
  expect(sum(["9007199254740993", "0.000000000000000001"])).toBe("9007199254740993.000000000000000001");
});

test("a profit that cannot be read is in no figure but its own count", () => {
  const trades = [trade({ realised: "4" }), trade({ realised: null }), trade({ realised: null, status: "open" })];
  const [book] = totalsOfAnswer(answerOf(trades, { by: ["day"] }), CALENDAR);
  expect(book).toMatchObject({ realised: "4", closed: 1, unreadable: 2, winRate: "1", today: "4" });
  expect(isKnown(book!)).toBe(true);
  const [blind] = totalsOfAnswer(answerOf(trades.slice(1)), CALENDAR);
  expect(blind).toMatchObject({ closed: 0, unreadable: 2, winRate: null });
  expect(isKnown(blind!)).toBe(false);
});

test("quotients, worked by hand", () => {
  expect(quotients({ closed: 5, wins: 2, grossProfit: "13", grossLoss: "12" })).toEqual({
    winRate: "0.4",
    expectancy: "0.2",
    // 13 / 12
    profitFactor: expect.stringMatching(/^1\.0833333333/),
  });
  expect(quotients({ closed: 1, wins: 1, grossProfit: "1", grossLoss: "0" }).profitFactor).toBeNull();
  expect(quotients({ closed: 0, wins: 0, grossProfit: "0", grossLoss: "0" })).toEqual({
    winRate: null,
    expectancy: null,
    profitFactor: null,
  });
});

test("an open trade has no time for which it was held", () => {
  expect(holdMs(trade({ status: "open", closedAt: null }))).toBeNull();
});
