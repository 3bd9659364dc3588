/**
 * The points of a chart: a value for each day or hour of a range, what it gained since the one before, and how far it is below the
 * highest one so far. Sums are exact; only the picture is made of floats.
 */
import { Big } from "big.js";
import { toBig } from "../words/decimal.ts";

export interface Point {
  /** YYYY-MM-DD, or an hour as the server names it. */
  readonly name: string;
  readonly gain: string;
  readonly value: string;
  /** Zero or below. */
  readonly drawdown: string;
}

/** What was earned in each step, added up from `start` on, which counts as a peak. */
export function pointsOfGains(
  steps: readonly { readonly name: string; readonly gain: string }[],
  start: string,
): readonly Point[] {
  let value = toBig(start) ?? NOTHING;
  let peak = value;
  return steps.map(({ name, gain }) => {
    value = value.plus(toBig(gain) ?? NOTHING);
    if (value.gt(peak)) peak = value;
    return { name, gain, value: value.toFixed(), drawdown: value.minus(peak).toFixed() };
  });
}

/** Values as they were at the end of each step. */
export function pointsOfValues(steps: readonly { readonly name: string; readonly value: string }[]): readonly Point[] {
  let before: Big | null = null;
  let peak: Big | null = null;
  return steps.map(({ name, value: text }) => {
    const value = new Big(text);
    const gain = value.minus(before ?? value);
    before = value;
    if (peak === null || value.gt(peak)) peak = value;
    return { name, gain: gain.toFixed(), value: value.toFixed(), drawdown: value.minus(peak).toFixed() };
  });
}

const NOTHING = new Big(0);
