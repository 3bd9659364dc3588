/**
 * Decimals as text: which texts are numbers of money, for what producers may send and for what the state adds up, and their one
 * spelling. Only arithmetic needs a library, and this needs none.
 */
import { DECIMAL_MAX_DIGITS, DECIMAL_TEXT_MAX_CHARS } from "./limits.ts";

/** A canonical decimal string: no exponent, no zeros that say nothing, no `-0`. */
export type Decimal = string;

/** A number as bots write it: `0.0`, `1.099e-05`, `470.`, `.5`. */
export const DECIMAL_TEXT_PATTERN = /^-?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,4})?$/;

/** True for a text that is a number of money, whatever its size. */
export function isDecimalText(text: string): boolean {
  return text.length <= DECIMAL_TEXT_MAX_CHARS && DECIMAL_TEXT_PATTERN.test(text);
}

/**
 * The canonical form of a number as a bot wrote it (`0.0`, `1.099e-05`, `470.0`). Null for what is none, and for what is beyond
 * any price or amount: a bot's mistake, or an attack on memory.
 */
export function parseDecimal(value: unknown): Decimal | null {
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string" || !isDecimalText(text)) return null;
  const [mantissa = "", exponent = "0"] = text.replace(/^-/, "").toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const digits = whole + fraction;
  const start = digits.search(/[1-9]/);
  if (start === -1) return "0";
  let end = digits.length;
  while (digits[end - 1] === "0") end--;
  const significant = digits.slice(start, end);
  const before = whole.length - start + Number(exponent);
  if (before > DECIMAL_MAX_DIGITS || significant.length - before > DECIMAL_MAX_DIGITS) return null;
  return (text.startsWith("-") ? "-" : "") + withPoint(significant, before);
}

/** `before` is the number of digits before the point; below zero, that many zeros come after it. */
function withPoint(digits: string, before: number): string {
  if (before <= 0) return `0.${"0".repeat(-before)}${digits}`;
  return digits.length <= before ? digits.padEnd(before, "0") : `${digits.slice(0, before)}.${digits.slice(before)}`;
}
