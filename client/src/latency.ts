/**
 * Measures latency: the clock offset to the server from the best recent samples, and three running figures over live events
 * and heartbeats. If a figure would depend on an unknown clock, it is left out, never guessed.
 */
import type { EventLatency, LatencyFigure, LatencyStats } from "./api.ts";
import type { TradeEvent } from "./trade-event.ts";

const WINDOW_MS = 15 * 60_000;
const WINDOW_SAMPLES = 1_000;
/** About eight samples long the best one counts. */
const CLOCK_KEPT_MS = 8 * 60_000;
/** Clocks drift between samples. */
const CLOCK_SLACK_MS = 20;
/** More than this is no latency: a clock is wrong, or the event is old news. */
const PLAUSIBLE_MS = 60_000;

/** Measures one feed. All instants are the feed's clock, ms. */
export interface Meter {
  /** An answer heard at `now` to what was sent at `sent`, with the server's clock where it has it. */
  readonly answer: (now: number, sent: number, server?: number) => void;
  /** Live events, at the moment that they arrive. */
  readonly arrived: (events: readonly TradeEvent[], now: number) => void;
  readonly of: (event: TradeEvent) => EventLatency | null;
  /** The same object until something changes. */
  readonly stats: (now: number) => LatencyStats;
}

/** A meter without samples. */
export function createMeter(): Meter {
  const taken = new WeakMap<TradeEvent, EventLatency>();
  /** Newest last; each has one of the three or two. */
  const samples: (Partial<EventLatency> & { readonly at: number; readonly roundTrip?: number })[] = [];
  let clock: { readonly at: number; readonly offset: number; readonly uncertainty: number } | null = null;
  let colo: string | null = null;
  let stats: LatencyStats | null = null;

  const add = (sample: (typeof samples)[0]): void => {
    samples.push(sample);
    if (samples.length > WINDOW_SAMPLES) samples.shift();
    stats = null;
  };
  const figure = (name: "edgeToHere" | "botToEdge" | "roundTrip", now: number): LatencyFigure => {
    const values = samples.filter(({ at }) => now - at < WINDOW_MS).flatMap((sample) => sample[name] ?? []);
    const sorted = values.toSorted((a, b) => a - b);
    const percentile = (share: number): number | null => sorted[Math.ceil(sorted.length * share) - 1] ?? null;
    return { count: sorted.length, last: values.at(-1) ?? null, p50: percentile(0.5), p95: percentile(0.95) };
  };
  return {
    answer(now, sent, server) {
      const roundTrip = now - sent;
      if (server === undefined) return add({ at: now, roundTrip });
      const offset = server - (sent + now) / 2;
      const uncertainty = roundTrip / 2;
      if (
        !clock ||
        uncertainty <= clock.uncertainty ||
        now - clock.at > CLOCK_KEPT_MS ||
        // Both cannot be true: the machine slept, or a clock was set. The newer one holds.
        Math.abs(clock.offset - offset) > clock.uncertainty + uncertainty + CLOCK_SLACK_MS
      ) {
        clock = { at: now, offset, uncertainty };
        stats = null;
      }
    },
    arrived(events, now) {
      for (const event of events) {
        const { edge, ts } = event;
        const latency = {
          edgeToHere:
            edge && clock ? plausible(now + clock.offset - edge.at, clock.uncertainty + CLOCK_SLACK_MS) : null,
          botToEdge: edge && ts ? plausible(edge.at - ts, 0) : null,
        };
        colo = edge?.colo ?? colo;
        taken.set(event, latency);
        add({ at: now, ...latency });
      }
    },
    of: (event) => taken.get(event) ?? null,
    stats: (now) =>
      (stats ??= {
        edgeToHere: figure("edgeToHere", now),
        botToEdge: figure("botToEdge", now),
        roundTrip: figure("roundTrip", now),
        clockOffset: clock && clock.offset,
        uncertainty: clock && clock.uncertainty,
        colo,
      }),
  };
}

/** A duration, or null where it cannot be one; slightly below zero it is zero. */
function plausible(ms: number, slackMs: number): number | null {
  return ms >= -slackMs && ms <= PLAUSIBLE_MS ? Math.max(0, ms) : null;
}
