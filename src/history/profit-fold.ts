/**
 * The fold from trades to profit by groups: each part of a trade's profit counts at its own instant, and the trade as closed at
 * that of its close, as the days of the state have it (PROTOCOL.md §12.1). Trades come in any order, each once.
 */
import {
  UNKNOWN_CURRENCY,
  dayIn,
  hourIn,
  PROFIT_GROUPS_MAX,
  type Booking,
  type Profit,
  type ProfitBook,
  type ProfitDimension,
  type ProfitGroup,
  type Total,
  type TradeMode,
} from "@fillcast/protocol";
import type { BookedTrade } from "../../archive/trades.ts";
import { toExact, toText } from "./exact.ts";
import { spreadOf } from "./profit-spread.ts";
import { byClosing, medianOf, ProfitSums, runOf, type Close } from "./profit-sums.ts";

/** One dimension, or two that are crossed. */
export interface Grouping {
  /** As the reader wrote it: `day`, `bot.day`. */
  readonly name: string;
  readonly dimensions: readonly ProfitDimension[];
}

/** What a reader asks for; absent lists and bounds let everything through. */
export interface ProfitQuestion {
  readonly groupings: readonly Grouping[];
  /** Whose days and hours; a name of the IANA tables. */
  readonly zone: string;
  /** When profit was realised, ms since 1970, inclusive. */
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly modes?: readonly TradeMode[];
  readonly currencies?: readonly string[];
  readonly bots?: readonly string[];
  readonly pairs?: readonly string[];
}

/** A book on its way. */
interface Book {
  readonly sums: ProfitSums;
  readonly closes: Close[];
}

type Name = string | null;

interface Group {
  readonly names: readonly Name[];
  readonly sums: ProfitSums;
}

/** What was counted of a book whatever the question, to compare with the state's own totals. */
interface Counted {
  readonly realised: ProfitSums;
}

export class ProfitFold {
  readonly #question: ProfitQuestion;
  readonly #books = new Map<string, Book>();
  readonly #groups: readonly Map<string, Group>[];
  readonly #counted = new Map<string, Counted>();

  constructor(question: ProfitQuestion) {
    this.#question = question;
    this.#groups = question.groupings.map(() => new Map());
  }

