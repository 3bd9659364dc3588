/**
 * A client of the feed in this process: the real library behind the faulty network, and what it has shown.
 */
import { setTimeout as delay } from "node:timers/promises";
import { connect, type FeedState, type Filter, type Position, type TradeEvent } from "fillcast";
import { toSeen, type Seen } from "./shown.ts";

export interface ReaderFigures {
  readonly reconnects: number;
  readonly resets: number;
  readonly replayed: number;
  readonly latencyP50Ms: number | null;
  readonly latencyP95Ms: number | null;
}

/** A reader of the run, wherever it runs. */
export interface Reader {
  readonly name: string;
  readonly filter: Filter;
  /** In the order in which they were shown. */
  shown(): readonly Seen[];
  /** What it has had; null before it knows. */
  position(): Position | null;
  /** True where it hears of everything as it happens, as far as it knows. */
  isLive(): boolean;
  /** The state that it keeps, where it keeps one. */
  state(): FeedState | null;
  /** Why it will never catch up, or null. */
  failure(): string | null;
  figures(): ReaderFigures;
  close(): void | Promise<void>;
}

export interface ReaderPlan {
  readonly name: string;
  readonly url: string;
  readonly feed: string;
  readonly token: string | (() => Promise<string>);
  readonly start: Position;
  readonly filter?: Filter;
  readonly state?: boolean;
  /** How long its handler takes for an event, ms. */
  readonly slowMs?: (event: TradeEvent) => number;
}

/** Connects from `start` on. */
export function startReader({ name, slowMs, filter = {}, ...plan }: ReaderPlan): Reader {
  const shown: Seen[] = [];
  const faults: string[] = [];
  let attempts = 0;
  let resets = 0;
  let replayed = 0;
  const feed = connect({ ...plan, filter });
  feed.on("event", async (event) => {
    const ms = slowMs?.(event) ?? 0;
    if (ms > 0) await delay(ms);
    shown.push(toSeen(event));
  });
  feed.on("events", ({ events, replay }) => {
    if (replay) replayed += events.length;
  });
  feed.on("reset", ({ reason, filled }) => {
    resets++;
    if (!filled) faults.push(`it was reset (${reason}) and has lost events`);
  });
  feed.on("status", (status) => {
    if (status.phase === "connecting") attempts++;
    if (status.phase === "failed") faults.push(`it has failed: ${status.error.code}, ${status.error.message}`);
  });
  return {
    name,
    filter,
    shown: () => shown,
    position: () => feed.position,
    isLive: () => feed.status.phase === "live",
    state: () => feed.state,
    failure: () => faults[0] ?? null,
    figures: () => {
      const { p50, p95 } = feed.latency().edgeToHere;
      return { reconnects: Math.max(0, attempts - 1), resets, replayed, latencyP50Ms: p50, latencyP95Ms: p95 };
    },
    close: feed.close,
  };
}
