/** The figures of the recorded bodies against totals worked out by hand, and the sums that the views make themselves. */
import { describe, expect, test } from "vitest";

import { bookName, booksOf } from "../../../dashboard/src/figures/book.ts";
import { closedFigures, drawdownOf, holdMs } from "../../../dashboard/src/figures/closed.ts";
import { allDays, cumulative, daysOfTrades, lastDays, periodsOf, sum } from "../../../dashboard/src/figures/days.ts";
import { groupTrades } from "../../../dashboard/src/figures/groups.ts";
import { withNewestPrices } from "../../../dashboard/src/figures/prices.ts";
import { totalsOfState, totalsOfTrades } from "../../../dashboard/src/figures/totals.ts";
import { Big } from "big.js";
import { fixtureState } from "./fixtures.ts";
import { trade } from "./trades.ts";

const DAY = Date.UTC(2024, 9, 24, 20);
const USDT = { mode: "live", currency: "USDT" } as const;

describe("the recorded bodies", () => {
  // Trade 41: partial exit +1.37746032, close to a cumulative +5.52361667. Trade 42 never filled. Trade 7 is open and told of
  // no filled exit. All of it dry-run, on 24 October 2024 by UTC.
  test("make one book with one won trade", () => {
    const [book, ...others] = totalsOfState(fixtureState(), DAY);
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
    const [book] = totalsOfTrades(Object.values(fixtureState().trades), DAY);
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
  expect(drawdownOf([new Big(-3), new Big(1), new Big(-2)]).toFixed()).toBe("4");
});

test("live and dry-run are apart, and so are currencies", () => {
  const trades = [
    trade({ realised: "1" }),
    trade({ realised: "2", mode: "dry" }),
    trade({ realised: "4", stakeCurrency: "EUR" }),
    trade({ realised: "8", mode: "unknown" }),
    trade({ realised: "16", stakeCurrency: null }),
  ];
  expect(totalsOfTrades(trades, DAY).map(({ book, realised }) => `${bookName(book)} ${realised}`)).toEqual([
    "Live EUR 4",
    "Live USDT 1",
    "USDT, mode not known 8",
    "Dry-run USDT 2",
  ]);
  expect(booksOf([])).toEqual([]);
});

test("today, seven and thirty days end with the current UTC day", () => {
  const days = ["2024-09-24", "2024-09-25", "2024-10-17", "2024-10-18", "2024-10-24"].map((day, index) => ({
    day,
    realised: String(10 ** index),
    closed: 1,
    wins: 1,
  }));
  expect(periodsOf(days, DAY)).toEqual({ today: "10000", week: "11000", month: "11110" });
  expect(periodsOf(days, DAY + 24 * 60 * 60 * 1_000).today).toBe("0");
});

test("days without a trade are there with nothing", () => {
  const days = [{ day: "2024-10-22", realised: "5", closed: 2, wins: 1 }];
  expect(lastDays(days, DAY, 4).map(({ day, realised }) => `${day} ${realised}`)).toEqual([
    "2024-10-21 0",
    "2024-10-22 5",
    "2024-10-23 0",
    "2024-10-24 0",
  ]);
  expect(allDays(days, DAY, 100)).toHaveLength(3);
  expect(allDays(days, DAY, 2)).toHaveLength(2);
  expect(cumulative(lastDays(days, DAY, 3), "1.5")).toEqual(["6.5", "6.5", "6.5"]);
});

test("a closed trade counts on the UTC day of its close", () => {
  const trades = [trade({ openedAt: "2024-10-23T23:00:00Z", closedAt: "2024-10-24T00:00:00.000001Z", realised: "2" })];
  expect(daysOfTrades(trades, USDT)).toEqual([{ day: "2024-10-24", realised: "2", closed: 1, wins: 1 }]);
});

test("groups stand in order of profit, with a place for trades that name none", () => {
  const trades = [
    trade({ entryTag: "dip", realised: "1" }),
    trade({ entryTag: null, realised: "5" }),
    trade({ entryTag: "dip", realised: "-3" }),
  ];
  expect(groupTrades(trades, "tag").map(({ name, figures }) => [name, figures.realised])).toEqual([
    [null, "5"],
    ["dip", "-2"],
  ]);
});

test("the newest price of a pair comes from whichever bot named it last", () => {
  const mine = trade({ bot: "a", lastPrice: "10", lastPriceAt: 1 });
  const newer = trade({ bot: "b", lastPrice: "11", lastPriceAt: 2 });
  const elsewhere = trade({ bot: "c", exchange: "Kraken", lastPrice: "99", lastPriceAt: 3 });
  const [shown] = withNewestPrices([mine], [mine, newer, elsewhere]);
  expect(shown).toMatchObject({ bot: "a", lastPrice: "11", lastPriceAt: 2 });
});
