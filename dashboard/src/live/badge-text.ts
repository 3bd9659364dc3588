/** The latency badge as one line; what each part is stands in the panel that it opens. */
import type { LatencyStats } from "fillcast";
import { distributionOf, MIN_SAMPLES, type PaintSample } from "./paint-meter.ts";

/** "edge → screen p50 12 · p95 31 ms (n 240, 15 min) · round trip 18 ms · FRA"; parts that are not known are left out. */
export function badgeText(samples: readonly PaintSample[], stats: LatencyStats): string {
  const parts = [screenText(samples)];
  if (stats.botToEdge.p50 !== null) parts.push(`bot → edge ${wholeMs(stats.botToEdge.p50)} ms`);
  if (stats.roundTrip.p50 !== null) parts.push(`round trip ${wholeMs(stats.roundTrip.p50)} ms`);
  if (stats.colo !== null) parts.push(stats.colo);
  return parts.join(" · ");
}

/** What fits on a phone: "edge → screen 12 ms · FRA". */
export function shortBadgeText(samples: readonly PaintSample[], stats: LatencyStats): string {
  const shape = distributionOf(samples.map((sample) => sample.ms));
  const figure =
    shape === null || shape.n < MIN_SAMPLES ? `measuring (n ${shape?.n ?? 0})` : `${wholeMs(shape.p50)} ms`;
  return [`edge → screen ${figure}`, ...(stats.colo === null ? [] : [stats.colo])].join(" · ");
}

function screenText(samples: readonly PaintSample[]): string {
  const shape = distributionOf(samples.map((sample) => sample.ms));
  if (shape === null || shape.n < MIN_SAMPLES) return `edge → screen measuring (n ${shape?.n ?? 0})`;
  return `edge → screen p50 ${wholeMs(shape.p50)} · p95 ${wholeMs(shape.p95)} ms (n ${shape.n}, 15 min)`;
}

/** Under 10 ms one decimal tells more than a rounded digit; what no clock here can tell apart is "<1". */
export function wholeMs(ms: number): string {
  if (ms < 0.5) return "<1";
  return ms < 9.95 ? ms.toFixed(1).replace(/\.0$/, "") : String(Math.round(ms));
}
