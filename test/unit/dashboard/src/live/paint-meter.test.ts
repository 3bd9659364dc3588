/** The badge's figures and the chart's geometry. */
import { expect, test } from "vitest";
import { PaintMeter, WINDOW_MS } from "../../../../../dashboard/src/live/paint-meter.ts";
import { event } from "../../../../support/shown-events.ts";

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
