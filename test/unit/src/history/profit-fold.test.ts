import { Big } from "big.js";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayIn, PROFIT_GROUPS_MAX, type Trade } from "@fillcast/protocol";
import { ProfitFold, type ProfitQuestion } from "../../../../src/history/profit-fold.ts";
import { createTrade } from "../../../support/trade.ts";

const at = (text: string): number => Date.parse(text);
const by = (...names: string[]): ProfitQuestion["groupings"] =>
  names.map((name) => ({ name, dimensions: name.split(".") as ProfitQuestion["groupings"][number]["dimensions"] }));

function foldOf(trades: readonly Trade[], question: Partial<ProfitQuestion> = {}): ProfitFold {
  const fold = new ProfitFold({ groupings: [], zone: "UTC", ...question });
  for (const trade of trades) fold.add(trade);
  return fold;
}

/** Two exits on two days: 2 on the first, 3 on the second, when it closed. */
const inParts = createTrade(1, {
  realised: "5",
  closedAt: "2026-03-02T00:30:00Z",
  booked: [
    { at: at("2026-03-01T23:45:00Z"), realised: "2" },
    { at: at("2026-03-02T00:30:00Z"), realised: "3", closed: true },
  ],
});

describe("profit by groups", () => {
  it("counts each part of a trade on its own day, and its close on the day of the close", () => {
    const { groups } = foldOf([inParts], { groupings: by("day") }).answer;
    expect(groups["day"]).toMatchObject([
      { day: "2026-03-01", realised: "2", closed: 0, wins: 0, grossProfit: "0" },
      { day: "2026-03-02", realised: "3", closed: 1, wins: 1, grossProfit: "5" },
    ]);
  });

  it("has days and hours of the given zone", () => {
    const { groups } = foldOf([inParts], { groupings: by("day", "hour"), zone: "Asia/Kolkata" }).answer;
    expect(groups["day"]).toMatchObject([{ day: "2026-03-02", realised: "5", closed: 1 }]);
    expect(groups["hour"]).toMatchObject([
      { hour: "2026-03-02T05:00:00+05:30", realised: "2" },
      { hour: "2026-03-02T06:00:00+05:30", realised: "3" },
    ]);
  });

  it("has what was realised in a range, and the closes in it", () => {
    const upTo = foldOf([inParts], { toMs: at("2026-03-01T23:59:59Z") }).answer.books;
    expect(upTo).toMatchObject([{ realised: "2", closed: 0, best: null, medianHoldMs: null, drawdown: "0" }]);
    const from = foldOf([inParts], { fromMs: at("2026-03-02T00:00:00Z") }).answer.books;
    expect(from).toMatchObject([{ realised: "3", closed: 1, best: { key: inParts.key, realised: "5" } }]);
    expect(foldOf([inParts], { fromMs: at("2026-03-03T00:00:00Z") }).answer.books).toEqual([]);
  });

  it("never adds up modes or currencies, and crosses two dimensions", () => {
    const trades = [
      createTrade(1, { bot: "a", realised: "1" }),
      createTrade(2, { bot: "a", realised: "2", mode: "dry" }),
      createTrade(3, { bot: "b", realised: "-4", stakeCurrency: null }),
      createTrade(4, { bot: "b", realised: "8", direction: "short" }),
    ];
    const { books, groups } = foldOf(trades, { groupings: by("bot.direction", "tag") }).answer;
    expect(books.map(({ mode, currency, realised }) => [mode, currency, realised])).toEqual([
      ["dry", "USDT", "2"],
      ["live", "USDT", "9"],
      ["live", "unknown", "-4"],
    ]);
    expect(
      groups["bot.direction"]!.map(({ mode, bot, direction, realised }) => [mode, bot, direction, realised]),
    ).toEqual([
      ["dry", "a", "long", "2"],
      ["live", "a", "long", "1"],
      ["live", "b", "short", "8"],
      ["live", "b", "long", "-4"],
    ]);
    expect(groups["tag"]!.map(({ tag, currency }) => [tag, currency])).toEqual([
      [null, "USDT"],
      [null, "USDT"],
      [null, "unknown"],
    ]);
  });

  it("is filtered by mode, currency, bot and pair", () => {
    const trades = [createTrade(1, { bot: "a" }), createTrade(2, { bot: "b", pair: "ETH/BTC", stakeCurrency: "BTC" })];
    const closedOf = (question: Partial<ProfitQuestion>) =>
      foldOf(trades, question).answer.books.map(({ currency }) => currency);
    expect(closedOf({ bots: ["a"] })).toEqual(["USDT"]);
    expect(closedOf({ pairs: ["ETH/BTC"] })).toEqual(["BTC"]);
    expect(closedOf({ currencies: ["BTC"] })).toEqual(["BTC"]);
    expect(closedOf({ modes: ["dry"] })).toEqual([]);
  });

  it("says the best and the worst, the median hold, and the largest fall from a peak in order of closing", () => {
    const closing = (n: number, realised: string, hours: number): Trade => {
      const opened = at("2026-01-01T00:00:00Z");
      const closed = opened + hours * 3_600_000;
      return createTrade(n, {
        openedAt: new Date(opened).toISOString(),
        closedAt: new Date(closed).toISOString(),
        realised,
        booked: [{ at: closed, realised, closed: true }],
        fees: n === 2 ? null : "0.1",
      });
    };
    // In order of closing: +3, -5, +4, -1. The sums are 3, -2, 2, 1.
    const trades = [closing(4, "-1", 9), closing(2, "-5", 2), closing(1, "3", 1), closing(3, "4", 4)];
    expect(foldOf(trades).answer.books).toEqual([
      {
        mode: "live",
        currency: "USDT",
        realised: "1",
        closed: 4,
        wins: 2,
        losses: 2,
        grossProfit: "7",
        grossLoss: "6",
        unreadable: 0,
        fees: "0.3",
        best: { key: trades[3]!.key, realised: "4" },
        worst: { key: trades[1]!.key, realised: "-5" },
        medianHoldMs: 3 * 3_600_000,
        peak: "3",
        drawdown: "5",
        lastClosedAt: at("2026-01-01T09:00:00Z"),
        winHoldMs: 2.5 * 3_600_000,
        lossHoldMs: 5.5 * 3_600_000,
        longestWins: 1,
        longestLosses: 1,
        streak: -1,
        histogram: expect.any(Array),
      },
    ]);
  });

  it("counts what nobody can read apart, and open trades by what they have realised", () => {
    const trades = [
      createTrade(1, { realised: null }),
      createTrade(2, { status: "open", closedAt: null, realised: "1.5", booked: [{ at: 1, realised: "1.5" }] }),
    ];
    expect(foldOf(trades).answer.books).toMatchObject([{ realised: "1.5", closed: 0, unreadable: 1, wins: 0 }]);
  });

  it("reads a row without bookings, as an early version wrote them, by its close", () => {
    const { groups } = foldOf([createTrade(1, { realised: "2" })], { groupings: by("day") }).answer;
    expect(groups["day"]).toMatchObject([{ day: "2026-02-01", realised: "2", closed: 1 }]);
  });

  it("joins the smallest of too many groups into one, which says how many it stands for", () => {
    const trades = Array.from({ length: PROFIT_GROUPS_MAX + 3 }, (_, index) =>
      createTrade(index, { entryTag: `tag ${index}`, realised: "1" }),
    );
    const frequent = createTrade(0, { id: "again", entryTag: "tag 0", realised: "1" });
    const rows = foldOf([...trades, frequent], { groupings: by("tag") }).answer.groups["tag"]!;
    expect(rows).toHaveLength(PROFIT_GROUPS_MAX + 1);
    expect(rows.at(-1)).toMatchObject({ tag: null, rest: 3, closed: 3, realised: "3" });
    expect(rows.find(({ tag }) => tag === "tag 0")).toMatchObject({ closed: 2 });
    expect(rows.reduce((sum, { closed }) => sum + closed, 0)).toBe(trades.length + 1);
  });

  it("agrees with totals only if it has all of their trades", () => {
    const total = { mode: "live", currency: "USDT", wins: 2, losses: 0, grossProfit: "3.5", grossLoss: "0" } as const;
    const fold = foldOf([createTrade(1), createTrade(2)], { bots: ["nobody"] });
    expect(fold.agreesWith([{ ...total, realised: "3.5", closed: 2 }])).toBe(true);
    expect(fold.agreesWith([{ ...total, realised: "3.5", closed: 3 }])).toBe(false);
    expect(fold.agreesWith([{ ...total, realised: "3.6", closed: 2 }])).toBe(false);
  });

  it("is the same in any order, and each grouping adds up to its book", () => {
    const trade = fc
      .record({
        n: fc.integer({ min: 0, max: 1_000 }),
        cents: fc.integer({ min: -9_999, max: 9_999 }),
        bot: fc.constantFrom("a", "b"),
        mode: fc.constantFrom("live" as const, "dry" as const),
        minutes: fc.integer({ min: 0, max: 100_000 }),
        entryTag: fc.constantFrom(null, "one", "two"),
      })
      .map(({ n, cents, minutes, ...rest }) => {
        const realised = new Big(cents).div(100).toFixed();
        const closedAt = at("2026-01-01T00:00:00Z") + minutes * 60_000;
        return createTrade(n, {
          ...rest,
          id: `${n} ${cents} ${minutes}`,
          updatedSeq: minutes,
          realised,
          closedAt: new Date(closedAt).toISOString(),
          booked: [{ at: closedAt, realised, closed: true }],
        });
      });
    const trades = fc.uniqueArray(trade, { selector: ({ key }) => key, maxLength: 30 });
    fc.assert(
      fc.property(trades, (all) => {
        const question = { groupings: by("day", "bot", "tag", "bot.day"), zone: "Europe/Berlin" };
        const { books, groups } = foldOf(all, question).answer;
        expect(
          foldOf(
            all.toSorted((a, b) => (a.key < b.key ? 1 : -1)),
            question,
          ).answer.groups,
        ).toEqual(groups);
        for (const book of books)
          for (const rows of Object.values(groups)) {
            const own = rows.filter(({ mode, currency }) => mode === book.mode && currency === book.currency);
            expect(own.reduce((sum, { realised }) => sum.plus(realised), new Big(0)).toFixed()).toBe(book.realised);
            expect(own.reduce((sum, { closed }) => sum + closed, 0)).toBe(book.closed);
          }
        const days = new Set(all.map((own) => dayIn(own.booked![0]!.at, "Europe/Berlin")));
        expect(new Set(groups["day"]!.map(({ day }) => day))).toEqual(days);
      }),
    );
  });
});
