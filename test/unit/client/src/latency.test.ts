/**
 * Latency figures: what they rest on, and when they keep silent.
 */
import { describe, expect, test } from "vitest";
import type { TradeEvent } from "../../../../client/src/index.ts";
import { createMeter } from "../../../../client/src/latency.ts";

const NOW_MS = 1_700_000_000_000;

function event(edgeAt: number | null, ts?: number): TradeEvent {
  return {
    id: "e",
    seq: 1,
    type: "signal",
    bot: "b",
    source: "api",
    at: 1,
    data: {},
    ...(edgeAt !== null && { edge: { at: edgeAt, colo: "FRA" } }),
    ...(ts !== undefined && { ts }),
  };
}

describe("edge to here", () => {
  test("is unknown until the clocks were compared", () => {
    const meter = createMeter();
    const live = event(NOW_MS - 30);
    meter.arrived([live], NOW_MS);
    expect(meter.of(live)).toEqual({ edgeToHere: null, botToEdge: null });
    expect(meter.stats(NOW_MS).edgeToHere).toEqual({ count: 0, last: null, p50: null, p95: null });
  });

  test("is corrected by the offset of the best sample, halfway through its round trip", () => {
    const meter = createMeter();
    // This clock is 5 s slow: the server's says so in the middle of a round trip of 40 ms.
    meter.answer(NOW_MS + 40, NOW_MS, NOW_MS + 20 + 5_000);
    // A worse sample changes nothing.
    meter.answer(NOW_MS + 1_000, NOW_MS, NOW_MS + 500 + 5_100);
    const live = event(NOW_MS + 5_000 + 100);
    meter.arrived([live], NOW_MS + 112);
    expect(meter.of(live)).toMatchObject({ edgeToHere: 12 });
    expect(meter.stats(NOW_MS)).toMatchObject({ clockOffset: 5_000, uncertainty: 20, colo: "FRA" });
  });

  test("that would be a little negative is zero; far from anything possible it is unknown", () => {
    const meter = createMeter();
    meter.answer(NOW_MS + 10, NOW_MS, NOW_MS + 5);
    const measure = (edgeAt: number): number | null => {
      const live = event(edgeAt);
      meter.arrived([live], NOW_MS);
      return meter.of(live)!.edgeToHere;
    };
    expect(measure(NOW_MS + 15)).toBe(0);
    expect(measure(NOW_MS + 3_600_000)).toBeNull();
    expect(measure(NOW_MS - 3_600_000)).toBeNull();
  });

  test("follows a clock that was set: two samples that cannot both be true, and the newer one holds", () => {
    const meter = createMeter();
    meter.answer(NOW_MS + 2, NOW_MS, NOW_MS + 1);
    meter.answer(NOW_MS + 3_600_500, NOW_MS + 3_600_000, NOW_MS + 250);
    expect(meter.stats(NOW_MS)).toMatchObject({ clockOffset: -3_600_000, uncertainty: 250 });
  });
});

describe("bot to edge", () => {
  test.each([
    [40, 40],
    [0, 0],
    [-1, null],
    [61_000, null],
  ])("of a bot whose clock says %i ms before the edge is %s", (earlyMs, expected) => {
    const meter = createMeter();
    const live = event(NOW_MS, NOW_MS - earlyMs);
    meter.arrived([live], NOW_MS);
    expect(meter.of(live)!.botToEdge).toBe(expected);
  });
});

describe("running figures", () => {
  test("are percentiles over what was measured, the newest included", () => {
    const meter = createMeter();
    for (let ms = 1; ms <= 100; ms++) meter.answer(NOW_MS + ms, NOW_MS);
    expect(meter.stats(NOW_MS + 100).roundTrip).toEqual({ count: 100, last: 100, p50: 50, p95: 95 });
  });

  test("forget after 15 minutes, and hold 1,000 samples at most", () => {
    const meter = createMeter();
    for (let index = 0; index < 1_500; index++) meter.answer(NOW_MS + index + 5, NOW_MS + index);
    expect(meter.stats(NOW_MS + 2_000).roundTrip.count).toBe(1_000);
    meter.answer(NOW_MS + 20 * 60_000 + 7, NOW_MS + 20 * 60_000);
    expect(meter.stats(NOW_MS + 20 * 60_000 + 7).roundTrip).toEqual({ count: 1, last: 7, p50: 7, p95: 7 });
  });

  test("are the same object until something is measured, so that a page does not render for nothing", () => {
    const meter = createMeter();
    meter.answer(NOW_MS + 5, NOW_MS);
    const stats = meter.stats(NOW_MS);
    expect(meter.stats(NOW_MS + 100)).toBe(stats);
    meter.answer(NOW_MS + 205, NOW_MS + 200);
    expect(meter.stats(NOW_MS + 205)).not.toBe(stats);
  });
});
