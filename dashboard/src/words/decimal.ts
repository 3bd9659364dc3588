/**
 * Decimal strings as people read them. Values come as the bot wrote them ("1.099e-05", "0.049620300000000006") or as the
 * state computed them; nothing here becomes a float. What is shown may be shorter than what is known, so callers put the
 * exact value (`plainDecimal`) on hover and on copy.
 */
import { Big } from "big.js";

const MINUS = "−";
/** Digits that a price shows at the most, where it is the bot's own, and where it was computed and has eighteen and more. */
const PRICE_DIGITS = 10;
export const COMPUTED_PRICE_DIGITS = 7;

/** Decimals that profits of a currency are shown with, where it is no money of two decimals. */
const CURRENCY_DECIMALS: { readonly [currency: string]: number } = { BTC: 6, ETH: 5, BNB: 4, SOL: 4 };
const DEFAULT_DECIMALS = 2;
/** Less than the smallest unit of any currency here: what is left over where a bot's floats should have made nothing. */
const DUST = new Big("1e-8");
const NOTHING = new Big(0);

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

/** A price or an amount with the bot's own digits, at most so many significant ones. */
export function price(value: string, digits: number = PRICE_DIGITS): string {
  const number = toBig(value);
  if (number === null) return value;
  const plain = plainDecimal(value);
  if (plain.replace(/^-?0*\.?0*|\./g, "").length <= digits) return group(withMinus(plain));
  return group(withMinus(trimZeros(number.prec(digits).toFixed())));
}

/** An amount of money without a sign of its own: a stake, a gross figure. */
export function amountOf(value: string, currency: string): string {
  const number = toBig(value);
  return number === null ? value : group(withMinus(rounded(withoutDust(number), decimalsOf(currency))));
}

/** A profit or a loss with its sign, in its currency's decimals: +84.12, −3.07, 0.00. What would round to nothing keeps two digits. */
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
  const text = withMinus(rounded(withoutDust(number).times(100), 2));
  return `${signOf(ratio) > 0 ? "+" : ""}${text}%`;
}

/** −1, 0 or 1. What is no number counts as 0, and so does less than a hundred-millionth. */
export function signOf(value: string | null): -1 | 0 | 1 {
  const number = withoutDust(toBig(value) ?? NOTHING);
  if (number.eq(0)) return 0;
  return number.gt(0) ? 1 : -1;
}

/** A count with its thousands apart. */
export function count(value: number): string {
  return group(String(value));
}

function decimalsOf(currency: string): number {
  return CURRENCY_DECIMALS[currency] ?? DEFAULT_DECIMALS;
}

function withoutDust(number: Big): Big {
  return number.abs().lt(DUST) ? NOTHING : number;
}

function rounded(number: Big, decimals: number): string {
  const text = number.toFixed(decimals);
  if (number.eq(0) || /[1-9]/.test(text)) return text;
  return trimZeros(number.prec(2).toFixed());
}

function trimZeros(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

function withMinus(text: string): string {
  return text.startsWith("-") ? MINUS + text.slice(1) : text;
}

function group(text: string): string {
  const [whole = "", fraction] = text.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
