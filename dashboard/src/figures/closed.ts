/**
 * Figures over closed trades of one book, which running.ts keeps up. Each is a sentence that a trader can check by hand; sums are
 * exact decimals, quotients have twenty digits, and what has no meaning yet is null rather than zero.
 */
import { Big } from "big.js";
import type { Trade } from "fillcast";
import { toBig } from "../words/decimal.ts";

export interface ClosedFigures {
  /** Those whose profit is known; the other figures are of them. */
  readonly closed: number;
  /** Trades whose profit cannot be read, closed or not. */
  readonly unreadable: number;
  readonly wins: number;
  readonly losses: number;
  readonly realised: string;
  readonly grossProfit: string;
  readonly grossLoss: string;
  /** Wins by closed trades, a ratio. */
  readonly winRate: string | null;
  /** Gross profit by gross loss; null where nothing was lost. */
  readonly profitFactor: string | null;
  /** Realised by closed trades. */
  readonly expectancy: string | null;
  readonly best: Trade | null;
  readonly worst: Trade | null;
  readonly medianHoldMs: number | null;
  /** The largest fall of cumulative realised profit from a peak, positive; "0" where it never fell. */
  readonly drawdown: string;
}

/** Win rate, profit factor and expectancy from sums, wherever they come from. */
export function quotients(sums: {
  readonly closed: number;
  readonly wins: number;
  readonly grossProfit: string;
  readonly grossLoss: string;
}): Pick<ClosedFigures, "winRate" | "profitFactor" | "expectancy"> {
  const profit = toBig(sums.grossProfit) ?? new Big(0);
  const loss = toBig(sums.grossLoss) ?? new Big(0);
  if (sums.closed === 0) return { winRate: null, profitFactor: null, expectancy: null };
  return {
    winRate: new Big(sums.wins).div(sums.closed).toFixed(),
    profitFactor: loss.eq(0) ? null : profit.div(loss).toFixed(),
    expectancy: profit.minus(loss).div(sums.closed).toFixed(),
  };
}

/** How long a closed trade was held; null while it is open. */
export function holdMs(trade: Trade): number | null {
  return trade.closedAt === null ? null : Date.parse(trade.closedAt) - Date.parse(trade.openedAt);
}

/** False where the bot has sent a profit that nobody can read. */
export function isReadable({ realised }: Trade): boolean {
  return realised !== null;
}

/** What is not known counts as nothing: ask `isReadable` where that matters. */
export function realisedOf(trade: Trade): Big {
  return toBig(trade.realised) ?? new Big(0);
}
