/** A day that is over, by bot. */
import type { TradeEvent } from "fillcast";
import { describe, expect, test } from "vitest";
import {
  booksOfDay,
  botsOfDay,
  countsOf,
  outstandingOf,
  readDayEvents,
} from "../../../../../dashboard/src/overview/day-figures.ts";
import { answerOf } from "../../../../support/profit-answer.ts";
import { event } from "../../../../support/shown-events.ts";
import { createTrade } from "../../../../support/trade.ts";

const HOUR = 3_600_000;
const FROM = Date.UTC(2026, 10, 29);
const DAY = { from: FROM, to: FROM + 24 * HOUR - 1 };
let seq = 0;
const at = (type: string, bot: string, hour: number): TradeEvent =>
  event(type, {}, { bot, at: FROM + hour * HOUR, seq: ++seq });

describe("the events of a day", () => {
  test("count exceptions, and a silence up to the bot's return", () => {
    const read = readDayEvents(
      [
        at("exception", "a", 1),
        at("bot_silent", "a", 2),
        at("exception", "a", 2.5),
        at("bot_back", "a", 3),
        at("exception", "b", 4),
      ],
      DAY,
      true,
    );
    expect([...read.exceptions]).toEqual([
      ["a", 2],
      ["b", 1],
    ]);
    expect([...read.silences]).toEqual([["a", { times: 1, ms: HOUR }]]);
  });

  test("count a silence from the day's beginning, and one to its end", () => {
    const read = readDayEvents([at("bot_back", "a", 1), at("bot_silent", "b", 23)], DAY, true);
    expect(read.silences.get("a")).toEqual({ times: 1, ms: HOUR });
    expect(read.silences.get("b")).toEqual({ times: 1, ms: HOUR - 1 });
  });

  test("add silences up, in whatever order the events came", () => {
    const events = [
      at("bot_silent", "a", 1),
      at("bot_back", "a", 2),
      at("bot_silent", "a", 5),
      at("bot_back", "a", 5.5),
    ];
    expect(readDayEvents(events.toReversed(), DAY, true).silences.get("a")).toEqual({ times: 2, ms: 1.5 * HOUR });
  });

  test("take a return without a silence, after another return, for none", () => {
    const read = readDayEvents([at("bot_silent", "a", 1), at("bot_back", "a", 2), at("bot_back", "a", 6)], DAY, true);
    expect(read.silences.get("a")).toEqual({ times: 1, ms: HOUR });
  });
});

describe("the trades of a day", () => {
  const closedAt = new Date(FROM + 5 * HOUR).toISOString();
  const trade = (n: number, change: object) => createTrade(n, { closedAt, ...change });
  const answer = answerOf(
    [
      trade(1, { bot: "small", realised: "5", pair: "ADA/USDT" }),
      trade(2, { bot: "large", realised: "-40", pair: "BTC/USDT" }),
      trade(3, { bot: "large", realised: "30", pair: "ETH/USDT" }),
      trade(4, { bot: "paper", realised: "900", mode: "dry", pair: "XRP/USDT" }),
    ],
    { by: ["bot", "pair"], from: DAY.from, to: DAY.to },
  );

  test("come by bot, the one that moved most first and simulated money last", () => {
    const silences = new Map([["quiet", { times: 1, ms: 5 }]]);
    const bots = botsOfDay(answer, { exceptions: new Map([["large", 2]]), silences, isWhole: true });
    expect(bots.map(({ bot, exceptions }) => [bot, exceptions])).toEqual([
      ["large", 2],
      ["small", 0],
      ["quiet", 0],
      ["paper", 0],
    ]);
    expect(bots[0]?.sums).toEqual([{ book: { mode: "live", currency: "USDT" }, realised: "-10", closed: 2, wins: 1 }]);
    expect(bots[2]?.silence).toEqual({ times: 1, ms: 5 });
  });

  test("name the best and the biggest loss with their pairs, for each book", () => {
    const { best, worst } = outstandingOf(answer);
    expect(best.map(({ book, pair, trade: { realised } }) => [book.mode, pair, realised])).toEqual(
      expect.arrayContaining([
        ["live", "ETH/USDT", "30"],
        ["dry", "XRP/USDT", "900"],
      ]),
    );
    expect(worst.map(({ pair, trade: { realised } }) => [pair, realised])).toEqual([["BTC/USDT", "-40"]]);
  });

  test("name none of a book whose figures were corrected since", () => {
    const corrected = answer.books.map((book) => ({ ...book, corrected: true as const }));
    expect(outstandingOf({ ...answer, books: corrected })).toEqual({ best: [], worst: [] });
  });

  test("are counted, and summed by book, real money first", () => {
    expect(countsOf(answer)).toEqual({ closed: 4, wins: 3 });
    expect(booksOfDay(answer).map(({ book, realised }) => `${book.mode} ${realised}`)).toEqual(["live -5", "dry 900"]);
    expect(booksOfDay(answerOf([], { by: ["bot"] }))).toEqual([]);
  });
});
