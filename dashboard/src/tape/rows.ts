/**
 * Which of the tape's rows a reader sees: the filter, and the hold that keeps a list still while its reader has scrolled away.
 * Pure functions of immutable views.
 */
import type { TradeEvent } from "fillcast";
import type { TapeRow } from "../live/tape.ts";
import type { EventKind } from "../words/event.ts";
import { describeEvent } from "../words/event.ts";

/** Absent parts let everything through. */
export interface TapeFilter {
  readonly bots: ReadonlySet<string> | null;
  readonly kinds: ReadonlySet<EventKind> | null;
  /** Lower-case words, all of which must occur in the event's type, bot, pair, or texts. */
  readonly text: string;
  /** Snapshots that corrected something; no others are shown. */
  readonly corrections: ReadonlySet<number>;
}

export const NO_FILTER: TapeFilter = { bots: null, kinds: null, text: "", corrections: new Set() };

export function matchesTapeFilter(event: TradeEvent, filter: TapeFilter): boolean {
  if (event.type === "trade_snapshot" && !filter.corrections.has(event.seq)) return false;
  // Of the past, an hour each: they are the line on the bot's page.
  if (event.type === "equity" && event.data.learned === "import") return false;
  if (filter.bots !== null && !filter.bots.has(event.bot)) return false;
  if (filter.kinds === null && filter.text === "") return true;
  const words = describeEvent(event, event.at, "utc");
  if (filter.kinds !== null && !filter.kinds.has(words.kind)) return false;
  if (filter.text === "") return true;
  const haystack = `${event.type} ${event.bot} ${event.pair ?? ""} ${words.title} ${words.detail}`.toLowerCase();
  return filter.text.split(" ").every((word) => haystack.includes(word));
}

/** A held list: the rows from the one that was on top when the hold began, and how many came since. */
export interface HeldRows {
  readonly rows: readonly TapeRow[];
  readonly newer: number;
}

/**
 * `top` is the row that stays on top, or null where the list runs freely. Found by its seq, since the tape of the last visit is
 * replaced by the same events, read again. A row that is gone releases the hold.
 */
export function holdRows(rows: readonly TapeRow[], top: TapeRow | null): HeldRows {
  const newer = top === null ? 0 : rows.findIndex(({ event }) => event.seq <= top.event.seq);
  return newer <= 0 ? { rows, newer: 0 } : { rows: rows.slice(newer), newer };
}
