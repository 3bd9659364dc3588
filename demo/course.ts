/**
 * The state of a demo: everything that the next message depends on, as plain JSON, so that a course can be stored after
 * each message and continued by another process, to the byte. Times inside are simulated ms; `offsetMs` is what real
 * time is ahead of them, and grows where the demo stood still.
 */
import { createMarket, type Market } from "./market.ts";
import type { Body } from "./messages.ts";
import { createRandom, nextInteger, type RandomState } from "./random.ts";
import { type BotProfile, BOTS } from "./roster.ts";
import type { Trade } from "./trade.ts";

/** A message of a bot. */
export interface Message {
  /** When it is due, real ms since 1970. */
  readonly atMs: number;
  readonly bot: string;
  readonly body: Body;
  /** A sign of life, not an event. */
  readonly heartbeat: boolean;
}

/** What an order or a stopped bot leads to, later. */
export interface FollowUp {
  readonly kind:
    | "entry filled"
    | "entry cancelled"
    | "entry replaced"
    | "exit filled"
    | "exit cancelled"
    | "exit retried"
    | "bot back";
  readonly dueMs: number;
  /** Index into BOTS. */
  readonly bot: number;
  /** 0 where it is about the bot. */
  readonly tradeId: number;
}

/** What can happen next, if somebody can play it: scenes.ts. */
export type Scene = "open" | "close" | "stop" | "increase" | "partial" | "cancel" | "restart" | "chat";

export interface BotState {
  up: boolean;
  /** The bot's database gives the next free row id: an id of a deleted trade comes again. */
  nextTradeId: number;
  nextLockId: number;
  trades: Trade[];
  locks: { readonly pairIndex: number | null; readonly untilMs: number }[];
  stoppedAtMs: number;
  nextHeartbeatMs: number;
  /** When a bot that falls silent does so next. */
  silentAtMs: number;
}

export interface Course {
  readonly random: RandomState;
  readonly market: Market;
  readonly bots: BotState[];
  followUps: FollowUp[];
  /** Messages that are written already and come next. */
  outbox: Message[];
  nowMs: number;
  offsetMs: number;
  nextBeatMs: number;
  nextCandleMs: number;
  /** Before it lies the history, told at once; after it real time begins. */
  readonly liveFromMs: number;
  /** Until then the bots are livelier than later, for who opens the page first. */
  livelyUntilMs: number;
  /** How many scenes had their turn. */
  scenes: number;
  /** Scenes that found nobody to play them in their turn. */
  owed: Scene[];
  closed: number;
  won: number;
  /** Stops that were hit. */
  stops: number;
}

/** How long the bots have traded when a demo begins. */
const HISTORY_MS = 60 * 60_000;
export const LIVELY_MS = 150_000;
export const CANDLE_MS = 60_000;
/** An exchange closes a candle, and bots see it a moment later. */
const CANDLE_LAG_MS = 900;
export const HEARTBEAT_MS = 10_000;
/** When the bot that falls silent does so first, after the start. */
const FIRST_SILENCE_MS = 50_000;

/** A new course: the same seed and start (real ms since 1970) give the same messages, to the byte. */
export function createCourse(seed: number, startMs: number): Course {
  const random = createRandom(seed);
  const nowMs = startMs - HISTORY_MS;
  return {
    random,
    market: createMarket(nowMs),
    bots: BOTS.map((_, index) => ({
      up: false,
      nextTradeId: nextInteger(random, 12, 160),
      nextLockId: nextInteger(random, 3, 60),
      trades: [],
      locks: [],
      stoppedAtMs: 0,
      nextHeartbeatMs: startMs + 700 + 1_300 * index,
      silentAtMs: startMs + FIRST_SILENCE_MS,
    })),
    // Their messages of coming up open the history.
    followUps: BOTS.map((_, bot) => ({ kind: "bot back", dueMs: nowMs + bot * 7_000, bot, tradeId: 0 })),
    outbox: [],
    nowMs,
    offsetMs: 0,
    nextBeatMs: nowMs,
    nextCandleMs: candleAfter(startMs),
    liveFromMs: startMs,
    livelyUntilMs: startMs + LIVELY_MS,
    scenes: 0,
    owed: [],
    closed: 0,
    won: 0,
    stops: 0,
  };
}

/** The course after a standstill: it goes on at `realMs` where it stopped, lively again. History is told at once in any case. */
export function resumeCourse(course: Course, realMs: number): void {
  if (course.nowMs < course.liveFromMs) return;
  course.offsetMs = Math.max(course.offsetMs, realMs - course.nowMs);
  course.livelyUntilMs = course.nowMs + LIVELY_MS;
}

export function candleAfter(ms: number): number {
  return (Math.floor((ms - CANDLE_LAG_MS) / CANDLE_MS) + 1) * CANDLE_MS + CANDLE_LAG_MS;
}

/** Real µs since 1970 for a simulated instant in ms, fractions included. */
export function realUs(course: Course, ms: number): number {
  return Math.round((ms + course.offsetMs) * 1000);
}

/** Trades without a waiting order, of bots that are up. */
export function idleTrades(course: Course, fits: (bot: BotProfile) => boolean): { bot: number; trade: Trade }[] {
  return course.bots.flatMap(({ up, trades }, bot) =>
    up && fits(BOTS[bot]!) ? trades.filter((trade) => trade.order === null).map((trade) => ({ bot, trade })) : [],
  );
}

export function openTradeCount(course: Course): number {
  return course.bots.reduce((count, { trades }) => count + trades.length, 0);
}

/** Puts a trade in the place of its older self. */
export function storeTrade(course: Course, bot: number, trade: Trade): void {
  const { trades } = course.bots[bot]!;
  const index = trades.findIndex(({ id }) => id === trade.id);
  if (index < 0) trades.push(trade);
  else trades[index] = trade;
}

export function removeTrade(course: Course, bot: number, tradeId: number): void {
  const state = course.bots[bot]!;
  state.trades = state.trades.filter(({ id }) => id !== tradeId);
}

/** Writes a message of `bot`, `delayMs` from now. */
export function send(course: Course, bot: number, body: Body, delayMs = 0, heartbeat = false): void {
  const atMs = Math.round(course.nowMs + delayMs + course.offsetMs);
  course.outbox.push({ atMs, bot: BOTS[bot]!.name, body, heartbeat });
}
