import { expect, test } from "vitest";
import { layOutChart, ticksOf } from "../../../../../dashboard/src/profit/chart-geometry.ts";

test("a chart's scale has round steps that stay inside the values", () => {
  expect(ticksOf(-110, 70)).toEqual([-100, -50, 0, 50]);
  expect(ticksOf(0, 0.037)).toEqual([0, 0.01, 0.02, 0.03]);
  expect(ticksOf(5, 5)).toEqual([5]);
});

test("the line begins at the sum before the first day and ends at the last sum", () => {
  const days = [
    { day: "2024-10-23", realised: "5", closed: 1, wins: 1 },
    { day: "2024-10-24", realised: "-2.5", closed: 1, wins: 0 },
  ];
  const chart = layOutChart(days, "10", { width: 300, lineHeight: 100, barsHeight: 40, gap: 10, scaleWidth: 50 });
  expect(chart.points.map(({ cumulative }) => cumulative)).toEqual(["15", "12.5"]);
  const [first, second] = chart.points;
  expect(first!.lineY).toBeLessThan(chart.lineStart);
  expect(second!.lineY).toBeGreaterThan(first!.lineY);
  expect(first!.barY + first!.barHeight).toBeCloseTo(chart.barZero);
  expect(second!.barY).toBeCloseTo(chart.barZero);
  for (const point of chart.points) expect(point.x).toBeLessThanOrEqual(250);
});

test("a chart of days without profit divides by nothing", () => {
  const days = [{ day: "2024-10-24", realised: "0", closed: 0, wins: 0 }];
  const chart = layOutChart(days, "0", { width: 300, lineHeight: 100, barsHeight: 40, gap: 10, scaleWidth: 50 });
  for (const point of chart.points) expect(Number.isFinite(point.lineY) && Number.isFinite(point.barY)).toBe(true);
});
