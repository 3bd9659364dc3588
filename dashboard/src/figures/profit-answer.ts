/** Profit as the server adds it up (`GET …/profit`, PROTOCOL.md §12.8), as far as the page uses it, and what the page asks. */
import type { TradeMode } from "fillcast";
import type { Zone } from "../words/instant.ts";

/** What the page groups by. */
export type Grouping = "day" | "bot" | "pair" | "tag" | "reason" | "bot.day";
export type Dimension = "day" | "bot" | "pair" | "tag" | "reason";

/** A closed trade. */
export interface Extreme {
  readonly key: string;
  readonly realised: string;
}
export interface ProfitSums {
  readonly mode: TradeMode;
  readonly currency: string;
  readonly realised: string;
  readonly closed: number;
  readonly wins: number;
  readonly losses: number;
  readonly grossProfit: string;
  readonly grossLoss: string;
  readonly unreadable: number;
}
export interface ProfitBook extends ProfitSums {
  readonly best: Extreme | null;
  readonly worst: Extreme | null;
  readonly medianHoldMs: number | null;
  /** The highest that closed trades' profit has added up to. */
  readonly peak: string;
  /** The largest fall from there, positive. */
  readonly drawdown: string;
  /** ms since 1970. */
  readonly lastClosedAt: number | null;
  /** A close was corrected, or came late: the best, the worst and the drawdown are not known until the server says them. */
  readonly corrected?: true;
}
/** With a name for each dimension of its grouping. */
export interface ProfitGroup extends ProfitSums {
  readonly day?: string | null;
  readonly bot?: string | null;
  readonly pair?: string | null;
  readonly tag?: string | null;
  readonly reason?: string | null;
  /** How many smaller groups this one stands for. */
  readonly rest?: number;
}
export interface ProfitAnswer {
  readonly epoch: string;
  /** The position at which it is exact. */
  readonly seq: number;
  readonly complete: boolean;
  /** Trades that were opened earlier are left out, ms since 1970. */
  readonly openedFrom: number | null;
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
  /** The median is shown, which no change can move: it is renewed now and then. */
  readonly median: boolean;
}
