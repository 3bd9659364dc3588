/**
 * Numbers and times of a link's page as text. They are the same for all who look: decimal points, and UTC until the page's own
 * script puts in the reader's zone.
 */
import { Big } from "big.js";

const MINUS = "−";
const PERCENT_DECIMALS = 2;
/** Of a currency that has no other. */
const MONEY_DECIMALS = 2;
const CURRENCY_DECIMALS: ReadonlyMap<string, number> = new Map([
  ["BTC", 6],
  ["ETH", 5],
  ["BNB", 4],
  ["SOL", 4],
]);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A ratio in percent with its sign: `0.0125` is +1.25%. */
export function percent(ratio: string): string {
  return signed(new Big(ratio).times(100), PERCENT_DECIMALS, "%");
}

/** The same without a sign. */
export function plainPercent(ratio: string): string {
  return `${group(new Big(ratio).times(100).toFixed(PERCENT_DECIMALS))}%`;
}

/** A share of a whole: 62.5%; null of nothing. */
export function shareOf(part: number, whole: number): string | null {
  return whole === 0 ? null : `${((100 * part) / whole).toFixed(1)}%`;
}

/** A profit with its sign and currency: +84.12 USDT. */
export function money(amount: string, currency: string): string {
  return signed(new Big(amount), CURRENCY_DECIMALS.get(currency) ?? MONEY_DECIMALS, ` ${currency}`);
}

/** An amount without a sign. */
export function plainMoney(amount: string, currency: string): string {
  const decimals = CURRENCY_DECIMALS.get(currency) ?? MONEY_DECIMALS;
  return `${group(new Big(amount).toFixed(decimals))} ${currency}`;
}

export function count(value: number): string {
  return group(String(value));
}

/** The two largest units: `2d 4h`, `35m`. */
export function duration(ms: number): string {
  if (ms < MINUTE_MS) return "under 1m";
  const [days, hours, minutes] = [
    Math.floor(ms / DAY_MS),
    Math.floor((ms % DAY_MS) / HOUR_MS),
    Math.floor((ms % HOUR_MS) / MINUTE_MS),
  ];
  const units = [
    [days, "d"],
    [hours, "h"],
    [minutes, "m"],
  ] as const;
  const first = units.findIndex(([value]) => value > 0);
  return units
    .slice(first, first + 2)
    .filter(([value]) => value > 0)
    .map(([value, unit]) => `${value}${unit}`)
    .join(" ");
}

/** A delay in whole words. */
export function delayWords(seconds: number): string {
  const units = [
    [24 * 60 * 60, "day"],
    [60 * 60, "hour"],
    [60, "minute"],
    [1, "second"],
  ] as const;
  const [size, unit] = units.find(([size]) => seconds % size === 0) ?? units[3];
  const value = seconds / size;
  return `${value} ${unit}${value === 1 ? "" : "s"}`;
}

/** `2026-11-30 14:05 UTC` */
export function utc(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** Above, at or below zero. */
export function toneOf(value: string | null): "gain" | "loss" | "" {
  const sign = Math.sign(Number(value ?? 0));
  return sign > 0 ? "gain" : sign < 0 ? "loss" : "";
}

function signed(value: Big, decimals: number, unit: string): string {
  const text = value.abs().toFixed(decimals);
  // What is rounded to nothing has no sign.
  const sign = /^[0.]+$/.test(text) ? "" : value.lt(0) ? MINUS : "+";
  return `${sign}${group(text)}${unit}`;
}

/** Thousands apart. */
function group(text: string): string {
  const [whole = "", fraction] = text.split(".");
  const parts: string[] = [];
  for (let end = whole.length; end > 0; end -= 3) parts.unshift(whole.slice(Math.max(0, end - 3), end));
  const grouped = parts.join(",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
