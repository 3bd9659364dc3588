/**
 * What happened while the user was away: from the position last seen to now. Made when the page opens behind that position and
 * when a tab comes back after being hidden for a while; events replayed for it never toast one by one. Money and closed trades
 * are the server's own: its totals of now less those of then, so that they cannot differ from what stands beside them.
 */
import { Big } from "big.js";
import type { Total, TradeEvent } from "fillcast";
import { Watched } from "../browser/watched.ts";
import { type Book, bookId, isSameBook } from "../figures/book.ts";
import { toBig } from "../words/decimal.ts";
import { closesTrade } from "../words/event.ts";
import type { TapeRow } from "./tape.ts";
import { keyOf } from "./trade-key.ts";

export interface AwaySum {
  readonly book: Book;
  /** What its total has become more or less. */
  readonly value: string;
}
/** What the totals gained meanwhile. */
export interface AwayFigures {
  readonly closed: number;
  readonly won: number;
  /** The books that changed. */
  readonly realised: readonly AwaySum[];
}
export interface AwaySummary {
  readonly since: number;
  readonly until: number;
  readonly events: number;
  readonly opened: number;
  readonly warnings: number;
  readonly exceptions: number;
  /** Null where the totals of then or of now are not known. */
  readonly figures: AwayFigures | null;
}

/** Where and when the user's eyes left off, and what the totals were. */
export interface Left {
  readonly seq: number;
  readonly at: number;
  readonly totals: readonly Total[] | null;
}
/** The present, as far as it is known. */
export interface Present {
  readonly at: number;
  readonly totals: readonly Total[] | null;
}

/** Events after what was left, in any order. */
export function summariseAway(events: readonly TradeEvent[], left: Left, present: Present): AwaySummary {
  const opened = new Set(
    events.flatMap((event) => {
      const openedAt = event.trade?.openedAt;
      const began = event.type === "entry_fill" && openedAt !== undefined && Date.parse(openedAt) >= left.at;
      return began ? (keyOf(event) ?? []) : [];
    }),
  );
  const countOf = (...types: readonly string[]): number => events.filter((event) => types.includes(event.type)).length;
  return {
    since: left.at,
    until: present.at,
    events: events.length,
    opened: opened.size,
    warnings: countOf("warning", "liquidation_warning", "protection_trigger", "protection_trigger_global"),
    exceptions: countOf("exception", "bot_silent"),
    figures: left.totals === null || present.totals === null ? null : gained(left.totals, present.totals),
  };
}

function gained(before: readonly Total[], now: readonly Total[]): AwayFigures {
  const gains = now.map((total) => {
    const old = before.find((row) => isSameBook(row, total));
    const { mode, currency } = total;
    return {
      book: { mode, currency },
      value: (toBig(total.realised) ?? new Big(0)).minus(toBig(old?.realised) ?? 0),
      closed: total.closed - (old?.closed ?? 0),
      won: total.wins - (old?.wins ?? 0),
    };
  });
  const changed = gains.filter(({ value, closed }) => !value.eq(0) || closed !== 0);
  return {
    closed: gains.reduce((sum, { closed }) => sum + closed, 0),
    won: gains.reduce((sum, { won }) => sum + won, 0),
    realised: changed
      .map(({ book, value }) => ({ book, value: value.toFixed() }))
      .sort((a, b) => bookId(a.book).localeCompare(bookId(b.book))),
  };
}

export interface AwayView {
  readonly summary: AwaySummary | null;
  /** The tape's divider goes above this seq; null where nothing is new to the user. */
  readonly seenSeq: number | null;
}

/** A shorter absence is none, unless much happened in it, or something important that shows nowhere else. */
export const AWAY_MIN_MS = 5 * 60 * 1_000;
const MUCH_EVENTS = 10;

function eventsAfter(rows: readonly TapeRow[], seq: number): readonly TradeEvent[] {
  return rows.filter(({ event }) => event.seq > seq).map(({ event }) => event);
}

function weighs(event: TradeEvent): boolean {
  return closesTrade(event) || event.type === "exception" || event.type === "bot_silent";
}

/** The summary and the divider as an external store. */
export class Away extends Watched {
  view: AwayView = { summary: null, seenSeq: null };

  /** The page was opened: tells what the rows above what was left say, where that is worth it; the divider goes below them in any case. */
  opened(rows: readonly TapeRow[], left: Left, present: Present): void {
    const missed = eventsAfter(rows, left.seq);
    if (missed.length === 0) return;
    const isWorthIt = present.at - left.at >= AWAY_MIN_MS || missed.length >= MUCH_EVENTS || missed.some(weighs);
    this.#show({ summary: isWorthIt ? summariseAway(missed, left, present) : null, seenSeq: left.seq });
  }

  /** The open page is looked at again: while it was hidden, what matters was notified as it happened. */
  shown(rows: readonly TapeRow[], left: Left, present: Present): void {
    const missed = eventsAfter(rows, left.seq);
    if (missed.length === 0 || present.at - left.at < AWAY_MIN_MS) return;
    this.#show({ summary: summariseAway(missed, left, present), seenSeq: left.seq });
  }

  dismiss(): void {
    this.#show({ ...this.view, summary: null });
  }

  readonly getView = (): AwayView => this.view;

  #show(view: AwayView): void {
    this.view = view;
    this.changed();
  }
}
