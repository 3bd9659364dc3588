/**
 * Totals and days: realised profit by mode and stake currency, summed by differences, so that a trade whose profit is
 * reported again counts once. Dry and live, and different currencies, never meet in one row; profit in a currency that
 * nobody named has a row of its own.
 */
import { BOOKS_MAX, UNKNOWN_CURRENCY, type Day, type DayQuarter, type Total, type Trade } from "@fillcast/protocol";
import { QUARTER_MS } from "./booking.ts";
import { hide, type Hidden } from "./hidden.ts";
import { absolute, add, subtract, ZERO, type Decimal } from "./decimal.ts";
import { countUnreadable, outcomeOf, type Outcome } from "./outcome.ts";
import type { TradeChange } from "./trade-book.ts";

const QUARTERS_OF_DAY = 96;

/** Rows are replaced, never changed. */
interface Sums {
  /** Changed in place; at most `BOOKS_MAX`. */
  readonly totals: Total[];
  days: readonly Day[];
  readonly hidden: Hidden;
}

interface SumsChange {
  readonly total: Total;
  /** Null for a step that no day's figures show. */
  readonly day: Day | null;
}

/**
 * Counts one trade's step on the UTC day of `at` (ms since 1970). None where it changed no sum; two where its currency has
 * become known, and what it has realised leaves the book of the unknown one.
 */
export function countChange(sums: Sums, { before, after }: TradeChange, at: number): SumsChange[] {
  if (after === null) return [];
  const [old, now] = [outcomeOf(before), outcomeOf(after)];
  const moves = before !== null && before.stakeCurrency !== after.stakeCurrency;
  const steps = moves
    ? [count(sums, before, [old, outcomeOf(null)], at), count(sums, after, [outcomeOf(null), now], at)]
    : [count(sums, after, [old, now], at)];
  return steps.filter((step) => step !== null);
}

/** Counts a step in the trade's book; null where it changes no sum, or the state has no room for that book. */
function count(
  sums: Sums,
  { mode, stakeCurrency }: Trade,
  [old, now]: readonly [Outcome, Outcome],
  at: number,
): SumsChange | null {
  if (isEqual(old, now)) return null;
  const currency = stakeCurrency ?? UNKNOWN_CURRENCY;
  const isKnown = sums.totals.some((row) => row.mode === mode && row.currency === currency);
  if (!isKnown && sums.totals.length >= BOOKS_MAX) {
    hide(sums.hidden.currencies, `${mode} ${currency}`);
    return null;
  }
  const total = replaceRow<Total>(
    sums.totals,
    (row) => row.mode === mode && row.currency === currency,
    { mode, currency, realised: ZERO, closed: 0, wins: 0, losses: 0, grossProfit: ZERO, grossLoss: ZERO },
    ({ unreadable, ...row }) => ({
      ...countStep(row, old, now),
      ...countUnreadable(unreadable, now.unreadable - old.unreadable),
      losses: row.losses + now.losses - old.losses,
      grossProfit: add(row.grossProfit, subtract(grossOf(now, "wins"), grossOf(old, "wins"))),
      grossLoss: add(row.grossLoss, subtract(grossOf(now, "losses"), grossOf(old, "losses"))),
    }),
  );
  if (old.realised === now.realised && old.closed === now.closed) return { total, day: null };
  const day = dayOf(at);
  const days = [...sums.days];
  const dayRow = replaceRow<Day>(
    days,
    (row) => row.day === day && row.mode === mode && row.currency === currency,
    { day, mode, currency, realised: ZERO, closed: 0, wins: 0, quarters: [] },
    (row) => ({
      ...countStep(row, old, now),
      ...(row.quarters === undefined ? {} : { quarters: countQuarter(row.quarters, at, old, now) }),
    }),
  );
  sums.days = days;
  return { total, day: dayRow };
}

/** What totals and days have in common. */
function countStep<Row extends Omit<Total, "unreadable"> | Day>(row: Row, old: Outcome, now: Outcome): Row {
  return {
    ...row,
    realised: add(row.realised, subtract(now.realised, old.realised)),
    closed: row.closed + now.closed - old.closed,
    wins: row.wins + now.wins - old.wins,
  };
}

function grossOf(outcome: Outcome, side: "wins" | "losses"): Decimal {
  return outcome[side] === 1 ? absolute(outcome.realised) : ZERO;
}

function isEqual(a: Outcome, b: Outcome): boolean {
  return a.realised === b.realised && a.closed === b.closed && a.unreadable === b.unreadable;
}

/** The UTC day of a clock, ms since 1970. */
function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** The quarters of a day, in order, with a step counted in that of `at`. */
function countQuarter(quarters: readonly DayQuarter[], at: number, old: Outcome, now: Outcome): readonly DayQuarter[] {
  const quarter = Math.floor(at / QUARTER_MS) % QUARTERS_OF_DAY;
  const known = quarters.find(([own]) => own === quarter) ?? [quarter, ZERO, 0, 0];
  const next: DayQuarter = [
    quarter,
    add(known[1], subtract(now.realised, old.realised)),
    known[2] + now.closed - old.closed,
    known[3] + now.wins - old.wins,
  ];
  return [...quarters.filter(([own]) => own !== quarter), next].sort(([a], [b]) => a - b);
}

function replaceRow<Row>(rows: Row[], isRow: (row: Row) => boolean, empty: Row, step: (row: Row) => Row): Row {
  // From the end: it is mostly the newest day that changes.
  const index = rows.findLastIndex(isRow);
  const next = step(index === -1 ? empty : rows[index]!);
  if (index === -1) rows.push(next);
  else rows[index] = next;
  return next;
}
