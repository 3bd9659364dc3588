/**
 * The figures of closed trades of one book, kept up trade by trade: sums grow and shrink, the median is the middle of a sorted
 * list, and the drawdown goes on from where the order of closing changed, which is near its end but for a late correction.
 */
import { Big } from "big.js";
import type { Trade } from "fillcast";
import { type ClosedFigures, holdMs, isReadable, quotients, realisedOf } from "./closed.ts";
import { SortedList } from "./sorted-list.ts";

interface Closed {
  readonly trade: Trade;
  readonly profit: Big;
  readonly closedMs: number;
}
/** The running sum behind a closed trade, the highest one so far, and the largest fall. */
interface Line {
  readonly sum: Big;
  readonly peak: Big;
  readonly fall: Big;
}

const NOTHING = new Big(0);
const START: Line = { sum: NOTHING, peak: NOTHING, fall: NOTHING };

/** Trades of one book in any order; those that are not closed do not count. */
export class RunningFigures {
  #figures: ClosedFigures | null = null;
  #unreadable = 0;
  #wins = 0;
  #losses = 0;
  #grossProfit = NOTHING;
  #grossLoss = NOTHING;
  readonly #order = new SortedList<Closed>(byClose);
  readonly #holds = new SortedList<number>((a, b) => a - b);
  /** What the line is behind each of the first trades in order. */
  #lines: Line[] = [];
  #best: Closed | null = null;
  #worst: Closed | null = null;

  add(trade: Trade): void {
    const closed = this.#count(trade, 1);
    if (closed === null) return;
    this.#order.add(closed);
    const held = holdMs(trade);
    if (held !== null) this.#holds.add(held);
    if (isBeyond(closed, this.#best, 1)) this.#best = closed;
    if (isBeyond(closed, this.#worst, -1)) this.#worst = closed;
  }

  remove(trade: Trade): void {
    const closed = this.#count(trade, -1);
    if (closed === null) return;
    this.#order.delete(closed, (other) => other.trade === trade);
    const held = holdMs(trade);
    if (held !== null) this.#holds.delete(held);
    // Corrections of the best trade are rare.
    if (this.#best?.trade === trade) this.#best = this.#extreme(1);
    if (this.#worst?.trade === trade) this.#worst = this.#extreme(-1);
  }

  /** The same object until a trade is added or removed. */
  get figures(): ClosedFigures {
    return (this.#figures ??= this.#reckon());
  }

  #count(trade: Trade, sign: 1 | -1): Closed | null {
    this.#figures = null;
    if (!isReadable(trade)) {
      this.#unreadable += sign;
      return null;
    }
    if (trade.status !== "closed") return null;
    const profit = realisedOf(trade);
    const direction = signOf(profit);
    if (direction > 0) {
      this.#wins += sign;
      this.#grossProfit = sign > 0 ? this.#grossProfit.plus(profit) : this.#grossProfit.minus(profit);
    } else if (direction < 0) {
      this.#losses += sign;
      this.#grossLoss = sign > 0 ? this.#grossLoss.minus(profit) : this.#grossLoss.plus(profit);
    }
    return { trade, profit, closedMs: Date.parse(trade.closedAt ?? "") || 0 };
  }

  #extreme(direction: 1 | -1): Closed | null {
    let found: Closed | null = null;
    for (const closed of this.#order.values) if (isBeyond(closed, found, direction)) found = closed;
    return found;
  }

  #reckon(): ClosedFigures {
    const order = this.#order.values;
    const [grossProfit, grossLoss] = [this.#grossProfit.toFixed(), this.#grossLoss.toFixed()];
    return {
      closed: order.length,
      unreadable: this.#unreadable,
      wins: this.#wins,
      losses: this.#losses,
      realised: this.#grossProfit.minus(this.#grossLoss).toFixed(),
      grossProfit,
      grossLoss,
      ...quotients({ closed: order.length, wins: this.#wins, grossProfit, grossLoss }),
      best: this.#best?.trade ?? null,
      worst: this.#worst?.trade ?? null,
      medianHoldMs: medianOf(this.#holds.values),
      drawdown: this.#drawdown().toFixed(),
    };
  }

  #drawdown(): Big {
    const order = this.#order.values;
    this.#lines.length = Math.min(this.#lines.length, this.#order.takeUnchanged());
    let line = this.#lines.at(-1) ?? START;
    for (let at = this.#lines.length; at < order.length; at++) {
      line = after(line, order[at]!.profit);
      this.#lines.push(line);
    }
    return line.fall;
  }
}

function after({ sum, peak, fall }: Line, profit: Big): Line {
  const next = sum.plus(profit);
  if (next.gt(peak)) return { sum: next, peak: next, fall };
  const now = peak.minus(next);
  return { sum: next, peak, fall: now.gt(fall) ? now : fall };
}

function byClose(a: Closed, b: Closed): number {
  return a.closedMs - b.closedMs || a.trade.updatedSeq - b.trade.updatedSeq;
}

/** More extreme, or as extreme and closed earlier. */
function isBeyond(closed: Closed, than: Closed | null, direction: 1 | -1): boolean {
  if (than === null) return true;
  const more = closed.profit.cmp(than.profit) * direction;
  return more > 0 || (more === 0 && byClose(closed, than) < 0);
}

function signOf(value: Big): -1 | 0 | 1 {
  return value.c[0] === 0 ? 0 : value.s === 1 ? 1 : -1;
}

/** Of values in order. */
function medianOf(sorted: readonly number[]): number | null {
  if (sorted.length === 0) return null;
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
}
