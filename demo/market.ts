/**
 * Twelve pairs on a correlated random walk: one factor moves them all, each in its own measure, and each moves a little
 * by itself. Prices are drawn back to where they began, or to where the tide has them, so that a demo of weeks stays
 * plausible. Faster than real markets: a simulated minute moves as much as an hour does.
 */
import { nextNormal, type RandomState } from "./random.ts";

export interface Pair {
  /** As on a spot market, e.g. `ETH/USDT`; a perpetual adds `:USDT`. */
  readonly name: string;
  readonly base: string;
  readonly quote: string;
  readonly startPrice: number;
  /** Decimals of a price step, and of an amount step. */
  readonly tickDecimals: number;
  readonly lotDecimals: number;
  /** How much of the common factor it takes; BTC 1. */
  readonly beta: number;
}
export interface Market {
  /** In the order of PAIRS, not rounded. */
  readonly prices: number[];
  /** Simulated ms up to which it has moved. */
  atMs: number;
}

/** Name, price at the start, decimals of price and of amount, and how far it follows BTC. */
const LISTED = [
  ["BTC/USDT", 94_250, 2, 5, 1],
  ["ETH/USDT", 3_180, 2, 4, 1.25],
  ["SOL/USDT", 172.4, 2, 3, 1.6],
  ["XRP/USDT", 2.217, 4, 1, 1.4],
  ["DOGE/USDT", 0.18342, 5, 0, 1.8],
  ["PEPE/USDT", 1.099e-5, 8, 0, 2.2],
  ["LINK/USDT", 16.84, 3, 2, 1.5],
  ["AVAX/USDT", 24.61, 3, 2, 1.6],
  ["ADA/USDT", 0.7213, 4, 1, 1.4],
  ["LTC/USDT", 96.35, 2, 3, 1.1],
  ["BTC/EUR", 81_320, 1, 5, 1],
  ["ETH/EUR", 2_744, 2, 4, 1.25],
] as const;

export const PAIRS: readonly Pair[] = LISTED.map(([name, startPrice, tickDecimals, lotDecimals, beta]) => {
  const [base = "", quote = ""] = name.split("/");
  return { name, base, quote, startPrice, tickDecimals, lotDecimals, beta };
});

/** Deviations of the return over one second. */
const FACTOR_VOLATILITY = 0.000_55;
const OWN_VOLATILITY = 0.000_35;
/** Time in which a departure from the start price would shrink by two thirds. */
const REVERSION_MS = 900_000;

export function createMarket(atMs: number): Market {
  return { prices: PAIRS.map((pair) => pair.startPrice), atMs };
}

/** Lets the prices walk on to `toMs`. `tide` moves what they are drawn to, as a share of it; BTC's in full. */
export function moveMarket(market: Market, random: RandomState, toMs: number, tide: number): void {
  const elapsedMs = toMs - market.atMs;
  if (elapsedMs <= 0) return;
  const scale = Math.sqrt(elapsedMs / 1000);
  const reversion = Math.min(1, elapsedMs / REVERSION_MS);
  const factor = nextNormal(random) * FACTOR_VOLATILITY * scale;
  for (const [index, { beta, startPrice }] of PAIRS.entries()) {
    const price = market.prices[index]!;
    const change = beta * factor + beta * OWN_VOLATILITY * nextNormal(random) * scale;
    market.prices[index] = Math.max(
      startPrice / 4,
      price * (1 + change) + (startPrice * (1 + beta * tide) - price) * reversion,
    );
  }
  market.atMs = toMs;
}

/** The last price, on the pair's price steps. */
export function priceOf(market: Market, pairIndex: number): number {
  return roundTo(market.prices[pairIndex]!, PAIRS[pairIndex]!.tickDecimals);
}

/** `price` moved by whole price steps. */
export function stepPrice(price: number, pairIndex: number, ticks: number): number {
  const { tickDecimals } = PAIRS[pairIndex]!;
  return roundTo(price + ticks / 10 ** tickDecimals, tickDecimals);
}

/** An amount cut to the pair's amount steps, at least one of them. */
export function cutAmount(amount: number, pairIndex: number): number {
  const { lotDecimals } = PAIRS[pairIndex]!;
  const steps = Math.max(1, Math.floor(amount * 10 ** lotDecimals + 1e-9));
  return roundTo(steps / 10 ** lotDecimals, lotDecimals);
}

function roundTo(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
