/**
 * Ratios of trades as whole millionths, so that sums are exact, and as the texts that leave the server: rounded to a hundredth
 * of a percent. More digits of many trades could tell what was staked.
 */
import { Big } from "big.js";

const MICRO = 1_000_000;
/** Beyond a million times the stake it is no ratio. */
const RATIO_MAX = 1_000_000;
/** Millionths in the smallest step that shows. */
const STEP = 100;

/** A decimal text in millionths; null for what is none, or no ratio. */
export function toMicros(ratio: string | null): number | null {
  if (ratio === null) return null;
  const value = Number(ratio);
  return Number.isFinite(value) && Math.abs(value) <= RATIO_MAX ? Math.round(value * MICRO) : null;
}

/** Profit by stake; null if one of them is not known. */
export function dividedRatio(realised: string | null, stake: string | null): number | null {
  const [profit, base] = [toBig(realised), toBig(stake)];
  if (profit === null || base === null || base.lte(0)) return null;
  return toMicros(profit.div(base).toFixed(6));
}

/** How far a price has moved since the entry, in the trade's favour above zero. */
export function moveOf(entry: string | null, price: string | null, direction: "long" | "short"): number | null {
  const [from, to] = [toBig(entry), toBig(price)];
  if (from === null || to === null || from.lte(0)) return null;
  const move = to.minus(from).div(from);
  return toMicros((direction === "short" ? move.times(-1) : move).toFixed(6));
}

/** The text that leaves: `0.0125`. */
export function toRatioText(micros: number): string {
  const steps = Math.round(micros / STEP);
  if (steps === 0) return "0";
  const digits = String(Math.abs(steps)).padStart(5, "0");
  let fraction = digits.slice(-4);
  while (fraction.endsWith("0")) fraction = fraction.slice(0, -1);
  return `${steps < 0 ? "-" : ""}${digits.slice(0, -4)}${fraction === "" ? "" : `.${fraction}`}`;
}

function toBig(text: string | null): Big | null {
  if (text === null) return null;
  try {
    return new Big(text);
  } catch {
    return null;
  }
}
