/**
 * What happened while the user was away: from the position last seen to now. Made when the page opens behind that position, when
 * a tab comes back after being hidden for a while, and when the line comes back; events replayed for it never toast one by one.
 * What was missed meanwhile is added to a summary that was not dismissed. Money and closed trades
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
  /** How long nobody looked or the line was cut, ms. */
  readonly awayMs: number;
  /** The line was cut, and nobody was away. */
  readonly isCut: boolean;
  readonly events: number;
  readonly opened: number;
  readonly warnings: number;
  readonly exceptions: number;
  /** Bots that fell silent, as often as they did. */
  readonly silent: number;
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
    awayMs: present.at - left.at,
    isCut: false,
    events: events.length,
    opened: opened.size,
    warnings: countOf("warning", "liquidation_warning", "protection_trigger", "protection_trigger_global"),
    exceptions: countOf("exception"),
    silent: countOf("bot_silent"),
    figures: left.totals === null || present.totals === null ? null : gained(left.totals, present.totals),
  };
}

/** Two absences as one. Figures that are not known of one are not known of both. */
export function addAway(a: AwaySummary, b: AwaySummary): AwaySummary {
  return {
    awayMs: a.awayMs + b.awayMs,
    isCut: a.isCut && b.isCut,
    events: a.events + b.events,
    opened: a.opened + b.opened,
    warnings: a.warnings + b.warnings,
    exceptions: a.exceptions + b.exceptions,
    silent: a.silent + b.silent,
    figures: a.figures === null || b.figures === null ? null : addFigures(a.figures, b.figures),
  };
}

function addFigures(a: AwayFigures, b: AwayFigures): AwayFigures {
  const sums = new Map(a.realised.map((sum) => [bookId(sum.book), sum]));
  for (const { book, value } of b.realised) {
    const before = toBig(sums.get(bookId(book))?.value) ?? new Big(0);
    sums.set(bookId(book), { book, value: before.plus(toBig(value) ?? 0).toFixed() });
  }
  return { closed: a.closed + b.closed, won: a.won + b.won, realised: byBook([...sums.values()]) };
}

function byBook(sums: readonly AwaySum[]): readonly AwaySum[] {
  return sums.toSorted((a, b) => bookId(a.book).localeCompare(bookId(b.book)));
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
    realised: byBook(changed.map(({ book, value }) => ({ book, value: value.toFixed() }))),
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

const WEIGHTY: ReadonlySet<string> = new Set(["exception", "bot_silent", "liquidation_warning"]);

function weighs(event: TradeEvent): boolean {
  return closesTrade(event) || WEIGHTY.has(event.type);
}

/** What the newest absence left, and how far it went: one that begins before its end is a part of it. */
interface Span {
  readonly left: Left;
  readonly throughSeq: number;
  /** What was missed before it. */
  readonly earlier: AwaySummary | null;
}

/** The summary and the divider as an external store. */
export class Away extends Watched {
  view: AwayView = { summary: null, seenSeq: null };
  #span: Span | null = null;

  /** The page was opened: tells what the rows above what was left say, where that is worth it; the divider goes below them in any case. */
  opened(rows: readonly TapeRow[], left: Left, present: Present): void {
    const missed = eventsAfter(rows, left.seq);
    if (missed.length === 0) return;
    this.#show({ ...this.view, seenSeq: left.seq });
    if (isWorthIt(missed, left, present)) this.#tell(rows, left, present, false);
  }

  /** The open page is looked at again: while it was hidden, what matters was notified as it happened. */
  shown(rows: readonly TapeRow[], left: Left, present: Present): void {
    if (eventsAfter(rows, left.seq).length === 0 || present.at - left.at < AWAY_MIN_MS) return;
    this.#show({ ...this.view, seenSeq: left.seq });
    this.#tell(rows, left, present, false);
  }

  /** The line is back: what came over it again was notified to nobody. */
  reconnected(rows: readonly TapeRow[], left: Left, present: Present): void {
    const missed = eventsAfter(rows, left.seq);
    if (missed.length > 0 && isWorthIt(missed, left, present)) this.#tell(rows, left, present, true);
  }

  dismiss(): void {
    this.#span = null;
    this.#show({ ...this.view, summary: null });
  }

  readonly getView = (): AwayView => this.view;

  #tell(rows: readonly TapeRow[], left: Left, present: Present, isCut: boolean): void {
    const before = this.#span;
    const overlaps = before !== null && left.seq < before.throughSeq;
    const from = overlaps && before.left.seq < left.seq ? before.left : left;
    const earlier = overlaps ? before.earlier : this.view.summary;
    const own = { ...summariseAway(eventsAfter(rows, from.seq), from, present), isCut: isCut && !overlaps };
    this.#span = { left: from, throughSeq: rows[0]?.event.seq ?? left.seq, earlier };
    this.#show({ ...this.view, summary: earlier === null ? own : addAway(earlier, own) });
  }

  #show(view: AwayView): void {
    this.view = view;
    this.changed();
  }
}

function isWorthIt(missed: readonly TradeEvent[], left: Left, present: Present): boolean {
  return present.at - left.at >= AWAY_MIN_MS || missed.length >= MUCH_EVENTS || missed.some(weighs);
}
