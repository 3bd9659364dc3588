/** Closed trades of a book grouped by what they have in common, the most profitable group first; kept up. */
import { Big } from "big.js";
import type { Trade } from "fillcast";
import type { ClosedFigures } from "./closed.ts";
import type { Kept } from "./kept.ts";
import { RunningFigures } from "./running.ts";

export type Grouping = "bot" | "pair" | "tag" | "reason";

export interface Group {
  /** The bot, pair, tag or reason; null for trades without one. */
  readonly name: string | null;
  readonly figures: ClosedFigures;
}

/** A group that nothing happened to stays the same object. */
export class Groups implements Kept<readonly Group[]> {
  readonly #grouping: Grouping;
  readonly #isOwn: (trade: Trade) => boolean;
  readonly #groups = new Map<
    string | null,
    { readonly running: RunningFigures; trades: number; shown: Group | null }
  >();
  #view: readonly Group[] | null = null;

  constructor(grouping: Grouping, isOwn: (trade: Trade) => boolean) {
    this.#grouping = grouping;
    this.#isOwn = isOwn;
  }

  change(gone: readonly Trade[], came: readonly Trade[]): void {
    for (const trade of gone) this.#count(trade, -1);
    for (const trade of came) this.#count(trade, 1);
  }

  get view(): readonly Group[] {
    return (this.#view ??= [...this.#groups]
      .map(([name, group]) => (group.shown ??= { name, figures: group.running.figures }))
      .sort(byProfit));
  }

  #count(trade: Trade, sign: 1 | -1): void {
    if (trade.status !== "closed" || !this.#isOwn(trade)) return;
    const name = nameOf(trade, this.#grouping);
    const group = this.#groups.get(name) ?? { running: new RunningFigures(), trades: 0, shown: null };
    if (sign > 0) group.running.add(trade);
    else group.running.remove(trade);
    group.trades += sign;
    group.shown = null;
    if (group.trades > 0) this.#groups.set(name, group);
    else this.#groups.delete(name);
    this.#view = null;
  }
}

/** Floats tell most of them apart; where they do not, the decimals do. */
function byProfit(a: Group, b: Group): number {
  const [left, right] = [a.figures.realised, b.figures.realised];
  return (
    Number(right) - Number(left) ||
    (left === right ? 0 : new Big(right).cmp(left)) ||
    (a.name ?? "").localeCompare(b.name ?? "")
  );
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
