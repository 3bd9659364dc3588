/**
 * Decimal strings as people read them. Values come as the bot wrote them ("1.099e-05", "0.049620300000000006") or as the
 * state computed them; nothing here becomes a float. What is shown may be shorter than what is known, so callers put the
 * exact value (`plainDecimal`) on hover and on copy.
 */
import { Big } from "big.js";
import { numberStyle } from "./locale.ts";

const MINUS = "−";
/** Significant digits of a price, computed or told: all prices of a pair read alike. From 1 on, two decimals are shown in any case. */
const PRICE_DIGITS = 6;
const PRICE_DECIMALS_MIN = 2;
/** The same of an amount: exchanges have up to eight decimals. */
const AMOUNT_DIGITS = 8;

/** Decimals that profits of a currency are shown with, where it is no money of two decimals. */
const CURRENCY_DECIMALS: ReadonlyMap<string, number> = new Map([
  ["BTC", 6],
  ["ETH", 5],
  ["BNB", 4],
  ["SOL", 4],
]);
const DEFAULT_DECIMALS = 2;
/** Less than a ten-thousandth of a satoshi: what is left over where a bot's floats should have made nothing. */
const DUST = new Big("1e-12");
/** Digits that any figure shows at the least, however small it is. */
const LEAST_DIGITS = 2;
const NOTHING = new Big(0);
const UNITS = ["B", "KB", "MB", "GB", "TB"] as const;

/** The number behind a decimal string, or null where it is none: producers write what they like. */
export function toBig(value: string | null | undefined): Big | null {
  if (value === null || value === undefined) return null;
  try {
    return new Big(value.trim());
  } catch {
    return null;
  }
}

/** The same number without exponent, with every digit that came: 1.099e-05 is 0.00001099. Text that is no number stays as it is. */
export function plainDecimal(value: string): string {
  if (!/e/i.test(value)) return value;
  return toBig(value)?.toFixed() ?? value;
}

/** A price, in the one form that it has everywhere: 2,531.17, 0.0496203, 0.0000012338. */
export function price(value: string): string {
  const number = toBig(value);
  if (number === null) return value;
  const decimals = Math.max(PRICE_DIGITS - 1 - number.e, number.abs().gte(1) ? PRICE_DECIMALS_MIN : 0);
  return group(withMinus(trimZeros(number.round(Math.max(0, decimals)).toFixed())));
}

/** An amount of what is traded: its whole part, and decimals up to eight significant digits. */
export function quantity(value: string): string {
  const number = toBig(value);
  if (number === null) return value;
  return group(withMinus(trimZeros(number.round(Math.max(0, AMOUNT_DIGITS - 1 - number.e)).toFixed())));
}

/** An amount of money without a sign of its own: a stake, a gross figure. */
export function amountOf(value: string, currency: string): string {
  const number = toBig(value);
  return number === null ? value : group(withMinus(rounded(withoutDust(number), decimalsOf(currency))));
}

/** A profit or a loss with its sign, in its currency's decimals: +84.12, −3.07, 0.00. A small one has the decimals that it takes. */
export function signedMoney(value: string, currency: string): string {
  const number = toBig(value);
  if (number === null) return value;
  const text = group(withMinus(rounded(withoutDust(number), decimalsOf(currency))));
  return signOf(value) > 0 ? `+${text}` : text;
}

/** A ratio in percent with its sign: "0.02764645" is +2.76%. */
export function signedPercent(ratio: string): string {
  const number = toBig(ratio);
  if (number === null) return ratio;
  const text = group(withMinus(rounded(withoutDust(number).times(100), 2)));
  return `${signOf(ratio) > 0 ? "+" : ""}${text}%`;
}

/** A share of a whole in percent: "0.6667" is 66.7%. A small one has the decimals that it takes. */
export function share(ratio: string, decimals: number): string {
  const number = toBig(ratio);
  return number === null ? ratio : `${group(rounded(number.times(100), decimals))}%`;
}

/** A quotient with two decimals, or with those that it takes. */
export function factor(value: string): string {
  const number = toBig(value);
  return number === null ? value : group(rounded(number, 2));
}

/** −1, 0 or 1. What is no number counts as 0, and so does what floats leave over. */
export function signOf(value: string | null): -1 | 0 | 1 {
  const number = withoutDust(toBig(value) ?? NOTHING);
  if (number.eq(0)) return 0;
  return number.gt(0) ? 1 : -1;
}

/** A count with its thousands apart. */
export function count(value: number): string {
  return group(String(value));
}

/** A size in decimal units, e.g. `268 MB`, `1.2 GB`: three digits at most before a unit changes. */
export function bytes(value: number): string {
  let unit = 0;
  let size = value;
  while (size >= 999.5 && unit < UNITS.length - 1) {
    size /= 1_000;
    unit += 1;
  }
  const digits = unit === 0 || size >= 9.95 ? 0 : 1;
  return `${group(size.toFixed(digits))} ${UNITS[unit]}`;
}

function decimalsOf(currency: string): number {
  return CURRENCY_DECIMALS.get(currency) ?? DEFAULT_DECIMALS;
}

function withoutDust(number: Big): Big {
  return number.abs().lt(DUST) ? NOTHING : number;
}

function rounded(number: Big, decimals: number): string {
  const text = number.toFixed(decimals);
  if (number.eq(0) || text.replace(/^-?[0.]*/, "").length >= LEAST_DIGITS) return text;
  const exact = trimZeros(number.prec(LEAST_DIGITS).toFixed());
  return exact.length > text.length ? exact : text;
}

function trimZeros(text: string): string {
  if (!text.includes(".")) return text;
  let end = text.length;
  while (text[end - 1] === "0") end--;
  return text.slice(0, text[end - 1] === "." ? end - 1 : end);
}

function withMinus(text: string): string {
  return text.startsWith("-") ? MINUS + text.slice(1) : text;
}

/** A number's digits with the reader's marks. */
function group(text: string): string {
  const [whole = "", fraction] = text.split(".");
  if (!/^\D?\d+$/.test(whole)) return text;
  const { group: mark, point, sizes, from } = numberStyle();
  const sign = /^\D/.test(whole) ? 1 : 0;
  const parts: string[] = [];
  let end = whole.length;
  let [size, next] = sizes;
  while (whole.length - sign >= from && end - size > sign) {
    parts.push(whole.slice(end - size, end));
    end -= size;
    size = next;
  }
  const grouped = [whole.slice(0, end), ...parts.reverse()].join(mark);
  return fraction === undefined ? grouped : `${grouped}${point}${fraction}`;
}
