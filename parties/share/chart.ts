/**
 * The chart of a link's page: the running sum of the days' ratios as a line, and each day as a bar, drawn as SVG without a
 * script. What it shows is in words too, for those who do not see it.
 */
import type { SharedDay } from "@fillcast/protocol";
import { percent } from "./words.ts";

/** As many as can be distinguished on a phone. */
const CHART_DAYS = 90;
const WIDTH = 720;
const LINE_HEIGHT = 150;
const BARS_HEIGHT = 50;
const GAP = 12;
const HEIGHT = LINE_HEIGHT + GAP + BARS_HEIGHT;
const DAY_MS = 24 * 60 * 60 * 1_000;

/** The newest days, those between on which nothing closed among them; "" for fewer than two. */
export function chartOf(days: readonly SharedDay[]): string {
  const rows = fillDays(days).slice(-CHART_DAYS);
  if (rows.length < 2) return "";
  let sum = 0;
  const sums = rows.map(({ ratio }) => (sum += ratio));
  const [low, high] = [Math.min(0, ...sums), Math.max(0, ...sums)];
  const x = (index: number): number => (WIDTH * (index + 0.5)) / rows.length;
  const y = (value: number): number => (high === low ? LINE_HEIGHT / 2 : (LINE_HEIGHT * (high - value)) / (high - low));
  const line = sums.map((value, index) => `${index === 0 ? "M" : "L"}${round(x(index))} ${round(y(value))}`).join("");
  const largest = Math.max(...rows.map(({ ratio }) => Math.abs(ratio)), Number.MIN_VALUE);
  const zero = LINE_HEIGHT + GAP + BARS_HEIGHT / 2;
  const width = round(Math.max(1.5, (WIDTH / rows.length) * 0.7));
  const bars = rows.map(({ ratio }, index) => {
    const height = round((Math.abs(ratio) / largest) * (BARS_HEIGHT / 2));
    if (height === 0) return "";
    const top = ratio > 0 ? round(zero - height) : zero;
    return `<rect class="${ratio > 0 ? "gain" : "loss"}" x="${round(x(index) - width / 2)}" y="${top}" width="${width}" height="${height}"/>`;
  });
  const [first, last] = [rows[0]!.day, rows.at(-1)!.day];
  const label = `Running sum of the days' percentages from ${first} to ${last}: ${percent(sum.toFixed(4))}`;
  return `<figure class="chart"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}"><path class="zero" d="M0 ${round(y(0))}H${WIDTH}"/><path class="area ${sum < 0 ? "loss" : "gain"}" d="${line}L${round(x(rows.length - 1))} ${round(y(0))}L${round(x(0))} ${round(y(0))}Z"/><path class="line ${sum < 0 ? "loss" : "gain"}" d="${line}"/>${bars.join("")}</svg><figcaption><span>${first}</span><span>${percent(sum.toFixed(4))}</span><span>${last}</span></figcaption></figure>`;
}

/** The days as numbers, without holes. */
function fillDays(days: readonly SharedDay[]): readonly { readonly day: string; readonly ratio: number }[] {
  const newest = days.slice(-CHART_DAYS);
  if (newest.length === 0) return [];
  const ratios = new Map(newest.map(({ day, ratio }) => [day, Number(ratio)]));
  const lastMs = Date.parse(newest.at(-1)!.day);
  const firstMs = Math.max(Date.parse(newest[0]!.day), lastMs - (CHART_DAYS - 1) * DAY_MS);
  return Array.from({ length: Math.round((lastMs - firstMs) / DAY_MS) + 1 }, (_, index) => {
    const day = new Date(firstMs + index * DAY_MS).toISOString().slice(0, 10);
    return { day, ratio: ratios.get(day) ?? 0 };
  });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
