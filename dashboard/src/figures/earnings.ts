/** What each bot has earned, a book each, kept up. */
import { Big } from "big.js";
import type { Trade } from "fillcast";
import { signOf, toBig } from "../words/decimal.ts";
import type { Zone } from "../words/instant.ts";
import { type Book, bookId, bookOf, booksOf } from "./book.ts";
import { isReadable } from "./closed.ts";
import type { DayProfit } from "./days.ts";
import type { Kept } from "./kept.ts";
import { RunningDays } from "./running-days.ts";

export interface Earned {
  readonly book: Book;
  readonly realised: string;
  /** Of a zone; null where nobody asked for days. */
  readonly days: readonly DayProfit[] | null;
}

interface Purse {
  readonly book: Book;
  realised: Big;
  trades: number;
  readonly days: RunningDays | null;
}

/** By bot; what nothing happened to stays the same array. */
export class Earnings implements Kept<ReadonlyMap<string, readonly Earned[]>> {
  readonly #zone: Zone | null;
  readonly #bots = new Map<string, Map<string, Purse>>();
  #shown = new Map<string, readonly Earned[]>();
  readonly #touched = new Set<string>();

  /** `zone` is whose days are asked for, or null for none. */
  constructor(zone: Zone | null) {
    this.#zone = zone;
  }

  change(gone: readonly Trade[], came: readonly Trade[]): void {
    for (const trade of gone) this.#count(trade, -1);
    for (const trade of came) this.#count(trade, 1);
  }

  get view(): ReadonlyMap<string, readonly Earned[]> {
    if (this.#touched.size === 0) return this.#shown;
    const next = new Map(this.#shown);
    for (const bot of this.#touched) {
      const purses = this.#bots.get(bot);
      if (purses === undefined || purses.size === 0) next.delete(bot);
      else next.set(bot, earnedOf(purses));
    }
    this.#touched.clear();
    this.#shown = next;
    return next;
  }

  #count(trade: Trade, sign: 1 | -1): void {
    // A trade that is open and gave nothing yet makes no row of zeros.
    if (!isReadable(trade) || (trade.status !== "closed" && signOf(trade.realised) === 0)) return;
    const { bot } = trade;
    const own = this.#bots.get(bot) ?? new Map<string, Purse>();
    this.#bots.set(bot, own);
    const book = bookOf(trade);
    const id = bookId(book);
    const days = this.#zone === null ? null : new RunningDays();
    const purse = own.get(id) ?? { book, realised: new Big(0), trades: 0, days };
    const realised = toBig(trade.realised) ?? new Big(0);
    purse.realised = sign > 0 ? purse.realised.plus(realised) : purse.realised.minus(realised);
    purse.trades += sign;
    if (this.#zone !== null) purse.days?.addTrade(trade, this.#zone, sign);
    if (purse.trades > 0) own.set(id, purse);
    else own.delete(id);
    this.#touched.add(bot);
  }
}

function earnedOf(purses: ReadonlyMap<string, Purse>): readonly Earned[] {
  return booksOf([...purses.values()].map(({ book }) => book)).map((book) => {
    const { realised, days } = purses.get(bookId(book))!;
    return { book, realised: realised.toFixed(), days: days?.days ?? null };
  });
}
