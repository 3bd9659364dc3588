/** What a day that is over was like, by bot: what was earned, exceptions, how long it was silent, and which trades stood out. Pure. */
import { Big } from "big.js";
import type { TradeEvent } from "fillcast";
import { type Book, bookId, isDry } from "../figures/book.ts";
import type { RangeBounds } from "../figures/days.ts";
import type { Extreme, ProfitAnswer } from "../figures/profit-answer.ts";
import { signOf, toBig } from "../words/decimal.ts";

export interface Silence {
  readonly times: number;
  readonly ms: number;
}
export interface BookSum {
  readonly book: Book;
  readonly realised: string;
  readonly closed: number;
  readonly wins: number;
}
export interface BotDay {
  readonly bot: string;
  /** Real money first. */
  readonly sums: readonly BookSum[];
  readonly exceptions: number;
  readonly silence: Silence;
}
/** A trade that stood out. */
export interface Outstanding {
  readonly book: Book;
  readonly trade: Extreme;
  /** Null where the answer does not say it. */
  readonly pair: string | null;
}
/** What happened beside trades; `isWhole` is false where there was more than was looked through. */
export interface DayEvents {
  readonly exceptions: ReadonlyMap<string, number>;
  readonly silences: ReadonlyMap<string, Silence>;
  readonly isWhole: boolean;
}

const NO_SILENCE: Silence = { times: 0, ms: 0 };
/** Types of which the events of a day are asked. */
export const DAY_TYPES = "exception,bot_silent,bot_back";

/** Of the events of a day, in any order. A bot that is not back by its end was silent up to there, one that only comes back since its beginning. */
export function readDayEvents(events: readonly TradeEvent[], { from, to }: RangeBounds, isWhole: boolean): DayEvents {
  const exceptions = new Map<string, number>();
  const silences = new Map<string, Silence>();
  const since = new Map<string, number>();
  const heard = new Set<string>();
  const add = (bot: string, times: number, ms: number): void => {
    const before = silences.get(bot) ?? NO_SILENCE;
    silences.set(bot, { times: before.times + times, ms: before.ms + Math.max(0, ms) });
  };
  for (const { type, bot, at } of events.toSorted((a, b) => a.seq - b.seq)) {
    if (type === "exception") exceptions.set(bot, (exceptions.get(bot) ?? 0) + 1);
    if (type === "bot_silent") since.set(bot, since.get(bot) ?? at);
    if (type === "bot_back") {
      const began = since.get(bot) ?? (heard.has(bot) ? null : from);
      if (began !== null) add(bot, 1, at - began);
      since.delete(bot);
    }
    if (type === "bot_silent" || type === "bot_back") heard.add(bot);
  }
  for (const [bot, began] of since) add(bot, 1, (to ?? began) - began);
  return { exceptions, silences, isWhole };
}

/** Each bot that did something, those that moved most money first. */
export function botsOfDay({ groups }: Pick<ProfitAnswer, "groups">, events: DayEvents | null): readonly BotDay[] {
  const sums = new Map<string, BookSum[]>();
  for (const { bot, mode, currency, realised, closed, wins } of groups.bot ?? []) {
    if (bot === undefined || bot === null) continue;
    const own = sums.get(bot) ?? [];
    sums.set(bot, [...own, { book: { mode, currency }, realised, closed, wins }]);
  }
  const names = new Set([...sums.keys(), ...(events?.exceptions.keys() ?? []), ...(events?.silences.keys() ?? [])]);
  return [...names]
    .map((bot) => ({
      bot,
      sums: (sums.get(bot) ?? []).toSorted((a, b) => Number(isDry(a.book)) - Number(isDry(b.book))),
      exceptions: events?.exceptions.get(bot) ?? 0,
      silence: events?.silences.get(bot) ?? NO_SILENCE,
    }))
    .sort(
      (a, b) =>
        dryFirst(a) - dryFirst(b) || weightOf(b).cmp(weightOf(a)) || (a.bot < b.bot ? -1 : a.bot > b.bot ? 1 : 0),
    );
}

/** The best winner and the worst loser of each book, real money first; a day of one trade has one of them. */
export function outstandingOf({ books, groups }: Pick<ProfitAnswer, "books" | "groups">): {
  readonly best: readonly Outstanding[];
  readonly worst: readonly Outstanding[];
} {
  const known = books
    .filter(({ corrected }) => corrected !== true)
    .sort((a, b) => Number(isDry(a)) - Number(isDry(b)) || b.closed - a.closed);
  const pairs = groups.pair ?? [];
  const pairOf = (trade: Extreme): string | null =>
    pairs.find((group) => namesOf(group).includes(trade.key))?.pair ?? null;
  const toOutstanding = ({ mode, currency }: Book, trade: Extreme): Outstanding => ({
    book: { mode, currency },
    trade,
    pair: pairOf(trade),
  });
  return {
    best: known.flatMap((book) =>
      book.best !== null && signOf(book.best.realised) > 0 ? [toOutstanding(book, book.best)] : [],
    ),
    worst: known.flatMap((book) =>
      book.worst !== null && signOf(book.worst.realised) < 0 ? [toOutstanding(book, book.worst)] : [],
    ),
  };
}

/** Of all books: how many trades closed and won. */
export function countsOf({ books }: Pick<ProfitAnswer, "books">): { readonly closed: number; readonly wins: number } {
  return {
    closed: books.reduce((sum, { closed }) => sum + closed, 0),
    wins: books.reduce((sum, { wins }) => sum + wins, 0),
  };
}

/** The books of the day in which something was realised, by what they are called. */
export function booksOfDay({ books }: Pick<ProfitAnswer, "books">): readonly BookSum[] {
  return books
    .filter(({ closed, realised }) => closed > 0 || signOf(realised) !== 0)
    .map(({ mode, currency, realised, closed, wins }) => ({ book: { mode, currency }, realised, closed, wins }))
    .sort(
      (a, b) =>
        Number(isDry(a.book)) - Number(isDry(b.book)) ||
        b.closed - a.closed ||
        bookId(a.book).localeCompare(bookId(b.book)),
    );
}

/** The server says these of each group; a group that was moved on says them no more. */
function namesOf(group: object): readonly string[] {
  const { best, worst } = group as { readonly best?: Extreme | null; readonly worst?: Extreme | null };
  return [best, worst].flatMap((one) => one?.key ?? []);
}

function dryFirst({ sums }: BotDay): number {
  return sums.length > 0 && sums.every(({ book }) => isDry(book)) ? 1 : 0;
}

/** Sums of different money do not add up: the largest is what counts. */
function weightOf({ sums }: BotDay): Big {
  return sums.reduce((largest, { realised }) => {
    const size = (toBig(realised) ?? new Big(0)).abs();
    return size.gt(largest) ? size : largest;
  }, new Big(0));
}
