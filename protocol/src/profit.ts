/**
 * Realised profit as the server adds it up for a reader (PROTOCOL.md §12.8). Decimals are strings as in the state; sums of
 * different modes or currencies never meet.
 */
import type { TradeMode } from "./state.ts";

/** What profit can be grouped by; two of them joined by a point make a group of each combination (`bot.day`). */
export const PROFIT_DIMENSIONS = ["day", "hour", "bot", "pair", "tag", "reason", "direction"] as const;
export type ProfitDimension = (typeof PROFIT_DIMENSIONS)[number];

/** A trade that is the best or the worst of its group. */
export interface ProfitExtreme {
  /** The trade's. */
  readonly key: string;
  readonly realised: string;
}

/** Sums over a range. What is said of closed trades is about those whose close is in it. */
export interface ProfitFigures {
  readonly mode: TradeMode;
  /** `unknown` where no trade said it. */
  readonly currency: string;
  /** What was realised in the range, by closed and by open trades. */
  readonly realised: string;
  readonly closed: number;
  readonly wins: number;
  readonly losses: number;
  readonly grossProfit: string;
  readonly grossLoss: string;
  /** Trades whose profit cannot be read; in no other figure. */
  readonly unreadable: number;
  /** Fees of the closed trades, as far as known; null where those of none are. In `realised` already. */
  readonly fees: string | null;
  readonly best: ProfitExtreme | null;
  readonly worst: ProfitExtreme | null;
}

/** A book: all trades of a mode and a stake currency. */
export interface ProfitBook extends ProfitFigures {
  /** Of the closed trades. */
  readonly medianHoldMs: number | null;
  /** The highest that the closed trades' profit has added up to, one after the other; at least "0". */
  readonly peak: string;
  /** The largest fall of that sum from a peak, positive. */
  readonly drawdown: string;
  /** ms since 1970. */
  readonly lastClosedAt: number | null;
  /** The median of those with a profit, and of those with a loss. */
  readonly winHoldMs: number | null;
  readonly lossHoldMs: number | null;
  /** Closed trades one after the other that all won, or all lost: the most, and those at the end (negative for losses). */
  readonly longestWins: number;
  readonly longestLosses: number;
  readonly streak: number;
  /** Closed trades by their results, lowest first. */
  readonly histogram: readonly ProfitBin[];
}

/** Closed trades with results from `from`, inclusive, to `to`, exclusive; null for any that is less, or more. */
export interface ProfitBin {
  readonly from: string | null;
  readonly to: string | null;
  readonly closed: number;
}

/** A group, with a member for each of its dimensions. */
export interface ProfitGroup extends ProfitFigures {
  readonly day?: string | null;
  readonly hour?: string | null;
  readonly bot?: string | null;
  readonly pair?: string | null;
  readonly tag?: string | null;
  readonly reason?: string | null;
  readonly direction?: string | null;
  /** How many groups this one stands for, the smallest of too many; absent for a group of its own. */
  readonly rest?: number;
}

/** What a reader gets: exact at the position. */
export interface Profit {
  readonly epoch: string;
  readonly seq: number;
  /** The room's clock, ms since 1970. */
  readonly at: number;
  /** False where the archive does not have everything yet that the state has counted. */
  readonly complete: boolean;
  /** Trades that were opened earlier are left out, ms since 1970; null where none is. */
  readonly openedFrom: number | null;
  readonly books: readonly ProfitBook[];
  /** By the name of the grouping. */
  readonly groups: { readonly [by: string]: readonly ProfitGroup[] };
}
