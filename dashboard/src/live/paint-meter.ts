/**
 * How long an event takes from the edge to the painted screen. Counts live events of a visible tab only, and none that were
 * imported; the difference of the two clocks is taken out with the client's estimate. Keeps the last fifteen minutes, at most
 * a thousand samples.
 */
import { clientNow } from "../browser/now.ts";
import type { TradeEvent } from "fillcast";
import { afterFrame } from "../browser/frame.ts";
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
/** The figures are read by people. */
const SHOW_EVERY_MS = 1_000;

/** An external store for `useSyncExternalStore`, which hears of new samples once a second. */
export class PaintMeter extends Watched {
  #samples: readonly PaintSample[] = [];
  #fresh: PaintSample[] = [];
  #view: readonly PaintSample[] = [];
  #isWaiting = false;
  #lists = 0;

  /** The page shows a list that draws each event at once. */
  get hasList(): boolean {
    return this.#lists > 0;
  }

  /** Such a list has come; the answer ends that. */
  readonly list = (): (() => void) => {
    this.#lists += 1;
    return () => {
      this.#lists -= 1;
    };
  };

  /** `offsetMs` is the server's clock less this device's. Imported events, and those that carry no edge instant, are left out. */
  painted(events: readonly TradeEvent[], paintedAt: number, offsetMs: number): void {
    for (const event of events)
      if (event.edge !== undefined && !isImported(event))
        this.#fresh.push({ at: paintedAt, ms: Math.max(0, paintedAt + offsetMs - event.edge.at) });
    if (this.#fresh.length > MAX_SAMPLES) this.#fresh.splice(0, this.#fresh.length - MAX_SAMPLES);
    if (this.#fresh.length === 0 || this.#isWaiting) return;
    this.#isWaiting = true;
    setTimeout(() => {
      this.#isWaiting = false;
      this.#view = this.samples;
      this.changed();
    }, SHOW_EVERY_MS);
  }

  /** Oldest first. */
  get samples(): readonly PaintSample[] {
    const newest = this.#fresh.at(-1);
    if (newest === undefined) return this.#samples;
    const kept = this.#samples.filter((sample) => sample.at > newest.at - WINDOW_MS);
    this.#samples = kept.concat(this.#fresh).slice(-MAX_SAMPLES);
    this.#fresh = [];
    return this.#samples;
  }

  /** The same samples until the store tells of others. */
  readonly getSamples = (): readonly PaintSample[] => this.#view;
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
 * a frame's callback.
 */
export function afterPaint(callback: (paintedAt: number) => void): void {
  if (document.visibilityState !== "visible") return;
  afterFrame(() => {
    if (document.visibilityState === "visible") callback(clientNow());
  });
}
