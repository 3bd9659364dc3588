/** The row of figures of each book, kept up from the state's own rows. A book that nothing happened to stays the same object. */
import type { Day, FeedState, Total } from "fillcast";
import { dayName, type Zone } from "../words/instant.ts";
import { type Book, bookId, booksOf } from "./book.ts";
import { quotients } from "./closed.ts";
import { type Calendar, periodsOf } from "./days.ts";
import { type DayPart, RunningDays } from "./running-days.ts";
import type { BookTotals } from "./totals.ts";

const QUARTER_MS = 15 * 60 * 1_000;
const NO_TOTAL = { realised: "0", closed: 0, wins: 0, grossProfit: "0", grossLoss: "0", unreadable: 0 };

/** All bots: the feed's whole life, as the room sums it. */
export class StateTotals {
  readonly #calendar: Calendar;
  readonly #books = new Map<string, StateBook>();
  #days: readonly Day[] = [];
  #totals: readonly Total[] = [];
  #view: readonly BookTotals[] = [];

  constructor(calendar: Calendar) {
    this.#calendar = calendar;
  }

  /** The same array while totals and days are the same. */
  of({ totals, days }: Pick<FeedState, "totals" | "days">): readonly BookTotals[] {
    if (totals === this.#totals && days === this.#days) return this.#view;
    if (days !== this.#days) this.#takeDays(days);
    if (totals !== this.#totals) this.#takeTotals(totals);
    this.#totals = totals;
    this.#days = days;
    const books = booksOf(
      [...this.#books.values()]
        .filter(({ isGone }) => !isGone)
        .map(({ book: { mode, currency }, total }) => ({ mode, currency, closed: total?.closed ?? 0 })),
    );
    const next = books.map((book) => this.#books.get(bookId(book))!.row(this.#calendar));
    const isSame = next.length === this.#view.length && next.every((row, at) => row === this.#view[at]);
    if (!isSame) this.#view = next;
    return this.#view;
  }

  #takeTotals(totals: readonly Total[]): void {
    // A book that is not named any more is of an earlier log.
    for (const book of this.#books.values()) book.total = undefined;
    for (const total of totals) this.#bookOf(total).total = total;
  }

  /** Rows keep their places but for the oldest, which fall off at times. */
  #takeDays(days: readonly Day[]): void {
    const before = this.#days;
    for (let at = 0; at < Math.max(before.length, days.length); at++) {
      const [old, row] = [before[at], days[at]];
      if (old === row) continue;
      if (old !== undefined && row !== undefined && isSameDay(old, row))
        this.#bookOf(row).replace(old, row, this.#zone);
      else {
        if (old !== undefined) this.#bookOf(old).replace(old, null, this.#zone);
        if (row !== undefined) this.#bookOf(row).replace(null, row, this.#zone);
      }
    }
  }

  get #zone(): Zone {
    return this.#calendar.zone;
  }

  #bookOf({ mode, currency }: Book): StateBook {
    const book = { mode, currency };
    const found = this.#books.get(bookId(book));
    if (found !== undefined) return found;
    const made = new StateBook(book);
    this.#books.set(bookId(book), made);
    return made;
  }
}

class StateBook {
  readonly book: Book;
  total: Total | undefined;
  readonly #days = new RunningDays();
  #row: { readonly total: Total | undefined; readonly row: BookTotals } | null = null;

  constructor(book: Book) {
    this.book = book;
  }

  /** Nothing tells of it any more. */
  get isGone(): boolean {
    return this.total === undefined && this.#days.days.length === 0;
  }

  /** Only what differs between the two is reckoned. */
  replace(old: Day | null, row: Day | null, zone: Zone): void {
    const before = old === null ? NO_PARTS : partsOf(old, zone);
    const now = row === null ? NO_PARTS : partsOf(row, zone);
    for (const [quarter, part] of before) if (!isSamePart(part, now.get(quarter))) this.#days.add(part.of(), -1);
    for (const [quarter, part] of now) if (!isSamePart(part, before.get(quarter))) this.#days.add(part.of());
  }

  row({ today }: Calendar): BookTotals {
    const { days } = this.#days;
    if (this.#row !== null && this.#row.total === this.total && this.#row.row.days === days) return this.#row.row;
    const { realised, closed, wins, grossProfit, grossLoss, unreadable = 0 } = this.total ?? NO_TOTAL;
    const row = {
      book: this.book,
      realised,
      closed,
      unreadable,
      wins,
      ...quotients({ closed, wins, grossProfit, grossLoss }),
      days,
      ...periodsOf(days, today),
    };
    this.#row = { total: this.total, row };
    return row;
  }
}

/** A part of a UTC day; which day of the zone it is on is looked up where that is asked. */
interface QuarterPart extends Omit<DayPart, "day"> {
  readonly of: () => DayPart;
}

const NO_PARTS: ReadonlyMap<number, QuarterPart> = new Map();

/** By quarter of an hour; −1 where the row is one part. Old rows do not say when within their UTC day, and stay that day. */
function partsOf({ day, realised, closed, wins, quarters }: Day, zone: Zone): ReadonlyMap<number, QuarterPart> {
  if (quarters === undefined || zone === "utc")
    return new Map([[-1, { realised, closed, wins, of: () => ({ day, realised, closed, wins }) }]]);
  const startMs = Date.parse(day);
  return new Map(
    quarters.map(([quarter, realised, closed, wins]) => {
      const of = (): DayPart => ({ day: dayName(startMs + quarter * QUARTER_MS, zone), realised, closed, wins });
      return [quarter, { realised, closed, wins, of }];
    }),
  );
}

function isSamePart(a: QuarterPart, b: QuarterPart | undefined): boolean {
  return b !== undefined && a.realised === b.realised && a.closed === b.closed && a.wins === b.wins;
}

function isSameDay(a: Day, b: Day): boolean {
  return a.day === b.day && a.mode === b.mode && a.currency === b.currency;
}
