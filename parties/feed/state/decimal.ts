/**
 * Decimals: exact arithmetic on the text that bots write. The one module over the decimal library; everything else carries
 * canonical strings: no exponent, no trailing zeros, no "-0". Sums and products are exact, only quotients round. What is no
 * number, or is beyond any price or amount (a bot's mistake, or an attack on memory), is null and never NaN.
 */
import { Big } from "big.js";

/** A canonical decimal string. */
export type Decimal = string;

export const ZERO: Decimal = "0";

/** Significant digits of a quotient at the least; the contract promises 18. */
const QUOTIENT_DIGITS = 28;
/** Digits before and after the point; the largest price seen in the wild has 20 in all. */
const MAX_DIGITS = 64;
const MAX_CHARS = 2 * MAX_DIGITS + 8;
const PATTERN = /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,4})?$/i;

// A constructor of its own: the number of places of a division is a property of the constructor.
const Exact = Big();

/** The canonical form of a number as a bot wrote it (`0.0`, `1.099e-05`, `470.0`), or null where it is none. */
export function parseDecimal(value: unknown): Decimal | null {
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string" || text.length > MAX_CHARS || !PATTERN.test(text)) return null;
  const number = new Exact(text);
  if (number.e >= MAX_DIGITS || number.c.length - 1 - number.e > MAX_DIGITS) return null;
  return render(number);
}

export function add(a: Decimal, b: Decimal): Decimal {
  return render(new Exact(a).plus(b));
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  return render(new Exact(a).minus(b));
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return render(new Exact(a).times(b));
}

/** The quotient to at least 28 significant digits; throws where `b` is zero. */
export function divide(a: Decimal, b: Decimal): Decimal {
  const dividend = new Exact(a);
  const divisor = new Exact(b);
  Exact.DP = Math.max(0, QUOTIENT_DIGITS + divisor.e - dividend.e);
  return render(dividend.div(divisor));
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
  const larger = compare(absolute(a), absolute(b)) > 0 ? absolute(a) : absolute(b);
  return compare(absolute(subtract(a, b)), multiply(larger, part)) <= 0;
}

function render(number: Big): Decimal {
  return number.toFixed();
}
