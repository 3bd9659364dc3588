/**
 * The trades that a list shows, in order, kept up: a change finds its place and moves nothing else. Beside it, how many there are
 * of each kind, whatever the search.
 */
import type { Trade } from "fillcast";
import { closingOf, isInRange, type RangeBounds } from "../figures/days.ts";
import type { Kept } from "../figures/kept.ts";
import { SortedList } from "../figures/sorted-list.ts";
import { compareSortables, type LiveValue, matchesQuery, type Sortable, type Sorting, toSortable } from "./sort.ts";

export type Side = "open" | "closed" | "unfilled" | "orphaned";

/** Which side lists a trade. */
const SIDES: { readonly [status in Trade["status"]]: Side } = {
  open: "open",
  pending: "open",
  closed: "closed",
  cancelled: "unfilled",
  orphaned: "orphaned",
};

export interface ListQuestion {
  readonly side: Side;
  readonly sorting: Sorting;
  /** Words that occur in the trade; empty for all. */
  readonly query?: string;
  readonly isShown?: (bot: string) => boolean;
  /** Of when a trade ended, or began where its end is not known; an open one is always within. */
  readonly bounds?: RangeBounds;
  /** What else must be true of a trade. */
  readonly matches?: (trade: Trade) => boolean;
  readonly live?: LiveValue;
}
export interface TradeListView {
  /** How many trades of the shown bots there are. */
  readonly counts: { readonly [side in Side]: number };
  /** How many are listed. */
  readonly size: number;
  /** The first of them in order. All where `count` is not given. To be read at once. */
  readonly first: (count?: number) => readonly Trade[];
}

export class TradeList implements Kept<TradeListView> {
  readonly #question: ListQuestion;
  readonly #list: SortedList<Sortable>;
  readonly #counts = { open: 0, closed: 0, unfilled: 0, orphaned: 0 };
  #view: TradeListView | null = null;

  constructor(question: ListQuestion) {
    this.#question = question;
    this.#list = new SortedList(compareSortables(question.sorting));
  }

  change(gone: readonly Trade[], came: readonly Trade[]): void {
    for (const trade of gone) {
      if (!this.#count(trade, -1)) continue;
      this.#list.delete(this.#toSortable(trade), (other) => other.trade === trade);
    }
    for (const trade of came) if (this.#count(trade, 1)) this.#list.add(this.#toSortable(trade));
    this.#view = null;
  }

  get view(): TradeListView {
    return (this.#view ??= {
      counts: { ...this.#counts },
      size: this.#list.values.length,
      first: (count) => this.#list.values.slice(0, count).map(({ trade }) => trade),
    });
  }

  /** True where the list has it. */
  #count(trade: Trade, sign: 1 | -1): boolean {
    const { side, query = "", isShown, bounds, matches } = this.#question;
    if (isShown?.(trade.bot) === false) return false;
    const own = SIDES[trade.status];
    // What is open is of now, whatever the range.
    if (own !== "open" && bounds !== undefined && !isInRange(bounds, endOf(trade))) return false;
    this.#counts[own] += sign;
    return own === side && (query === "" || matchesQuery(trade, query)) && matches?.(trade) !== false;
  }

  #toSortable(trade: Trade): Sortable {
    return toSortable(trade, this.#question.sorting, this.#question.live);
  }
}

/** When a trade counts: as profit does by its close, and one that is not closed by when it was opened. */
function endOf(trade: Trade): number {
  return closingOf(trade) ?? Date.parse(trade.closedAt ?? trade.openedAt);
}
