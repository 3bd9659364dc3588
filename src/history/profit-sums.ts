/**
 * The sums of one group of trades: what was realised, and what its closed trades say. Sums can be joined, so that too many small
 * groups become one.
 */
import type { ProfitExtreme, ProfitFigures, TradeMode } from "@fillcast/protocol";
import { compareExact, negative, NOTHING, plus, toText, type Exact } from "./exact.ts";

/** A trade's close, as it counts. */
export interface Close {
  /** The trade's. */
  readonly key: string;
  /** ms since 1970. */
  readonly at: number;
  /** The event that changed the trade last: the order of what closed at one instant. */
  readonly seq: number;
  /** The whole trade's profit. */
  readonly realised: Exact;
  readonly fees: Exact | null;
  readonly holdMs: number;
}

interface Extreme {
  readonly key: string;
  readonly realised: Exact;
}

export class ProfitSums {
  readonly mode: TradeMode;
  readonly currency: string;
  realised: Exact = NOTHING;
  closed = 0;
  unreadable = 0;
  #wins = 0;
  #losses = 0;
  #grossProfit: Exact = NOTHING;
  #grossLoss: Exact = NOTHING;
  #fees: Exact | null = null;
  #best: Extreme | null = null;
  #worst: Extreme | null = null;

  constructor(mode: TradeMode, currency: string) {
    this.mode = mode;
    this.currency = currency;
  }

  /** A part of a trade's profit. */
  book(realised: Exact): void {
    this.realised = plus(this.realised, realised);
  }

  close({ key, realised, fees }: Close): void {
    this.closed++;
    if (realised.units > 0n) {
      this.#wins++;
      this.#grossProfit = plus(this.#grossProfit, realised);
    } else if (realised.units < 0n) {
      this.#losses++;
      this.#grossLoss = plus(this.#grossLoss, negative(realised));
    }
    if (fees !== null) this.#fees = plus(this.#fees ?? NOTHING, fees);
    this.#best = further(this.#best, { key, realised }, 1);
    this.#worst = further(this.#worst, { key, realised }, -1);
  }

  join(other: ProfitSums): void {
    this.realised = plus(this.realised, other.realised);
    this.closed += other.closed;
    this.unreadable += other.unreadable;
    this.#wins += other.#wins;
    this.#losses += other.#losses;
    this.#grossProfit = plus(this.#grossProfit, other.#grossProfit);
    this.#grossLoss = plus(this.#grossLoss, other.#grossLoss);
    if (other.#fees !== null) this.#fees = plus(this.#fees ?? NOTHING, other.#fees);
    this.#best = further(this.#best, other.#best, 1);
    this.#worst = further(this.#worst, other.#worst, -1);
  }

  /** Nothing closed in it, and what was realised has been taken back. */
  get isEmpty(): boolean {
    return this.closed === 0 && this.unreadable === 0 && this.realised.units === 0n;
  }

  get figures(): ProfitFigures {
    return {
      mode: this.mode,
      currency: this.currency,
      realised: toText(this.realised),
      closed: this.closed,
      wins: this.#wins,
      losses: this.#losses,
      grossProfit: toText(this.#grossProfit),
      grossLoss: toText(this.#grossLoss),
      unreadable: this.unreadable,
      fees: this.#fees === null ? null : toText(this.#fees),
      best: toExtreme(this.#best),
      worst: toExtreme(this.#worst),
    };
  }
}

/** The further one in a direction; of equals the one with the smaller key, whatever the order in which they came. */
function further(a: Extreme | null, b: Extreme | null, direction: 1 | -1): Extreme | null {
  if (a === null || b === null) return a ?? b;
  const order = compareExact(b.realised, a.realised) * direction;
  return order > 0 || (order === 0 && b.key < a.key) ? b : a;
}

function toExtreme(found: Extreme | null): ProfitExtreme | null {
  return found === null ? null : { key: found.key, realised: toText(found.realised) };
}

/** In the order in which trades closed. */
export function byClosing(a: Close, b: Close): number {
  return a.at - b.at || a.seq - b.seq;
}

/** What the closes of a book say one after the other, in order of closing, from nothing on. */
export function runOf(closes: readonly Close[]): { readonly peak: string; readonly drawdown: string } {
  let sum = NOTHING;
  let peak = NOTHING;
  let drawdown = NOTHING;
  for (const { realised } of closes) {
    sum = plus(sum, realised);
    if (compareExact(sum, peak) > 0) peak = sum;
    const fall = plus(peak, negative(sum));
    if (compareExact(fall, drawdown) > 0) drawdown = fall;
  }
  return { peak: toText(peak), drawdown: toText(drawdown) };
}

/** The middle one, or what is between the two in the middle; null where there is none. */
export function medianOf(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
