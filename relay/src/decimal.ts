/**
 * Sums of money, exact: decimals as text in, decimals as text out, over whole numbers of the smallest unit. Two operations need
 * no library.
 */
import { parseDecimal, type Decimal } from "@fillcast/protocol";

/** Null where one of them is no decimal. */
export function add(a: unknown, b: unknown): Decimal | null {
  const left = toUnits(a);
  const right = toUnits(b);
  if (left === null || right === null) return null;
  const places = Math.max(left.places, right.places);
  const sum = scale(left, places) + scale(right, places);
  const digits = (sum < 0n ? -sum : sum).toString().padStart(places + 1, "0");
  const whole = digits.slice(0, digits.length - places);
  const text = places === 0 ? whole : `${whole}.${digits.slice(-places)}`;
  return parseDecimal(sum < 0n ? `-${text}` : text);
}

export function subtract(a: unknown, b: unknown): Decimal | null {
  const negated = parseDecimal(b);
  if (negated === null) return null;
  return add(a, negated.startsWith("-") ? negated.slice(1) : `-${negated}`);
}

interface Units {
  readonly units: bigint;
  readonly places: number;
}

function toUnits(value: unknown): Units | null {
  const text = parseDecimal(value);
  if (text === null) return null;
  const [whole = "", fraction = ""] = text.split(".");
  return { units: BigInt(`${whole}${fraction}`), places: fraction.length };
}

function scale({ units, places }: Units, to: number): bigint {
  return units * 10n ** BigInt(to - places);
}