  add(trade: BookedTrade): void {
    const currency = trade.stakeCurrency ?? UNKNOWN_CURRENCY;
    const bookName = `${trade.mode} ${currency}`;
    this.#count(bookName, trade, currency);
    if (!this.#isAsked(trade, currency)) return;
    const book = (): Book =>
      found(this.#books, bookName, () => ({ sums: new ProfitSums(trade.mode, currency), closes: [] }));
    if (trade.realised === null) {
      const at = closedMs(trade) ?? trade.booked?.at(-1)?.at ?? Date.parse(trade.openedAt);
      if (!this.#isInRange(at)) return;
      for (const sums of this.#sumsOf(trade, currency, bookName, at, book())) sums.unreadable++;
      return;
    }
    for (const { at, realised } of bookingsOf(trade)) {
      if (realised === "0" || !this.#isInRange(at)) continue;
      const part = toExact(realised);
      for (const sums of this.#sumsOf(trade, currency, bookName, at, book())) sums.book(part);
    }
    const close = closeOf(trade);
    if (close === null || !this.#isInRange(close.at)) return;
    book().closes.push(close);
    for (const sums of this.#sumsOf(trade, currency, bookName, close.at, book())) sums.close(close);
  }

  /** True where all trades that were added, whatever was asked for, make up the totals of the state. */
  agreesWith(totals: readonly Total[]): boolean {
    return totals.every(({ mode, currency, realised, closed }) => {
      const sums = this.#counted.get(`${mode} ${currency}`)?.realised;
      return closed === (sums?.closed ?? 0) && realised === (sums === undefined ? "0" : toText(sums.realised));
    });
  }

  get answer(): Pick<Profit, "books" | "groups"> {
    return {
      books: [...this.#books.values()].map(toBook).sort(byBook),
      groups: Object.fromEntries(
        this.#question.groupings.map((grouping, index) => [grouping.name, toRows(grouping, this.#groups[index]!)]),
      ),
    };
  }

  #count(bookName: string, trade: BookedTrade, currency: string): void {
    if (trade.realised === null) return;
    const { realised: sums } = found(this.#counted, bookName, () => ({
      realised: new ProfitSums(trade.mode, currency),
    }));
    if (trade.realised !== "0") sums.book(toExact(trade.realised));
    if (trade.status === "closed") sums.closed++;
  }

  #isAsked({ mode, bot, pair }: BookedTrade, currency: string): boolean {
    const { modes, currencies, bots, pairs } = this.#question;
    return (
      (modes === undefined || modes.includes(mode)) &&
      (currencies === undefined || currencies.includes(currency)) &&
      (bots === undefined || bots.includes(bot)) &&
      (pairs === undefined || pairs.includes(pair))
    );
  }

  #isInRange(at: number): boolean {
    const { fromMs = -Infinity, toMs = Infinity } = this.#question;
    return at >= fromMs && at <= toMs;
  }

  /** Of its book and of each of its groups. */
  #sumsOf(trade: BookedTrade, currency: string, bookName: string, at: number, book: Book): ProfitSums[] {
    const groups = this.#question.groupings.map(({ dimensions }, index) => {
      const names = dimensions.map((dimension) => nameOf(trade, dimension, at, this.#question.zone));
      const key = `${bookName} ${JSON.stringify(names)}`;
      return found(this.#groups[index]!, key, () => ({ names, sums: new ProfitSums(trade.mode, currency) })).sums;
    });
    return [book.sums, ...groups];
  }
}

function found<Value>(values: Map<string, Value>, name: string, make: () => Value): Value {
  const known = values.get(name);
  if (known !== undefined) return known;
  const made = make();
  values.set(name, made);
  return made;
}

/** When a trade's profit was realised. A row of an early version says no more than when it closed. */
function bookingsOf({ booked, realised, openedAt, ...trade }: BookedTrade): readonly Booking[] {
  if (booked != null) return booked;
  return realised === null ? [] : [{ at: closedMs(trade) ?? Date.parse(openedAt), realised }];
}

/** The close of a trade whose profit is known; null for any other. */
function closeOf(trade: BookedTrade): Close | null {
  const { key, status, realised, fees, booked, openedAt, updatedSeq } = trade;
  if (status !== "closed" || realised === null) return null;
  const booking = booked?.find(({ closed }) => closed) ?? booked?.at(-1);
  const openedMs = Date.parse(openedAt);
  const endedMs = closedMs(trade) ?? booking?.at ?? openedMs;
  return {
    key,
    at: booking?.at ?? endedMs,
    seq: updatedSeq,
    realised: toExact(realised),
    fees: fees == null ? null : toExact(fees),
    holdMs: Math.max(0, endedMs - openedMs),
  };
}

function closedMs({ closedAt }: Pick<BookedTrade, "closedAt">): number | null {
  return closedAt === null ? null : Date.parse(closedAt);
}

function nameOf(trade: BookedTrade, dimension: ProfitDimension, at: number, zone: string): Name {
  switch (dimension) {
    case "day":
      return dayIn(at, zone);
    case "hour":
      return hourIn(at, zone);
    case "bot":
      return trade.bot;
    case "pair":
      return trade.pair;
    case "tag":
      return trade.entryTag;
    case "reason":
      return trade.exitReason;
    case "direction":
      return trade.direction;
  }
}

function toBook({ sums, closes: inAnyOrder }: Book): ProfitBook {
  const closes = inAnyOrder.toSorted(byClosing);
  return {
    ...sums.figures,
    medianHoldMs: medianOf(closes.map(({ holdMs }) => holdMs)),
    ...runOf(closes),
    lastClosedAt: closes.at(-1)?.at ?? null,
    ...spreadOf(closes),
  };
}

/** The rows in order of their names; of too many the smallest become one for each book. */
function toRows({ dimensions }: Grouping, groups: ReadonlyMap<string, Group>): readonly ProfitGroup[] {
  const all = [...groups.values()].filter(({ sums }) => !sums.isEmpty);
  if (all.length > PROFIT_GROUPS_MAX) all.sort((a, b) => b.sums.closed - a.sums.closed);
  const rest = Map.groupBy(all.splice(PROFIT_GROUPS_MAX), ({ sums }) => `${sums.mode} ${sums.currency}`);
  const namesOf = (names: readonly Name[]): { readonly [dimension: string]: Name } =>
    Object.fromEntries(dimensions.map((dimension, index) => [dimension, names[index] ?? null]));
  const rows = all
    .map(({ names, sums }) => ({
      text: names.map((name) => name ?? "").join("\n"),
      row: { ...namesOf(names), ...sums.figures },
    }))
    .sort((a, b) => byBook(a.row, b.row) || compare(a.text, b.text))
    .map(({ row }) => row);
  return [
    ...rows,
    ...[...rest.values()].map((smallest) => ({ ...namesOf([]), ...joined(smallest), rest: smallest.length })),
  ];
}

function joined(groups: readonly Group[]): ProfitSums["figures"] {
  const [{ sums: first }] = groups as readonly [Group, ...Group[]];
  const sums = new ProfitSums(first.mode, first.currency);
  for (const group of groups) sums.join(group.sums);
  return sums.figures;
}

function byBook(a: Pick<Total, "mode" | "currency">, b: Pick<Total, "mode" | "currency">): number {
  return compare(a.mode, b.mode) || compare(a.currency, b.currency);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
