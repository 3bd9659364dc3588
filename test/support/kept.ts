/** Kept-up summaries made of all trades at once, for tests of what they say. */
import type { Day, FeedState, Trade } from "fillcast";
import { type Book, isSameBook } from "../../dashboard/src/figures/book.ts";
import type { Calendar, DayProfit } from "../../dashboard/src/figures/days.ts";
import type { Kept } from "../../dashboard/src/figures/kept.ts";
import { StateTotals } from "../../dashboard/src/figures/running-totals.ts";
import type { BookTotals } from "../../dashboard/src/figures/totals.ts";
import { KnownTrade } from "../../dashboard/src/trades/known-trade.ts";
import type { LiveValue, Sorting } from "../../dashboard/src/trades/sort.ts";
import { TradeList } from "../../dashboard/src/trades/trade-list.ts";
import type { Zone } from "../../dashboard/src/words/instant.ts";

/** What a summary says of these trades. */
export function saidOf<View>(kept: Kept<View>, trades: readonly Trade[]): View {
  kept.change([], trades);
  return kept.view;
}

export function totalsOfState(state: FeedState, calendar: Calendar): readonly BookTotals[] {
  return new StateTotals(calendar).of(state);
}

export function daysOfBook(days: readonly Day[], book: Book, zone: Zone): readonly DayProfit[] {
  const totals = new StateTotals({ today: "2024-10-24", zone }).of({ totals: [], days });
  return totals.find((total) => isSameBook(total.book, book))?.days ?? [];
}

export function findTrade(keys: readonly string[], trades: readonly Trade[]): Trade | undefined {
  return saidOf(new KnownTrade(keys), trades);
}

/** Of closed trades, or of open ones where what relays say is given. */
export function sortTrades(trades: readonly Trade[], sorting: Sorting, live?: LiveValue): readonly Trade[] {
  const question = live === undefined ? { side: "closed" as const } : { side: "open" as const, live };
  return saidOf(new TradeList({ ...question, sorting }), trades).first();
}
