/** Profit as the server adds it up (`GET …/profit`, PROTOCOL.md §12.8), as far as the page uses it, and what the page asks. */
import type * as Served from "fillcast";
import type { Zone } from "../words/instant.ts";

/** What the page groups by. */
export type Grouping = "day" | "bot" | "pair" | "tag" | "reason" | "direction" | "hour" | "bot.day";
export type Dimension = Exclude<Grouping, "bot.day">;

/** A closed trade. */
export type Extreme = Served.ProfitExtreme;
/** What a change of a trade moves in every row, but for the fees, which are said a moment after a close: they are renewed. */
export type ProfitSums = Omit<Served.ProfitFigures, "best" | "worst">;

export interface ProfitBook extends Served.ProfitBook {
  /** A close was corrected, or came late: the best, the worst and the drawdown are not known until the server says them. */
  readonly corrected?: true;
}
/** With a name for each dimension of its grouping. */
export type ProfitGroup = ProfitSums & Pick<Served.ProfitGroup, Dimension | "rest">;

export interface ProfitAnswer extends Pick<Served.Profit, "epoch" | "seq" | "complete" | "openedFrom"> {
  readonly books: readonly ProfitBook[];
  readonly groups: { readonly [by in Grouping]?: readonly ProfitGroup[] };
}

export interface ProfitQuestion {
  readonly by: readonly Grouping[];
  readonly zone: Zone;
  /** Null for all. */
  readonly bots: readonly string[] | null;
  /** Realised at or after, ms since 1970; null for all time. */
  readonly from: number | null;
  /** Realised at or before, ms since 1970; null or absent up to now. */
  readonly to?: number | null;
  /** The median is shown, which no change can move: it is renewed now and then. */
  readonly median: boolean;
}
