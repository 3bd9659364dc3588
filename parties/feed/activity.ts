/**
 * What the room has done since it woke: counts, the rate of the last minutes, and how long events took from the edge. For the
 * inspection only; nothing here is kept.
 */
import type { FeedEvent } from "@fillcast/protocol";
import type { Dedupe } from "./log/dedupe.ts";
import type { Percentiles } from "./inspected.ts";

const SAMPLES = 512;
const RATE_MINUTES = 5;

export class Activity {
  readonly wokeAt: number;
  appends = 0;
  events = 0;
  duplicates = 0;
  conflicts = 0;
  heartbeats = 0;
  /** Edge to room, of stored events. */
  readonly #edgeToRoomMs: number[] = [];
  /** Events by minute since 1970, the last few. */
  readonly #byMinute = new Map<number, number>();

  constructor(nowMs: number) {
    this.wokeAt = nowMs;
  }

  /** What became of the drafts of one append. */
  noteDecision(decision: Dedupe): void {
    if (decision.kind === "conflict") {
      this.conflicts++;
      return;
    }
    const { verdicts, accepted } = decision;
    const conflicts = verdicts.filter((verdict) => verdict.kind === "conflict").length;
    this.conflicts += conflicts;
    this.duplicates += verdicts.length - accepted - conflicts;
  }

  noteStored(events: readonly FeedEvent[], nowMs: number): void {
    this.events += events.length;
    const minute = Math.floor(nowMs / 60_000);
    this.#byMinute.set(minute, (this.#byMinute.get(minute) ?? 0) + events.length);
    for (const old of this.#byMinute.keys()) if (old <= minute - RATE_MINUTES) this.#byMinute.delete(old);
    for (const event of events) {
      if (event.edge === undefined) continue;
      if (this.#edgeToRoomMs.length === SAMPLES) this.#edgeToRoomMs.shift();
      this.#edgeToRoomMs.push(Math.max(0, nowMs - event.edge.at));
    }
  }

  /** Events a minute over the last five. */
  ratePerMinute(nowMs: number): number {
    const minute = Math.floor(nowMs / 60_000);
    let total = 0;
    for (const [at, count] of this.#byMinute) if (at > minute - RATE_MINUTES) total += count;
    return total / RATE_MINUTES;
  }

  get edgeToRoomMs(): Percentiles {
    return toPercentiles(this.#edgeToRoomMs);
  }
}

export function toPercentiles(samples: readonly number[]): Percentiles {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number): number | null =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), max: sorted.at(-1) ?? null };
}
