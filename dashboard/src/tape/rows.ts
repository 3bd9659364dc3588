/**
 * Which of the tape's rows a reader sees: the filter, and the hold that keeps a list still while its reader has scrolled away.
 * Pure functions of immutable views.
 */
import type { TradeEvent } from "fillcast";
import { matchesSearch } from "fillcast/messages";
import type { TapeRow } from "../live/tape.ts";
import type { EventKind } from "../words/event.ts";
import { describeEvent, pairOf } from "../words/event.ts";

/** Absent parts let everything through. */
export interface TapeFilter {
  readonly bots: ReadonlySet<string> | null;
  readonly kinds: ReadonlySet<EventKind> | null;
  readonly pairs: ReadonlySet<string> | null;
  /** By the server's clock, ms since 1970, both inclusive. */
  readonly from: number | null;
  readonly to: number | null;
  /** Lower-case words, all of which must occur in the event's title or its texts. */
  readonly words: readonly string[];
  /** Snapshots that corrected something; no others are shown. */
  readonly corrections: ReadonlySet<number>;
}

export const NO_FILTER: TapeFilter = {
  bots: null,
  kinds: null,
  pairs: null,
  from: null,
  to: null,
  words: [],
  corrections: new Set(),
};

export function matchesTapeFilter(event: TradeEvent, filter: TapeFilter): boolean {
  if (event.type === "trade_snapshot" && !filter.corrections.has(event.seq)) return false;
  // Of the past, an hour each: they are the line on the bot's page.
  if (event.type === "equity" && event.data.learned === "import") return false;
  if (filter.bots !== null && !filter.bots.has(event.bot)) return false;
  if (event.at < (filter.from ?? 0) || event.at > (filter.to ?? Infinity)) return false;
  if (filter.pairs !== null && !filter.pairs.has(pairOf(event) ?? "")) return false;
  if (filter.kinds === null && filter.words.length === 0) return true;
  const { kind, title } = describeEvent(event, event.at, "utc");
  if (filter.kinds !== null && !filter.kinds.has(kind)) return false;
  const lower = title.toLowerCase();
  return matchesSearch(
    filter.words.filter((word) => !lower.includes(word)),
    event,
  );
}

/** A held list: the rows from the one that was on top when the hold began, and how many came since. */
export interface HeldRows<Row> {
  readonly rows: readonly Row[];
  readonly newer: number;
}

/**
 * `top` is the seq of the row that stays on top, or null where the list runs freely. Rows are found by it, since the tape of the
 * last visit is replaced by the same events, read again. A row that is gone releases the hold.
 */
export function holdRows<Row extends TapeRow>(rows: readonly Row[], top: number | null): HeldRows<Row> {
  const newer = top === null ? 0 : rows.findIndex(({ event }) => event.seq <= top);
  return newer <= 0 ? { rows, newer: 0 } : { rows: rows.slice(newer), newer };
}
