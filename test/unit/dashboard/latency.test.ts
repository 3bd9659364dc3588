/** The badge's figures and the chart's geometry. */
import { expect, test } from "vitest";
import type { LatencyStats } from "fillcast";
import { distributionOf, MIN_SAMPLES, PaintMeter, WINDOW_MS } from "../../../dashboard/src/live/paint-meter.ts";
import { layOutChart, ticksOf } from "../../../dashboard/src/profit/chart-geometry.ts";
import { badgeText, shortBadgeText, wholeMs } from "../../../dashboard/src/shell/badge-text.ts";
import { event } from "./fixtures.ts";

const NONE = { count: 0, last: null, p50: null, p95: null };
const stats: LatencyStats = {
  edgeToHere: NONE,
  botToEdge: NONE,
  roundTrip: { count: 9, last: 18, p50: 18.4, p95: 30 },
  clockOffset: 0,
  uncertainty: 9,
  colo: "FRA",
};
/** Kept by the room in the same moment. */
const received = (at: number) => event("entry", {}, { at, edge: { at } });

test("a sample runs from the edge to the paint, with the clocks' difference taken out", () => {
  const meter = new PaintMeter();
  meter.painted([received(1_000), event("entry")], 1_050, -20);
  meter.painted([received(2_000)], 1_990, 0);
  expect(meter.samples.map(({ ms }) => ms)).toEqual([30, 0]);
});

test("an event that was imported is no sample, one that was retried for a while is", () => {
  const meter = new PaintMeter();
  const edge = { at: 100_000 };
  meter.painted([event("entry", {}, { at: 39_999, edge }), event("entry", {}, { at: 40_000, edge })], 100_025, 0);
  expect(meter.samples.map(({ ms }) => ms)).toEqual([25]);
});

test("samples older than the window go, and at most a thousand stay", () => {
  const meter = new PaintMeter();
  meter.painted([received(0)], 10, 0);
  meter.painted(
    Array.from({ length: 1_200 }, () => received(WINDOW_MS)),
    WINDOW_MS + 20,
    0,
  );
  expect(meter.samples).toHaveLength(1_000);
  expect(meter.samples.every(({ ms }) => ms === 20)).toBe(true);
});

test("under twenty samples the badge says that it measures", () => {
  const samples = Array.from({ length: MIN_SAMPLES - 1 }, () => ({ at: 0, ms: 12 }));
  expect(badgeText(samples, stats)).toBe("edge → screen measuring (n 19) · round trip 18 ms · FRA");
  expect(badgeText([...samples, { at: 0, ms: 31 }], stats)).toBe(
    "edge → screen p50 12 · p95 12 ms (n 20, 15 min) · round trip 18 ms · FRA",
  );
  expect(shortBadgeText([...samples, { at: 0, ms: 31 }], { ...stats, colo: null })).toBe("edge → screen 12 ms");
});

test("percentiles are by the nearest rank", () => {
  const values = Array.from({ length: 100 }, (_, index) => index + 1);
  expect(distributionOf(values)).toEqual({ n: 100, p50: 50, p95: 95 });
  expect(distributionOf([])).toBeNull();
  expect([wholeMs(0.2), wholeMs(2.71), wholeMs(3), wholeMs(31.6)]).toEqual(["<1", "2.7", "3", "32"]);
});

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
