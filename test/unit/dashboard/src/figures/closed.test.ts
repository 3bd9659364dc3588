/** The figures of the recorded bodies against totals worked out by hand, and the sums that the views make themselves. */
import { describe, expect, test } from "vitest";
import { holdMs } from "../../../../../dashboard/src/figures/closed.ts";
import { sum } from "../../../../../dashboard/src/figures/days.ts";
import { isKnown } from "../../../../../dashboard/src/figures/totals.ts";
import { closedFigures, daysOfTrades, groupTrades, totalsOfState, totalsOfTrades } from "../../../../support/kept.ts";
import { fixtureState } from "../../../../support/shown-events.ts";
import { trade } from "../../../../support/shown-trades.ts";

const TODAY = "2024-10-24";
const CALENDAR = { today: TODAY, zone: "utc" } as const;
const USDT = { mode: "live", currency: "USDT" } as const;

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

  test("say the same from trades where bots are chosen", () => {
    const [book] = totalsOfTrades(Object.values(fixtureState().trades), CALENDAR);
    expect(book).toMatchObject({ realised: "5.52361667", closed: 1, wins: 1, winRate: "1", today: "5.52361667" });
  });

  test("have the closed trade's figures", () => {
    const figures = closedFigures(Object.values(fixtureState().trades));
    // From 09:15:03.123456 to 13:05:14: 3 h 50 min 10.877 s.
    expect(figures.medianHoldMs).toBe(13_810_877);
    expect(figures.best?.id).toBe("41");
    expect(figures.drawdown).toBe("0");
  });
});

test("sums are exact where floats are not", () => {
  expect(sum(["0.1", "0.2", "-0.3"])).toBe("0");
  expect(sum(["9007199254740993", "0.000000000000000001"])).toBe("9007199254740993.000000000000000001");
});

test("a profit that cannot be read is in no figure but its own count", () => {
  const trades = [trade({ realised: "4" }), trade({ realised: null }), trade({ realised: null, status: "open" })];
  expect(closedFigures(trades)).toMatchObject({ closed: 1, unreadable: 2, wins: 1, realised: "4", winRate: "1" });
  expect(daysOfTrades(trades, USDT, "utc")).toMatchObject([{ realised: "4", closed: 1 }]);
  const [book] = totalsOfTrades(trades, CALENDAR);
  expect(book).toMatchObject({ realised: "4", closed: 1, unreadable: 2, winRate: "1" });
  expect(isKnown(book!)).toBe(true);
  const [blind] = totalsOfTrades(trades.slice(1), CALENDAR);
  expect(blind).toMatchObject({ closed: 0, unreadable: 2, winRate: null });
  expect(isKnown(blind!)).toBe(false);
  expect(groupTrades(trades, "bot").map(({ figures }) => figures)).toMatchObject([{ closed: 1, unreadable: 1 }]);
});

test("figures over closed trades, worked by hand", () => {
  // In order of close: +10, −4, −8, +3, 0. Peak 10, lowest after it −2: a fall of 12.
  const trades = ["10", "-4", "-8", "3", "0"].map((realised, index) =>
    trade({ realised, closedAt: `2024-10-24T1${index}:00:00Z`, openedAt: `2024-10-24T0${index}:00:00Z` }),
  );
  expect(closedFigures(trades.toReversed())).toMatchObject({
    closed: 5,
    wins: 2,
    losses: 2,
    realised: "1",
    grossProfit: "13",
    grossLoss: "12",
    winRate: "0.4",
    expectancy: "0.2",
    drawdown: "12",
    medianHoldMs: 10 * 60 * 60 * 1_000,
  });
  expect(closedFigures(trades).best?.realised).toBe("10");
  expect(closedFigures(trades).worst?.realised).toBe("-8");
  // 13 / 12
  expect(closedFigures(trades).profitFactor).toMatch(/^1\.0833333333/);
});

test("trades that are not closed do not count, and no closed trade gives no quotient", () => {
  const open = trade({ status: "open", closedAt: null, realised: "4" });
  expect(closedFigures([open])).toMatchObject({
    closed: 0,
    winRate: null,
    profitFactor: null,
    expectancy: null,
    best: null,
  });
  expect(holdMs(open)).toBeNull();
});

test("a sum that only falls has a drawdown from nothing", () => {
  expect(closedFigures(["-3", "1", "-2"].map((realised) => trade({ realised }))).drawdown).toBe("4");
});
