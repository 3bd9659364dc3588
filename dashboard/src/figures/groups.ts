/** Closed trades of a book grouped by what they have in common, the most profitable group first. */
import { Big } from "big.js";
import type { Trade } from "fillcast";
import { type ClosedFigures, closedFigures } from "./closed.ts";

export type Grouping = "bot" | "pair" | "tag" | "reason";

export interface Group {
  /** The bot, pair, tag or reason; null for trades without one. */
  readonly name: string | null;
  readonly figures: ClosedFigures;
}

export function groupTrades(trades: readonly Trade[], grouping: Grouping): readonly Group[] {
  const closed = trades.filter((trade) => trade.status === "closed");
  return [...Map.groupBy(closed, (trade) => nameOf(trade, grouping))]
    .map(([name, own]) => ({ name, figures: closedFigures(own) }))
    .sort((a, b) => new Big(b.figures.realised).cmp(a.figures.realised) || (a.name ?? "").localeCompare(b.name ?? ""));
}

function nameOf(trade: Trade, grouping: Grouping): string | null {
  switch (grouping) {
    case "bot":
      return trade.bot;
    case "pair":
      return trade.pair;
    case "tag":
      return trade.entryTag;
    case "reason":
      return trade.exitReason;
  }
}
