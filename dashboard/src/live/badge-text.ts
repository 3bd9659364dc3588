/** The latency badge as one line; what each part is stands in the panel that it opens. */
import type { LatencyStats } from "fillcast";
import { distributionOf, MIN_SAMPLES, type PaintSample } from "./paint-meter.ts";

/** "edge → screen p50 12 · p95 31 ms (n 240, 15 min) · round trip 18 ms · FRA"; what is not measured yet is left out, and null is nothing measured. */
export function badgeText(samples: readonly PaintSample[], stats: LatencyStats): string | null {
  const shape = measured(samples);
  const parts =
    shape === null
      ? []
      : [`edge → screen p50 ${wholeMs(shape.p50)} · p95 ${wholeMs(shape.p95)} ms (n ${shape.n}, 15 min)`];
  if (stats.botToEdge.p50 !== null) parts.push(`bot → edge ${wholeMs(stats.botToEdge.p50)} ms`);
  if (stats.roundTrip.p50 !== null) parts.push(`round trip ${wholeMs(stats.roundTrip.p50)} ms`);
  return withPlace(parts, stats);
}

/** What fits on a phone: "edge → screen 12 ms · FRA". Until that is measured, the round trip. */
export function shortBadgeText(samples: readonly PaintSample[], stats: LatencyStats): string | null {
  const shape = measured(samples);
  const trip = stats.roundTrip.p50;
  if (shape !== null) return withPlace([`edge → screen ${wholeMs(shape.p50)} ms`], stats);
  return withPlace(trip === null ? [] : [`round trip ${wholeMs(trip)} ms`], stats);
}

/** Null under the number of samples from which percentiles say something. */
function measured(samples: readonly PaintSample[]): ReturnType<typeof distributionOf> {
  const shape = distributionOf(samples.map((sample) => sample.ms));
  return shape === null || shape.n < MIN_SAMPLES ? null : shape;
}

/** Null where nothing is measured: a place alone is no latency. */
function withPlace(parts: readonly string[], { colo }: LatencyStats): string | null {
  return parts.length === 0 ? null : [...parts, ...(colo === null ? [] : [colo])].join(" · ");
}

/** Under 10 ms one decimal tells more than a rounded digit; what no clock here can tell apart is "<1". */
export function wholeMs(ms: number): string {
  if (ms < 0.5) return "<1";
  return ms < 9.95 ? ms.toFixed(1).replace(/\.0$/, "") : String(Math.round(ms));
}
