/**
 * Where a chart's marks stand, in pixels. Pure; the picture may be floats, since the figures that it names come as the exact
 * strings that it was made from.
 */
import { cumulative, type DayProfit } from "../figures/days.ts";

export interface ChartPoint {
  readonly day: string;
  readonly x: number;
  readonly realised: string;
  readonly cumulative: string;
  readonly lineY: number;
  readonly barY: number;
  readonly barHeight: number;
}
export interface Tick {
  readonly y: number;
  readonly value: number;
}
export interface Chart {
  readonly points: readonly ChartPoint[];
  readonly barWidth: number;
  readonly lineTicks: readonly Tick[];
  /** Where the line begins: the sum before the first day. */
  readonly lineStart: number;
  readonly barZero: number;
  /** Days whose names stand under the axis. */
  readonly labels: readonly { readonly x: number; readonly day: string }[];
}
export interface ChartSize {
  readonly width: number;
  readonly lineHeight: number;
  readonly barsHeight: number;
  readonly gap: number;
  /** Room at the right for the scale. */
  readonly scaleWidth: number;
}

const MAX_BAR_PX = 22;
const LABEL_EVERY_PX = 92;

/** `startAt` is the sum before the first day. */
export function layOutChart(days: readonly DayProfit[], startAt: string, size: ChartSize): Chart {
  const plot = Math.max(1, size.width - size.scaleWidth);
  const step = plot / Math.max(1, days.length);
  const sums = cumulative(days, startAt);
  const line = scaleOf([0, Number(startAt), ...sums.map(Number)], 0, size.lineHeight);
  const barsTop = size.lineHeight + size.gap;
  const bars = scaleOf([0, ...days.map((day) => Number(day.realised))], barsTop, size.barsHeight);
  const barZero = bars.y(0);
  const points = days.map((day, index): ChartPoint => {
    const y = bars.y(Number(day.realised));
    return {
      day: day.day,
      x: step * (index + 0.5),
      realised: day.realised,
      cumulative: sums[index] ?? "0",
      lineY: line.y(Number(sums[index])),
      barY: Math.min(y, barZero),
      barHeight: Math.max(1, Math.abs(y - barZero)),
    };
  });
  const every = Math.max(1, Math.ceil(LABEL_EVERY_PX / step));
  return {
    points,
    barWidth: Math.max(1, Math.min(MAX_BAR_PX, step * 0.66)),
    lineTicks: ticksOf(line.low, line.high).map((value) => ({ value, y: line.y(value) })),
    lineStart: line.y(Number(startAt)),
    barZero,
    labels: points.filter((_, index) => index % every === Math.floor(every / 2)).map(({ x, day }) => ({ x, day })),
  };
}

/** Round values that cut a range into about four: steps of 1, 2 or 5 times a power of ten. */
export function ticksOf(low: number, high: number): readonly number[] {
  if (!(high > low)) return [low];
  const raw = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((times) => times * power).find((candidate) => candidate >= raw) ?? raw;
  const first = Math.ceil(low / step);
  const last = Math.floor(high / step);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

function scaleOf(
  values: readonly number[],
  top: number,
  height: number,
): { low: number; high: number; y: (value: number) => number } {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const span = high - low || 1;
  const inset = 4;
  return { low, high, y: (value) => top + inset + ((high - value) / span) * (height - 2 * inset) };
}
