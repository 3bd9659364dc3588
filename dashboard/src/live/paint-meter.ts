/**
 * How long an event takes from the edge to the painted screen. Counts live events of a visible tab only, and none that were
 * imported; the difference of the two clocks is taken out with the client's estimate. Keeps the last fifteen minutes, at most
 * a thousand samples.
 */
import { clientNow } from "../browser/now.ts";
import type { TradeEvent } from "fillcast";
import { Watched } from "../browser/watched.ts";
import { isImported } from "./imported.ts";

export interface PaintSample {
  /** When it was painted, this device's clock, ms since 1970. */
  readonly at: number;
  /** Edge to screen, ms; never under 0. */
  readonly ms: number;
}
export interface Distribution {
  readonly n: number;
  readonly p50: number;
  readonly p95: number;
}

export const WINDOW_MS = 15 * 60_000;
export const MIN_SAMPLES = 20;
const MAX_SAMPLES = 1_000;

/** An external store for `useSyncExternalStore`. */
export class PaintMeter extends Watched {
  samples: readonly PaintSample[] = [];

  /** `offsetMs` is the server's clock less this device's. Imported events, and those that carry no edge instant, are left out. */
  painted(events: readonly TradeEvent[], paintedAt: number, offsetMs: number): void {
    const fresh = events.flatMap((event): PaintSample[] =>
      event.edge === undefined || isImported(event)
        ? []
        : [{ at: paintedAt, ms: Math.max(0, paintedAt + offsetMs - event.edge.at) }],
    );
    if (fresh.length === 0) return;
    this.samples = [...this.samples.filter((sample) => sample.at > paintedAt - WINDOW_MS), ...fresh].slice(
      -MAX_SAMPLES,
    );
    this.changed();
  }

  readonly getSamples = (): readonly PaintSample[] => this.samples;
}

/** Percentiles by the nearest rank, or null without samples. */
export function distributionOf(values: readonly number[]): Distribution | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const rank = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { n: sorted.length, p50: rank(0.5), p95: rank(0.95) };
}

/**
 * Calls back when the frame that is being made has been painted, with that instant; never in a hidden tab. To be called inside
 * a frame's callback: a message posted there is handled right after that frame's paint.
 */
export function afterPaint(callback: (paintedAt: number) => void): void {
  if (document.visibilityState !== "visible") return;
  const channel = new MessageChannel();
  const onMessage = (): void => {
    channel.port1.close();
    if (document.visibilityState === "visible") callback(clientNow());
  };
  channel.port1.addEventListener("message", onMessage, { once: true });
  channel.port1.start();
  channel.port2.postMessage(null);
}
