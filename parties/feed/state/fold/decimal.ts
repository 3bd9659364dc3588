/**
 * Decimals: exact arithmetic on canonical decimal strings, which `parseDecimal` of the protocol makes of what bots write. The one
 * module over the decimal library. Sums and products are exact, only quotients round.
 */
import type { Decimal } from "@fillcast/protocol";
import { Big } from "big.js";

export type { Decimal } from "@fillcast/protocol";

export const ZERO: Decimal = "0";

/** Significant digits of a quotient: more than any exchange has in a price, and few enough to read. */
const QUOTIENT_DIGITS = 12;

// A constructor of its own: the number of places of a division is a property of the constructor.
const Exact = Big();

export function add(a: Decimal, b: Decimal): Decimal {
  return render(new Exact(a).plus(b));
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  return render(new Exact(a).minus(b));
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return render(new Exact(a).times(b));
}

/** The quotient, rounded to 12 significant digits; throws where `b` is zero. */
export function divide(a: Decimal, b: Decimal): Decimal {
  const dividend = new Exact(a);
  const divisor = new Exact(b);
  // Some places more than are kept, so that rounding twice is rounding once.
  Exact.DP = Math.max(0, QUOTIENT_DIGITS + 4 + divisor.e - dividend.e);
  return render(dividend.div(divisor).prec(QUOTIENT_DIGITS));
}

/** As text with exactly `places` decimals: for people alone, since it rounds. */
export function toPlaces(a: Decimal, places: number): string {
  const text = new Exact(a).toFixed(places);
  return /^-[0.]*$/.test(text) ? text.slice(1) : text;
}

/** The larger of two, where both are known. */
export function larger(a: Decimal | null, b: Decimal | null): Decimal | null {
  if (a === null || b === null) return a ?? b;
  return compare(a, b) < 0 ? b : a;
}

export function absolute(a: Decimal): Decimal {
  return a.startsWith("-") ? a.slice(1) : a;
}

/** −1, 0 or 1, as `a` is less than, equal to or greater than `b`. */
export function compare(a: Decimal, b: Decimal): -1 | 0 | 1 {
  return new Exact(a).cmp(b);
}

/** −1, 0 or 1. */
export function sign(a: Decimal): -1 | 0 | 1 {
  return a === ZERO ? 0 : a.startsWith("-") ? -1 : 1;
}

/** True where the two differ by at most `part` of the larger one, sign aside. */
export function isNear(a: Decimal, b: Decimal, part: Decimal): boolean {
  if (a === b) return true;
  const whole = compare(absolute(a), absolute(b)) > 0 ? absolute(a) : absolute(b);
  return compare(absolute(subtract(a, b)), multiply(whole, part)) <= 0;
}

function render(number: Big): Decimal {
  return number.toFixed();
}
