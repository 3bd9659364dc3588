/**
 * Bots side by side: what each earned since the date from which it counts, its last days, and the scales that the bots of a book
 * share. Pure; a bot that nothing happened to stays the same object, so that its row rests.
 */
import { Big } from "big.js";
import type { BotState, HeardVitals } from "fillcast";
import { type Book, bookId, booksOf, isSameBook } from "../figures/book.ts";
import { type Calendar, type DayProfit, daysOfGroups, lastDays, sum } from "../figures/days.ts";
import type { ProfitAnswer, ProfitGroup } from "../figures/profit-answer.ts";
import { quotients } from "../figures/closed.ts";
import type { BotSettings } from "../live/feed-settings.ts";
import { dayName } from "../words/instant.ts";
import type { BotSortKey, BotSortValue } from "./bot-sort.ts";
import { type Health, HEALTHS, lastHeard } from "./presence.ts";

export const SPARK_DAYS = 30;

export interface ComparedBook {
  readonly book: Book;
  readonly earned: ProfitGroup;
  /** The largest amount in the book, either way: the length of a whole bar. */
  readonly whole: number;
  readonly days: readonly DayProfit[];
  /** The highest and the lowest day of any bot in the book. */
  readonly range: DayRange;
}
export interface DayRange {
  readonly up: number;
  readonly down: number;
}
export interface ComparedBot {
  readonly name: string;
  readonly shownName: string;
  readonly bot: BotState;
  readonly settings: BotSettings;
  readonly vitals: HeardVitals | undefined;
  readonly health: Health;
  /** Exceptions within 24 hours; null while that is not known. */
  readonly errors: number | null;
  readonly strategy: string | null;
  /** Null while the server has not answered. */
  readonly books: readonly ComparedBook[] | null;
}

/** What the server has answered about profit. */
export interface Answers {
  /** By bot, over all time. */
  readonly all: ProfitAnswer | null;
  /** By bot and day, the last 30 days. */
  readonly days: ProfitAnswer | null;
  /** By bot, from a date on. */
  readonly since: ReadonlyMap<number, ProfitAnswer | null>;
}

export type BotFacts = Omit<ComparedBot, "books">;

/** By bot; null while the server has not answered. */
export type BooksByBot = ReadonlyMap<string, readonly ComparedBook[] | null>;

/** What each bot has earned, on scales that the bots of a book share. */
export function booksOfBots(
  bots: readonly { readonly name: string; readonly settings: BotSettings }[],
  answers: Answers,
  calendar: Calendar,
): BooksByBot {
  const days = byBot(answers.days, "bot.day");
  const all = byBot(answers.all, "bot");
  const since = new Map([...answers.since].map(([date, answer]) => [date, byBot(answer, "bot")]));
  const earned = bots.map(({ name, settings }) => {
    const groups = settings.since === undefined ? all : (since.get(settings.since) ?? null);
    if (groups === null || days === null) return { name, rows: null };
    const rows = earnedOf(groups.get(name) ?? []);
    return { name, rows: rows.map((row) => ({ row, days: daysIn(row, days.get(name) ?? [], settings, calendar) })) };
  });
  const shown = Map.groupBy(
    earned.flatMap(({ rows }) => rows ?? []),
    ({ row }) => bookId(row),
  );
  const scales = new Map([...shown].map(([book, rows]) => [book, scaleOf(rows)]));
  return new Map(
    earned.map(({ name, rows }) => [
      name,
      rows?.map(({ row, days: daily }) => {
        const book = { mode: row.mode, currency: row.currency };
        return { book, earned: row, days: daily, ...scales.get(bookId(book))! };
      }) ?? null,
    ]),
  );
}

/** Joins facts and books; takes over from `before` what is the same. */
export function compareEach(
  before: readonly ComparedBot[],
  facts: readonly BotFacts[],
  books: BooksByBot,
): readonly ComparedBot[] {
  const known = new Map(before.map((each) => [each.name, each]));
  return facts.map((fact) => {
    const last = known.get(fact.name);
    const own = keepBooks(last?.books ?? null, books.get(fact.name) ?? null);
    return last !== undefined && isSameFact(last, fact) && last.books === own ? last : { ...fact, books: own };
  });
}

function byBot(answer: ProfitAnswer | null, by: "bot" | "bot.day"): ReadonlyMap<string, readonly ProfitGroup[]> | null {
  return answer === null ? null : Map.groupBy(answer.groups[by] ?? [], ({ bot }) => bot ?? "");
}

/** In the order of books; a trade that is open and gave nothing yet makes no row of zeros. */
function earnedOf(groups: readonly ProfitGroup[]): readonly ProfitGroup[] {
  const own = groups.filter(({ closed, realised }) => closed > 0 || realised !== "0");
  return booksOf(own).map((book) => own.find((row) => isSameBook(row, book))!);
}

function daysIn(
  row: ProfitGroup,
  own: readonly ProfitGroup[],
  { since }: BotSettings,
  { today, zone }: Calendar,
): readonly DayProfit[] {
  const first = since === undefined ? "" : dayName(since, zone);
  return lastDays(
    daysOfGroups(own, row).filter(({ day }) => day >= first),
    today,
    SPARK_DAYS,
  );
}

