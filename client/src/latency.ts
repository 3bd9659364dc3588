/**
 * Latency as measured: the clock offset to the server from the best of the recent samples, and three running figures over live
 * events and heartbeats. A figure that would rest on a clock nobody has compared is left out, never guessed.
 */
import type { EventLatency, LatencyFigure, LatencyStats } from "./api.ts";
import type { TradeEvent } from "./trade-event.ts";

const WINDOW_MS = 15 * 60_000;
const WINDOW_SAMPLES = 1_000;
const CLOCK_SAMPLES = 8;
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

/** Its samples in the window, newest last. */
interface Series {
  samples: { readonly at: number; readonly ms: number }[];
}

/** A meter without samples. */
export function createMeter(): Meter {
  const edge: Series = { samples: [] };
  const bot: Series = { samples: [] };
  const trip: Series = { samples: [] };
  const taken = new WeakMap<TradeEvent, EventLatency>();
  let clocks: { readonly roundTrip: number; readonly offset: number }[] = [];
  let best: (typeof clocks)[0] | undefined;
  let colo: string | null = null;
  let stats: LatencyStats | null = null;

  const add = (series: Series, ms: number | null, at: number): void => {
    if (ms === null) return;
    series.samples = [...series.samples.slice(1 - WINDOW_SAMPLES), { at, ms }];
    stats = null;
  };
  const figure = (series: Series, now: number): LatencyFigure => {
    series.samples = series.samples.filter(({ at }) => now - at < WINDOW_MS);
    const sorted = series.samples.map(({ ms }) => ms).sort((a, b) => a - b);
    const percentile = (share: number): number | null => sorted[Math.ceil(sorted.length * share) - 1] ?? null;
    return {
      count: sorted.length,
      last: series.samples.at(-1)?.ms ?? null,
      p50: percentile(0.5),
      p95: percentile(0.95),
    };
  };
  return {
    answer(now, sent, server) {
      const roundTrip = now - sent;
      if (server === undefined) return add(trip, roundTrip, now);
      const clock = { roundTrip, offset: server - (sent + now) / 2 };
      // Two samples that cannot both be true: the machine slept or a clock was set. The newer one holds.
      if (best && Math.abs(best.offset - clock.offset) > (best.roundTrip + roundTrip) / 2 + CLOCK_SLACK_MS) clocks = [];
      clocks = [...clocks.slice(1 - CLOCK_SAMPLES), clock];
      [best] = [...clocks].sort((a, b) => a.roundTrip - b.roundTrip);
      stats = null;
    },
    arrived(events, now) {
      for (const event of events) {
        const { edge: { at, colo: where } = {}, ts } = event;
        const slack = best ? best.roundTrip / 2 + CLOCK_SLACK_MS : 0;
        const edgeToHere = at && best ? plausible(now + best.offset - at, slack) : null;
        const botToEdge = at && ts ? plausible(at - ts, 0) : null;
        add(edge, edgeToHere, now);
        add(bot, botToEdge, now);
        colo = where ?? colo;
        taken.set(event, { edgeToHere, botToEdge });
      }
    },
    of: (event) => taken.get(event) ?? null,
    stats: (now) =>
      (stats ??= {
        edgeToHere: figure(edge, now),
        botToEdge: figure(bot, now),
        roundTrip: figure(trip, now),
        clockOffset: best?.offset ?? null,
        uncertainty: best ? best.roundTrip / 2 : null,
        colo,
      }),
  };
}

/** A duration, or null where it cannot be one; slightly below zero it is zero. */
function plausible(ms: number, slackMs: number): number | null {
  return ms < -slackMs || ms > PLAUSIBLE_MS ? null : Math.max(0, ms);
}
