import { expect, test } from "vitest";
import type { LatencyStats } from "fillcast";
import { distributionOf, MIN_SAMPLES } from "../../../../../dashboard/src/live/paint-meter.ts";
import { badgeText, shortBadgeText, wholeMs } from "../../../../../dashboard/src/live/badge-text.ts";

const NONE = { count: 0, last: null, p50: null, p95: null };
const stats: LatencyStats = {
  edgeToHere: NONE,
  botToEdge: NONE,
  roundTrip: { count: 9, last: 18, p50: 18.4, p95: 30 },
  clockOffset: 0,
  uncertainty: 9,
  colo: "FRA",
};

test("a figure stands in the badge only where it is measured: twenty paints, or one round trip", () => {
  expect(badgeText([], { ...stats, roundTrip: NONE })).toBeNull();
  expect(shortBadgeText([], { ...stats, roundTrip: NONE })).toBeNull();
  expect(shortBadgeText([], stats)).toBe("round trip 18 ms · FRA");
  const samples = Array.from({ length: MIN_SAMPLES - 1 }, () => ({ at: 0, ms: 12 }));
  expect(badgeText(samples, stats)).toBe("round trip 18 ms · FRA");
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
