/**
 * What happened while the user was away: from the position last seen to now. Made when the page opens behind that position and
 * when a tab comes back after being hidden for a while; events replayed for it never toast one by one.
 */
import { Big } from "big.js";
import type { TradeEvent } from "fillcast";
import { bookId } from "../figures/book.ts";
import { toBig } from "../words/decimal.ts";
import { closesTrade, fieldOf } from "../words/event.ts";
import type { TapeRow } from "./tape.ts";
import { keyOf } from "./trade-key.ts";

export interface AwaySum {
  readonly book: string;
  readonly dry: boolean;
  readonly currency: string;
  readonly value: string;
}
export interface AwaySummary {
  readonly since: number;
  readonly until: number;
  readonly events: number;
  readonly closed: number;
  readonly won: number;
  readonly opened: number;
  readonly warnings: number;
  readonly exceptions: number;
  /** Realised by the exits that filled meanwhile, a sum a book. */
  readonly realised: readonly AwaySum[];
}

/** Events after `since`, in any order. Sums are of `profit_amount`, the bot's own figure for each exit that filled. */
export function summariseAway(events: readonly TradeEvent[], since: number, until: number): AwaySummary {
  const closes = events.filter(closesTrade);
  const opened = new Set(
    events.flatMap((event) => {
      const openedAt = event.trade?.openedAt;
      const began = event.type === "entry_fill" && openedAt !== undefined && Date.parse(openedAt) >= since;
      return began ? (keyOf(event) ?? []) : [];
    }),
  );
  const countOf = (...types: readonly string[]): number => events.filter((event) => types.includes(event.type)).length;
  return {
    since,
    until,
    events: events.length,
    closed: closes.length,
    won: closes.filter((event) => profitOf(event).gt(0)).length,
    opened: opened.size,
    warnings: countOf("warning", "protection_trigger", "protection_trigger_global"),
    exceptions: countOf("exception", "bot_silent"),
    realised: sumsOf(events),
  };
}

/** The profit of the whole trade where the bot names it, else of this exit. */
function profitOf(event: TradeEvent): Big {
  return toBig(fieldOf(event, "cumulative_profit") ?? fieldOf(event, "profit_amount")) ?? new Big(0);
}

function sumsOf(events: readonly TradeEvent[]): readonly AwaySum[] {
  const sums = new Map<string, { readonly dry: boolean; readonly currency: string; value: Big }>();
  for (const event of events) {
    const currency = fieldOf(event, "stake_currency");
    const profit = toBig(fieldOf(event, "profit_amount"));
    if (event.type !== "exit_fill" || currency === null || profit === null) continue;
    const book = bookId({ mode: event.mode ?? "unknown", currency });
    const sum = sums.get(book) ?? { dry: event.mode === "dry", currency, value: new Big(0) };
    sum.value = sum.value.plus(profit);
    sums.set(book, sum);
  }
  return [...sums].map(([book, { dry, currency, value }]) => ({ book, dry, currency, value: value.toFixed() }));
}

export interface AwayView {
  readonly summary: AwaySummary | null;
  /** The tape's divider goes above this seq; null where nothing is new to the user. */
  readonly seenSeq: number | null;
}

/** A shorter absence is none, unless much happened in it, or something of weight that is told nowhere else. */
export const AWAY_MIN_MS = 5 * 60 * 1_000;
const MUCH_EVENTS = 10;

function eventsAfter(rows: readonly TapeRow[], seq: number): readonly TradeEvent[] {
  return rows.filter(({ event }) => event.seq > seq).map(({ event }) => event);
}

function weighs(event: TradeEvent): boolean {
  return closesTrade(event) || event.type === "exception" || event.type === "bot_silent";
}

/** The summary and the divider as an external store. */
export class Away {
  view: AwayView = { summary: null, seenSeq: null };
  readonly #listeners = new Set<() => void>();

  /** The page was opened: tells what the rows above `seenSeq` say, where that is worth it; the divider goes below them in any case. */
  opened(rows: readonly TapeRow[], seenSeq: number, since: number, now: number): void {
    const missed = eventsAfter(rows, seenSeq);
    if (missed.length === 0) return;
    const isWorthIt = now - since >= AWAY_MIN_MS || missed.length >= MUCH_EVENTS || missed.some(weighs);
    this.#show({ summary: isWorthIt ? summariseAway(missed, since, now) : null, seenSeq });
  }

  /** The open page is looked at again: while it was hidden, what weighs was told as it happened. */
  shown(rows: readonly TapeRow[], seenSeq: number, since: number, now: number): void {
    const missed = eventsAfter(rows, seenSeq);
    if (missed.length === 0 || now - since < AWAY_MIN_MS) return;
    this.#show({ summary: summariseAway(missed, since, now), seenSeq });
  }

  dismiss(): void {
    this.#show({ ...this.view, summary: null });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getView = (): AwayView => this.view;

  #show(view: AwayView): void {
    this.view = view;
    for (const listener of this.#listeners) listener();
  }
}
