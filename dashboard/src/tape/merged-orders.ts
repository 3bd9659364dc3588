/**
 * One line for an order and its fill: the fill's, which says when it was ordered. An order's message names no order, so the fill
 * of a trade belongs to the trade's newest order on the same side that is not filled or cancelled yet. Kept up from one
 * insertion to the next.
 */
import type { TradeEvent } from "fillcast";
import type { TapeRow } from "../live/tape.ts";

/** A line of the tape. */
export interface TapeLineRow extends TapeRow {
  /** What was filled, where the row is a fill and its order is known. */
  readonly order?: TradeEvent;
}

type Step = "order" | "fill" | "cancel";

const STEPS: ReadonlyMap<string, Step> = new Map([
  ["entry", "order"],
  ["entry_fill", "fill"],
  ["entry_cancel", "cancel"],
  ["exit", "order"],
  ["exit_fill", "fill"],
  ["exit_cancel", "cancel"],
]);
/** Rows under a fill among which its order is looked for, where nobody keeps count. */
const LOOKED_THROUGH = 5_000;

/** What an event is to its order, and a name for all of one trade's orders of a side; null where it is about none. */
function stepOf({ type, bot, trade }: TradeEvent): { readonly step: Step; readonly side: string } | null {
  const step = STEPS.get(type);
  if (step === undefined || trade?.id === undefined) return null;
  return { step, side: JSON.stringify([bot, trade.id, type.startsWith("entry")]) };
}

/** The order of a fill among the tape's rows, newest first by seq without a gap; null where it is not there, or the event is no fill. */
export function orderUnder(fill: TradeEvent, rows: readonly TapeRow[]): TradeEvent | null {
  const own = stepOf(fill);
  if (own?.step !== "fill") return null;
  const next = Math.max(0, (rows[0]?.event.seq ?? 0) - fill.seq + 1);
  for (const { event } of rows.slice(next, next + LOOKED_THROUGH)) {
    const other = stepOf(event);
    if (other?.side === own.side) return other.step === "order" ? event : null;
  }
  return null;
}

/** Takes the rows of one list, newest first, and answers with its lines. One for each list, since it remembers. */
export class OrderMerger {
  #rows: readonly TapeRow[] = [];
  #lines: readonly TapeLineRow[] = [];
  /** The newest order of each side of a trade that is neither filled nor cancelled. */
  readonly #open = new Map<string, TapeRow>();

  merge(rows: readonly TapeRow[]): readonly TapeLineRow[] {
    if (rows === this.#rows) return this.#lines;
    const added = countOnTop(rows, this.#rows);
    if (added === null) {
      this.#open.clear();
      this.#lines = [];
    }
    this.#lines = this.#put(added === null ? rows : rows.slice(0, added), this.#lines);
    this.#rows = rows;
    return this.#lines;
  }

  #put(arrived: readonly TapeRow[], lines: readonly TapeLineRow[]): readonly TapeLineRow[] {
    const filled = new Set<number>();
    const fresh: TapeLineRow[] = [];
    for (const row of arrived.toReversed()) {
      const own = stepOf(row.event);
      const order = own === null ? undefined : this.#open.get(own.side);
      if (own !== null && own.step !== "order") this.#open.delete(own.side);
      if (own?.step === "order") this.#open.set(own.side, row);
      if (own?.step === "fill" && order !== undefined) {
        filled.add(order.event.seq);
        fresh.push({ ...row, order: order.event });
      } else fresh.push(row);
    }
    if (filled.size === 0) return fresh.length === 0 ? lines : fresh.reverse().concat(lines);
    const isLeft = ({ event }: TapeRow): boolean => !filled.has(event.seq);
    // Only as far down as the oldest order that was filled: a list may have a hundred thousand rows.
    const lowest = Math.min(...filled);
    const below = lines.findIndex(({ event }) => event.seq < lowest);
    const end = below === -1 ? lines.length : below;
    return fresh.reverse().filter(isLeft).concat(lines.slice(0, end).filter(isLeft), lines.slice(end));
  }
}

/** How many rows were put on top of those before; null where that is not all that has changed. */
function countOnTop(rows: readonly TapeRow[], before: readonly TapeRow[]): number | null {
  const added = rows.length - before.length;
  return added >= 0 && before.length > 0 && rows[added] === before[0] && rows.at(-1) === before.at(-1) ? added : null;
}
