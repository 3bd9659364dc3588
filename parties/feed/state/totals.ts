/**
 * Totals and days: realised profit by mode and stake currency, summed by differences, so that a trade whose profit is told
 * anew counts once. Dry and live, and different currencies, never meet in one row; a profit in no known currency is in none.
 */
import type { Day, Total, Trade } from "@fillcast/protocol";
import { absolute, add, sign, subtract, ZERO } from "./decimal.ts";
import type { TradeChange } from "./trade-book.ts";

/** Rows are replaced, never changed; the arrays are changed in place. */
interface Sums {
  readonly totals: Total[];
  /** In the order of their days. */
  readonly days: Day[];
}

interface SumsChange {
  readonly total: Total;
  readonly day: Day;
}

/** Counts one trade's step on the UTC day of `at` (ms since 1970); null where it changed no sum. */
export function countChange(sums: Sums, { before, after }: TradeChange, at: number): SumsChange | null {
  if (after === null || after.stakeCurrency === null) return null;
  // What was realised before the currency was known is not in the sums yet.
  const counted = before === null || before.stakeCurrency === null ? ZERO : before.realised;
  const realised = after.realised === counted ? ZERO : subtract(after.realised, counted);
  const closes = isClosing(before, after);
  if (realised === ZERO && !closes) return null;

  const { mode, stakeCurrency: currency } = after;
  const outcome = closes ? sign(after.realised) : 0;
  const closed = closes ? 1 : 0;
  const win = outcome > 0 ? 1 : 0;
  const total = replaceRow<Total>(
    sums.totals,
    (row) => row.mode === mode && row.currency === currency,
    { mode, currency, realised: ZERO, closed: 0, wins: 0, losses: 0, grossProfit: ZERO, grossLoss: ZERO },
    (row) => ({
      ...row,
      realised: add(row.realised, realised),
      closed: row.closed + closed,
      wins: row.wins + win,
      losses: row.losses + (outcome < 0 ? 1 : 0),
      grossProfit: outcome > 0 ? add(row.grossProfit, after.realised) : row.grossProfit,
      grossLoss: outcome < 0 ? add(row.grossLoss, absolute(after.realised)) : row.grossLoss,
    }),
  );
  const day = dayOf(at);
  const dayRow = replaceRow<Day>(
    sums.days,
    (row) => row.day === day && row.mode === mode && row.currency === currency,
    { day, mode, currency, realised: ZERO, closed: 0, wins: 0 },
    (row) => ({ ...row, realised: add(row.realised, realised), closed: row.closed + closed, wins: row.wins + win }),
  );
  return { total, day: dayRow };
}

/** True for the step that closes a trade. */
export function isClosing(before: Trade | null, after: Trade): boolean {
  return after.status === "closed" && before?.status !== "closed";
}

/** The UTC day of a clock, ms since 1970. */
function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function replaceRow<Row>(rows: Row[], isRow: (row: Row) => boolean, empty: Row, step: (row: Row) => Row): Row {
  // From the end: the newest day is what changes, and the room's clock never goes back.
  const index = rows.findLastIndex(isRow);
  const next = step(index === -1 ? empty : rows[index]!);
  if (index === -1) rows.push(next);
  else rows[index] = next;
  return next;
}
