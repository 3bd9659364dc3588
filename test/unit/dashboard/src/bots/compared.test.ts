/** Bots side by side: one scale for a book, figures from a bot's own date, and rows that rest. */
import { describe, expect, it } from "vitest";
import type { BotState } from "fillcast";
import {
  booksOfBots,
  type BotFacts,
  compareEach,
  countsOf,
  orderOfBooks,
  sortValueOf,
} from "../../../../../dashboard/src/bots/compared.ts";
import { NO_SETTINGS } from "../../../../../dashboard/src/live/feed-settings.ts";
import type { ProfitAnswer, ProfitGroup } from "../../../../../dashboard/src/figures/profit-answer.ts";

const CALENDAR = { today: "2026-03-10", zone: "utc" } as const;
const BOT: BotState = {
  mode: "live",
  presence: "up",
  lastEventAt: 60_000,
  lastSeenAt: null,
  openTrades: 1,
  closedTrades: 9,
  wins: 6,
};
const group = (bot: string, realised: string, more: Partial<ProfitGroup> = {}): ProfitGroup => ({
  mode: "live",
  currency: "USDT",
  realised,
  closed: 3,
  wins: 2,
  losses: 1,
  grossProfit: "30",
  grossLoss: "10",
  unreadable: 0,
  fees: null,
  bot,
  ...more,
});
const answer = (groups: ProfitAnswer["groups"]): ProfitAnswer => ({
  epoch: "0mwuacao0",
  seq: 1,
  complete: true,
  openedFrom: null,
  books: [],
  groups,
});
const fact = (name: string, more: Partial<BotFacts> = {}): BotFacts => ({
  name,
  shownName: name,
  bot: BOT,
  settings: NO_SETTINGS,
  vitals: undefined,
  health: "active",
  errors: 0,
  strategy: null,
  ...more,
});
const DAYS = answer({
  "bot.day": [
    group("a", "5", { day: "2026-03-09" }),
    group("a", "-20", { day: "2026-03-01" }),
    group("b", "40", { day: "2026-03-09" }),
    group("c", "7", { day: "2026-03-09", currency: "BTC" }),
  ],
});
const ALL = answer({
  bot: [group("a", "-15"), group("b", "40"), group("c", "7", { currency: "BTC" }), group("d", "0", { closed: 0 })],
});

describe("bots of one book", () => {
  const facts = ["a", "b", "c", "d"].map((name) => fact(name));
  const books = booksOfBots(facts, { all: ALL, days: DAYS, since: new Map() }, CALENDAR);

  it("share the scale of bars and of days, and no other book's", () => {
    const scaleOf = (name: string) => books.get(name)!.map(({ whole, range }) => [whole, range.up, range.down]);
    expect(scaleOf("a")).toEqual([[40, 40, -20]]);
    expect(scaleOf("b")).toEqual(scaleOf("a"));
    expect(scaleOf("c")).toEqual([[7, 7, 0]]);
    expect(books.get("d")).toEqual([]);
    expect(books.get("a")![0]!.days.length).toBe(30);
  });

  it("stand in the order of what was closed in their book, and are sorted within it", () => {
    const compared = compareEach([], facts, books);
    const order = orderOfBooks(compared);
    expect(order).toEqual(["live.USDT", "live.BTC"]);
    const values = compared.map((bot) => sortValueOf(bot, "realised", order));
    expect(
      values.map((value) => (value === null ? null : typeof value === "object" && [value.book, value.value.toFixed()])),
    ).toEqual([[0, "-15"], [0, "40"], [1, "7"], null]);
  });

  it("stay the same objects while nothing happens to them", () => {
    const first = compareEach([], facts, books);
    const again = booksOfBots(facts, { all: ALL, days: DAYS, since: new Map() }, CALENDAR);
    const next = compareEach(first, [fact("a"), fact("b", { errors: 1 }), fact("c"), fact("d")], again);
    expect(next.map((bot, at) => bot === first[at])).toEqual([true, false, true, true]);
  });
});

describe("a bot that counts from a date", () => {
  const since = Date.UTC(2026, 2, 5);
  const bot = fact("a", { settings: { since } });

  it("has the figures since then", () => {
    const later = answer({ bot: [group("a", "5", { closed: 1, wins: 1 })] });
    const books = booksOfBots([bot], { all: ALL, days: DAYS, since: new Map([[since, later]]) }, CALENDAR);
    const [compared] = compareEach([], [bot], books);
    expect(compared!.books!.map(({ earned }) => earned.realised)).toEqual(["5"]);
    expect(countsOf(compared!)).toEqual({ closed: 1, wins: 1 });
    expect(compared!.books![0]!.days.filter(({ realised }) => realised !== "0").map(({ day }) => day)).toEqual([
      "2026-03-09",
    ]);
  });

  it("has none while the server has not answered, and not those of all time", () => {
    const books = booksOfBots([bot], { all: ALL, days: DAYS, since: new Map([[since, null]]) }, CALENDAR);
    const [compared] = compareEach([], [bot], books);
    expect([compared!.books, countsOf(compared!), sortValueOf(compared!, "realised", [])]).toEqual([null, null, null]);
  });
});
