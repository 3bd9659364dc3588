import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Total, Trade } from "@fillcast/protocol";
import { explains, moveProfit, type TradeChange } from "../../../../../dashboard/src/figures/profit.ts";
import type { ProfitAnswer, ProfitBook, ProfitQuestion } from "../../../../../dashboard/src/figures/profit-answer.ts";
import { answerOf } from "../../../../support/profit-answer.ts";
import { trade } from "../../../../support/shown-trades.ts";

const ALL: ProfitQuestion = {
  by: ["day", "bot", "pair", "tag", "reason", "direction", "hour", "bot.day"],
  zone: "Europe/Berlin",
  bots: null,
  from: null,
  median: true,
};
const START = Date.parse("2024-10-24T00:00:00Z");
const HOUR_MS = 3_600_000;

/** Without what no change moves, and what the page does not show. */
function comparable({ books, groups }: ProfitAnswer): object {
  const textOf = (row: object): string => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));
  const unmoved = { medianHoldMs: 0, winHoldMs: 0, lossHoldMs: 0, histogram: [], fees: null };
  const plain = (row: object): object => ({ ...row, ...unmoved });
  const rowsOf = (rows: readonly object[]): string[] => rows.map((row) => textOf(plain(row))).sort();
  return {
    books: rowsOf(books),
    groups: Object.fromEntries(
      Object.entries(groups).map(([by, rows]) => [
        by,
        rowsOf(rows.map((row) => ({ ...row, best: null, worst: null }))),
      ]),
    ),
  };
}

/** What happens to one of a few trades at an hour: it opens, sells a part, or closes. */
const happening = fc.record({
  n: fc.integer({ min: 0, max: 7 }),
  profit: fc.integer({ min: -50, max: 50 }),
  closes: fc.boolean(),
});

function step(
  known: Trade | undefined,
  { n, profit, closes }: { n: number; profit: number; closes: boolean },
  at: number,
): Trade {
  if (known === undefined)
    return trade({
      key: `bot-${n % 2}:${n}`,
      bot: `bot-${n % 2}`,
      pair: n % 3 === 0 ? "ETH/USDT" : "BTC/USDT",
      mode: n === 6 ? "dry" : "live",
      entryTag: n % 2 === 0 ? null : `tag ${n % 3}`,
      exitReason: null,
      status: "open",
      openedAt: new Date(at).toISOString(),
      closedAt: null,
      realised: "0",
    });
  const realised = String((Number(known.realised) * 10 + profit) / 10);
  const part = { at, realised: String(profit / 10), ...(closes && { closed: true as const }) };
  return {
    ...known,
    realised,
    exitReason: closes ? "roi" : "partial_exit",
    booked: [...(known.booked ?? []), ...(profit === 0 && !closes ? [] : [part])],
    status: closes ? "closed" : "open",
    closedAt: closes ? new Date(at).toISOString() : null,
  };
}