/** A picture's geometry is floats; the figures beside it are exact. */
function scaleOf(
  rows: readonly { readonly row: ProfitGroup; readonly days: readonly DayProfit[] }[],
): Pick<ComparedBook, "whole" | "range"> {
  const daily = rows.flatMap(({ days }) => days.map(({ realised }) => Number(realised)));
  return {
    whole: Math.max(0, ...rows.map(({ row }) => Math.abs(Number(row.realised)))),
    range: { up: Math.max(0, ...daily), down: Math.min(0, ...daily) },
  };
}

function keepBooks(
  before: readonly ComparedBook[] | null,
  after: readonly ComparedBook[] | null,
): readonly ComparedBook[] | null {
  if (before === null || after === null || before.length !== after.length) return after;
  return after.every((book, at) => isSameShown(book, before[at]!)) ? before : after;
}

function isSameShown(a: ComparedBook, b: ComparedBook): boolean {
  return (
    a.earned === b.earned &&
    a.whole === b.whole &&
    a.range.up === b.range.up &&
    a.range.down === b.range.down &&
    a.days.every(({ day, realised }, at) => day === b.days[at]?.day && realised === b.days[at].realised)
  );
}

function isSameFact(a: BotFacts, b: BotFacts): boolean {
  return (
    a.bot === b.bot &&
    a.shownName === b.shownName &&
    a.settings === b.settings &&
    a.vitals === b.vitals &&
    a.health === b.health &&
    a.errors === b.errors &&
    a.strategy === b.strategy
  );
}

/** Closed trades and wins: since its date where it has one, else as the state counts them; null while that is not known. */
export function countsOf({
  bot,
  settings,
  books,
}: ComparedBot): { readonly closed: number; readonly wins: number } | null {
  if (settings.since === undefined) return { closed: bot.closedTrades, wins: bot.wins };
  if (books === null) return null;
  return books.reduce(
    (total, { earned }) => ({ closed: total.closed + earned.closed, wins: total.wins + earned.wins }),
    { closed: 0, wins: 0 },
  );
}

/** Of one book alone: sums of others have nothing in common. */
export function profitFactorOf({ books }: ComparedBot): string | null {
  return books?.length === 1 ? quotients(books[0]!.earned).profitFactor : null;
}

/** To the minute: rows that change places with every heartbeat cannot be read. */
const HEARD_STEP_MS = 60_000;

/** What a bot is sorted by; null where it is unknown. `order` has the books, the first one first. */
export function sortValueOf(each: ComparedBot, key: BotSortKey, order: readonly string[]): BotSortValue | null {
  const { bot, vitals, books } = each;
  const money = (book: Book, value: string): BotSortValue => ({
    book: order.indexOf(bookId(book)),
    value: new Big(value),
  });
  const first = books?.toSorted((a, b) => order.indexOf(bookId(a.book)) - order.indexOf(bookId(b.book)))[0];
  const inAccount = (value: string | null | undefined): BotSortValue | null => {
    const currency = vitals?.balance.currency ?? null;
    return value === null || value === undefined || currency === null
      ? null
      : money({ mode: bot.mode, currency }, value);
  };
  switch (key) {
    case "bot":
      return each.shownName;
    case "group":
      return each.settings.group ?? null;
    case "state":
      return HEALTHS.indexOf(each.health);
    case "heard":
      return Math.floor(lastHeard(bot) / HEARD_STEP_MS);
    case "errors":
      return each.errors;
    case "open":
      return bot.openTrades;
    case "openProfit":
      return inAccount(vitals?.openProfit);
    case "value":
      return inAccount(vitals?.balance.value);
    case "closed":
      return countsOf(each)?.closed ?? null;
    case "winRate": {
      const counts = countsOf(each);
      return counts === null || counts.closed === 0 ? null : counts.wins / counts.closed;
    }
    case "profitFactor": {
      const factor = profitFactorOf(each);
      return factor === null ? null : Number(factor);
    }
    case "realised":
      return first === undefined ? null : money(first.book, first.earned.realised);
    case "month":
      return first === undefined ? null : money(first.book, sum(first.days.map(({ realised }) => realised)));
    case "strategy":
      return each.strategy;
    case "version":
      return vitals?.version ?? null;
    case "mode":
      return bot.mode;
  }
}

/** The books by how much was closed in them, the busiest first, real money before simulated. */
export function orderOfBooks(bots: readonly ComparedBot[]): readonly string[] {
  const closed = new Map<string, number>();
  for (const { books } of bots)
    for (const { book, earned } of books ?? [])
      closed.set(bookId(book), (closed.get(bookId(book)) ?? 0) + earned.closed);
  const isDry = (id: string): number => Number(id.startsWith("dry."));
  return [...closed].sort(([a, x], [b, y]) => isDry(a) - isDry(b) || y - x || (a < b ? -1 : 1)).map(([id]) => id);
}
