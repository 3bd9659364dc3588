/**
 * Exact sums of decimal texts, for many thousands at a time: whole numbers of a unit that is a power of ten. No value is ever a
 * float. Texts are canonical, as the ledger has them (protocol/src/decimal-text.ts).
 */

/** `units` × 10^−`scale`. */
export interface Exact {
  readonly units: bigint;
  readonly scale: number;
}

export const NOTHING: Exact = { units: 0n, scale: 0 };

/** The number of a decimal text; throws for what is none. */
export function toExact(text: string): Exact {
  const point = text.indexOf(".");
  if (point === -1) return { units: BigInt(text), scale: 0 };
  return { units: BigInt(text.slice(0, point) + text.slice(point + 1)), scale: text.length - point - 1 };
}

export function plus(a: Exact, b: Exact): Exact {
  if (a.scale === b.scale) return { units: a.units + b.units, scale: a.scale };
  return a.scale > b.scale
    ? { units: a.units + b.units * ten(a.scale - b.scale), scale: a.scale }
    : { units: a.units * ten(b.scale - a.scale) + b.units, scale: b.scale };
}

export function negative({ units, scale }: Exact): Exact {
  return { units: -units, scale };
}

export function times({ units, scale }: Exact, count: bigint): Exact {
  return { units: units * count, scale };
}

/** How often `step`, which is above zero, fits into a number: the whole number below or at the quotient. */
export function floorDivided(value: Exact, step: Exact): bigint {
  const scale = Math.max(value.scale, step.scale);
  const [a, b] = [value.units * ten(scale - value.scale), step.units * ten(scale - step.scale)];
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}

/** Below zero, zero or above it, as `a` is less than, equal to or greater than `b`. */
export function compareExact(a: Exact, b: Exact): number {
  const { units } = plus(a, negative(b));
  return units < 0n ? -1 : units > 0n ? 1 : 0;
}

/** The canonical text: without exponent and without zeros that say nothing. */
export function toText({ units, scale }: Exact): string {
  if (units === 0n) return "0";
  const sign = units < 0n ? "-" : "";
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, "0");
  let end = digits.length;
  const whole = digits.length - scale;
  while (end > whole && digits[end - 1] === "0") end--;
  return sign + digits.slice(0, whole) + (end > whole ? `.${digits.slice(whole, end)}` : "");
}

const powers: bigint[] = [];

function ten(exponent: number): bigint {
  return (powers[exponent] ??= 10n ** BigInt(exponent));
}