describe("an answer that trades move", () => {
  test.each([
    ["of all", ALL],
    ["of one bot", { ...ALL, bots: ["bot-1"] }],
    ["since an instant", { ...ALL, from: START + 10 * HOUR_MS }],
    ["of a span", { ...ALL, from: START + 10 * HOUR_MS, to: START + 25 * HOUR_MS }],
  ] as const)("is at each step what the server answers, %s", (_, question) => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), (happenings) => {
        const trades = new Map<number, Trade>();
        let answer: ProfitAnswer = answerOf([], question);
        happenings.forEach((what, index) => {
          const before = trades.get(what.n);
          if (before?.status === "closed") return;
          const after = step(before, what, START + index * HOUR_MS);
          trades.set(what.n, after);
          const moved = moveProfit(answer, question, { before: before ?? null, after });
          expect(moved).not.toBeNull();
          answer = moved!;
          expect(comparable(answer)).toEqual(comparable(answerOf([...trades.values()], question)));
        });
      }),
      { numRuns: 200 },
    );
  });

  const open = trade({ status: "open", closedAt: null, realised: "0", exitReason: null });
  const closed: Trade = { ...open, status: "closed", realised: "2", closedAt: "2024-10-24T12:00:00Z" };
  const other = trade({ realised: "7", closedAt: "2024-10-24T11:00:00Z" });
  const asked = (...trades: Trade[]): ProfitAnswer => answerOf(trades, ALL);
  const moves = (answer: ProfitAnswer, change: TradeChange) => moveProfit(answer, ALL, change);

  test("has of two trades that earned the same the one that the server names, whichever closed first", () => {
    const [a, b] = ["a", "b"].map((key) => ({ ...closed, key }));
    for (const [first, then] of [
      [a!, b!],
      [b!, a!],
    ] as const) {
      const moved = moves(asked(first), { before: { ...open, key: then.key }, after: then })!;
      expect(moved.books[0]).toMatchObject({ best: { key: "a" }, worst: { key: "a" } });
      expect(comparable(moved)).toEqual(comparable(asked(first, then)));
    }
  });

  test("is the same object where a change says nothing about profit", () => {
    const answer = asked(trade());
    const later = { lastPrice: "2600", stopLoss: "2400", entryTag: "late" };
    expect(moves(answer, { before: open, after: { ...open, ...later } })).toBe(answer);
    expect(moves(answer, { before: closed, after: { ...closed, fees: "0.1" } })).toBe(answer);
    expect(moveProfit(answer, { ...ALL, bots: ["another"] }, { before: open, after: closed })).toBe(answer);
  });

  test.each<[string, Trade, Trade]>([
    ["a close that is corrected", closed, { ...closed, realised: "1" }],
    ["a close that is taken back", closed, open],
    ["a profit that could not be read", { ...closed, realised: null }, closed],
    ["a profit that can no longer be read", closed, { ...closed, realised: null }],
    ["a trade whose currency is said late", { ...closed, stakeCurrency: null }, closed],
  ])("has the sums of %s, and says where its extremes are not known", (_, before, after) => {
    const moved = moves(asked(other, before), { before, after })!;
    const sumsOf = ({ books, groups }: ProfitAnswer) => {
      const plain = books.map(({ best: _best, worst: _worst, peak: _peak, drawdown: _fall, ...row }) => row);
      const kept = plain.filter(({ closed, unreadable }) => closed + unreadable > 0);
      return comparable({ ...asked(), books: kept.map(withoutRun), groups });
    };
    expect(sumsOf(moved)).toEqual(sumsOf(asked(other, after)));
    const isTakenBack = before.status === "closed" && before.realised !== null;
    expect(moved.books.some(({ corrected }) => corrected === true)).toBe(isTakenBack);
  });

  test("does not know the drawdown where a trade closed before the last one", () => {
    const answer = asked(trade({ closedAt: "2024-10-25T00:00:00Z" }));
    expect(moves(answer, { before: open, after: closed })!.books).toMatchObject([{ closed: 2, corrected: true }]);
  });

  test("does not guess at groups that stand for many", () => {
    expect(moves(withRest(asked(trade())), { before: open, after: closed })).toBeNull();
  });

  test("takes a trade for new that is over when it is first seen, if the totals have gained that much", () => {
    const totalsOf = (...trades: Trade[]) => asked(...trades).books.map((book): Total => book);
    const changes = [{ before: null, after: closed }];
    expect(explains(changes, totalsOf(other), totalsOf(other, closed))).toBe(true);
    expect(explains(changes, totalsOf(), totalsOf(closed))).toBe(true);
    // It was corrected, or nothing of it is new.
    expect(explains(changes, totalsOf(other, { ...closed, realised: "1" }), totalsOf(other, closed))).toBe(false);
    expect(explains(changes, totalsOf(other, closed), totalsOf(other, closed))).toBe(false);
  });
});

/** Of the books the sums alone. */
function withoutRun<Row extends object>(book: Row): Row & Pick<ProfitBook, "best" | "worst" | "peak" | "drawdown"> {
  return {
    ...book,
    best: null,
    worst: null,
    peak: "0",
    drawdown: "0",
    streak: 0,
    longestWins: 0,
    longestLosses: 0,
    lastClosedAt: null,
    corrected: undefined,
  };
}

function withRest(answer: ProfitAnswer): ProfitAnswer {
  const rows = answer.groups.tag ?? [];
  return { ...answer, groups: { ...answer.groups, tag: rows.map((row) => Object.assign({}, row, { rest: 2 })) } };
}
