/**
 * Figures over closed trades of one book. Each is a sentence that a trader can check by hand; sums are exact decimals, quotients
 * have twenty digits, and what has no meaning yet is null rather than zero.
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

/** Trades of one book in any order; those that are not closed do not count. */
export function closedFigures(trades: readonly Trade[]): ClosedFigures {
  const closed = trades.filter((trade) => trade.status === "closed" && isReadable(trade)).sort(byClose);
  const profits = closed.map((trade) => realisedOf(trade));
  const gross = (sign: 1 | -1): Big =>
    profits
      .filter((profit) => profit.s === sign && !profit.eq(0))
      .reduce((sum, profit) => sum.plus(profit.abs()), new Big(0));
  const grossProfit = gross(1);
  const grossLoss = gross(-1);
  const wins = profits.filter((profit) => profit.gt(0)).length;
  const losses = profits.filter((profit) => profit.lt(0)).length;
  return {
    closed: closed.length,
    unreadable: trades.filter((trade) => !isReadable(trade)).length,
    wins,
    losses,
    realised: grossProfit.minus(grossLoss).toFixed(),
    grossProfit: grossProfit.toFixed(),
    grossLoss: grossLoss.toFixed(),
    ...quotients({ closed: closed.length, wins, grossProfit: grossProfit.toFixed(), grossLoss: grossLoss.toFixed() }),
    best: extreme(closed, 1),
    worst: extreme(closed, -1),
    medianHoldMs: median(closed.flatMap((trade) => holdMs(trade) ?? [])),
    drawdown: drawdownOf(profits).toFixed(),
  };
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

/** The largest fall from a peak of the running sum, which starts at nothing. */
export function drawdownOf(profits: readonly Big[]): Big {
  let sum = new Big(0);
  let peak = sum;
  let largest = new Big(0);
  for (const profit of profits) {
    sum = sum.plus(profit);
    if (sum.gt(peak)) peak = sum;
    else if (peak.minus(sum).gt(largest)) largest = peak.minus(sum);
  }
  return largest;
}

/** False where the bot has sent a profit that nobody can read. */
export function isReadable({ realised }: Trade): boolean {
  return realised !== null;
}

/** What is not known counts as nothing: ask `isReadable` where that matters. */
export function realisedOf(trade: Trade): Big {
  return toBig(trade.realised) ?? new Big(0);
}

function byClose(a: Trade, b: Trade): number {
  return (a.closedAt ?? "").localeCompare(b.closedAt ?? "") || a.updatedSeq - b.updatedSeq;
}

function extreme(trades: readonly Trade[], direction: 1 | -1): Trade | null {
  let found: Trade | null = null;
  for (const trade of trades)
    if (found === null || realisedOf(trade).minus(realisedOf(found)).times(direction).gt(0)) found = trade;
  return found;
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
}
