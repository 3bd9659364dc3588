/**
 * Figures as messages write them: summed exactly, and rounded only here, to the places that people read. Never a float.
 */
import type { Decimal } from "@fillcast/protocol";
import { multiply, sign, toPlaces } from "../state/fold/decimal.ts";

/** Places of currencies that are no money of two. */
const PLACES: ReadonlyMap<string, number> = new Map([
  ["BTC", 6],
  ["ETH", 5],
  ["BNB", 4],
  ["SOL", 4],
]);
const DEFAULT_PLACES = 2;
/** Digits that a small figure shows at the least. */
const LEAST_DIGITS = 2;
/** A figure in an unnamed currency, or of a bot's mistake, may have dozens. */
const PLACES_MAX = 12;

/** `+31.20 USDT`, `-0.000012 BTC`; in a currency that nobody named, the figure alone. */
export function moneyText(amount: Decimal, currency: string | null): string {
  const text = signed(amount, PLACES.get(currency ?? "") ?? DEFAULT_PLACES);
  return currency === null || currency === "unknown" ? text : `${text} ${currency}`;
}

/** A stake: `99.88 USDT`. */
export function stakeText(amount: Decimal, currency: string | null): string {
  return moneyText(amount, currency).replace(/^\+/, "");
}

/** A ratio in percent: "0.0276" is `+2.76%`. */
export function percentText(ratio: Decimal): string {
  return `${signed(multiply(ratio, "100"), 2)}%`;
}

function signed(amount: Decimal, places: number): string {
  const rounded = roundedText(amount, places);
  return sign(amount) > 0 ? `+${rounded}` : rounded;
}

/** With as many places more as a small figure takes. */
function roundedText(amount: Decimal, places: number): string {
  const first = /^-?0\.(0*)[1-9]/.exec(amount)?.[1]?.length ?? 0;
  const isSmall = /^-?0\./.test(amount);
  return toPlaces(amount, isSmall ? Math.min(PLACES_MAX, Math.max(places, first + LEAST_DIGITS)) : places);
}
