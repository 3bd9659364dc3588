/**
 * One trade's accounting, by Freqtrade's formulas (persistence/trade_model.py: recalc_trade_from_orders,
 * calculate_profit): exact decimals inside, floats out, ratios and profits rounded where Freqtrade rounds them. Fees are
 * part of both ends; leverage multiplies the ratio, not the amount in currency.
 */
import { Big } from "big.js";

export interface Fill {
  readonly side: "entry" | "exit";
  readonly amount: number;
  readonly rate: number;
  /** Of the order, where somebody keeps its story: it counts for nothing. */
  readonly type?: OrderType;
  /** ms since 1970, like the next. */
  readonly placedMs?: number;
  readonly filledMs?: number;
}
/** A `stoploss` stands at the exchange, and is no order that the bot sends when it leaves. */
export type OrderType = "limit" | "market" | "stoploss";
/** An order that waits at the exchange. */
export interface OpenOrder {
  readonly side: "entry" | "exit";
  readonly type: "limit" | "market";
  readonly amount: number;
  readonly rate: number;
  /** A position increase or a partial exit. */
  readonly sub: boolean;
  /** ms since 1970. */
  readonly placedMs?: number;
}
export interface Trade {
  readonly id: number;
  readonly pairIndex: number;
  readonly short: boolean;
  readonly leverage: number;
  readonly feeRatio: number;
  /** µs since 1970. */
  readonly openedAtUs: number;
  readonly tag: string;
  readonly fills: readonly Fill[];
  readonly order: OpenOrder | null;
  /** What is held; the last amount once closed. */
  readonly amount: number;
  /** Average entry by running cost; the requested rate before the first fill. */
  readonly openRate: number;
  readonly stakeAmount: number;
  /** What partial exits have earned so far, fees included. */
  readonly realized: number;
  readonly exitReason: string | null;
  /** The final ratio over everything put in; null while open. */
  readonly closeRatio: number | null;
}
export interface Profit {
  readonly amount: number;
  readonly ratio: number;
}

/** ccxt's `Precise`, on which Freqtrade counts: 18 decimals, cut. */
const Precise = Big();
Precise.DP = 18;
Precise.RM = Precise.roundDown;

/** The trade after an order was filled. `closes` where the exit leaves nothing. */
export function applyFill(trade: Trade, fill: Fill, closes: boolean): Trade {
  const fills = [...trade.fills, fill];
  let amount = new Precise(0);
  let stake = new Precise(0);
  let average = new Precise(0);
  let totalStake = 0;
  let realized = 0;
  for (const { side, amount: filled, rate } of fills) {
    if (side === "entry") {
      amount = amount.plus(filled);
      stake = stake.plus(new Precise(rate).times(filled));
      average = stake.div(amount);
      totalStake += openValue(trade, filled, rate);
    } else {
      amount = amount.minus(filled);
      stake = stake.minus(average.times(filled));
      realized += profitOf(trade, rate, filled, average.toNumber()).amount;
    }
  }
  const next = { ...trade, fills, order: null, realized };
  if (closes) return { ...next, closeRatio: (realized / totalStake) * trade.leverage };
  return {
    ...next,
    amount: amount.toNumber(),
    openRate: stake.div(amount).toNumber(),
    stakeAmount: stake.toNumber() / trade.leverage,
  };
}

/** What leaving `amount` at `rate` earns, entered at `openRate`; the whole trade where not said otherwise. */
export function profitOf(trade: Trade, rate: number, amount = trade.amount, openRate = trade.openRate): Profit {
  const opened = openValue(trade, amount, openRate);
  const closed = closeValue(trade, amount, rate);
  const ratio = (trade.short ? 1 - closed / opened : closed / opened - 1) * trade.leverage;
  return { amount: round8(trade.short ? opened - closed : closed - opened), ratio: round8(opened === 0 ? 0 : ratio) };
}

/** The amount in currency that the whole trade would have earned, left now at `rate`. */
export function totalProfit(trade: Trade, rate: number): number {
  return trade.realized + profitOf(trade, rate).amount;
}

function openValue({ short, feeRatio }: Trade, amount: number, rate: number): number {
  const value = new Precise(amount).times(rate);
  const fees = value.times(feeRatio);
  return (short ? value.minus(fees) : value.plus(fees)).toNumber();
}

function closeValue({ short, feeRatio }: Trade, amount: number, rate: number): number {
  const value = new Precise(amount).times(rate);
  const fees = value.times(feeRatio);
  return (short ? value.plus(fees) : value.minus(fees)).toNumber();
}

/** Python's `float(f"{value:.8f}")`. */
export function round8(value: number): number {
  return Number(value.toFixed(8));
}
