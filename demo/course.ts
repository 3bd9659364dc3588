/**
 * The state of a demo: everything that the next message depends on, as plain JSON, so that a course can be stored and
 * continued by another process, to the byte. Times inside are simulated ms. In the history a simulated minute is an hour of
 * real time; from the start on it is a minute, and real time is ahead by `offsetMs`, which grows where the demo stood still.
 */
import type { BooksChange } from "./books.ts";
import { createMarket, type Market } from "./market.ts";
import type { Body } from "./messages.ts";
import { createRandom, nextInteger, type RandomState } from "./random.ts";
import { BOTS } from "./roster.ts";
import type { Trade } from "./trade.ts";

/** A message of a bot. */
export interface Message {
  /** When it is due, real ms since 1970. */
  readonly atMs: number;
  readonly bot: string;
  readonly body: Body;
  /** A sign of life, not an event. */
  readonly heartbeat: boolean;
  /** What its bot's database has from then on; of bots behind a relay, and only where a message changes it. */
  readonly books?: BooksChange;
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
  /** `untilMs` is real time, as the bot says it. */
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
  /** Messages that are written already, the earliest first. */
  outbox: Message[];
  nowMs: number;
  offsetMs: number;
  nextBeatMs: number;
  nextCandleMs: number;
  /** The day of the history that is being posted, from 0, and how busy it is: 1 is usual. */
  day: number;
  pace: number;
  /** Before it lies the history, posted at once; after it real time begins. */
  readonly liveFromMs: number;
  /** Until then the bots are livelier than later, for who opens the page first. */
  livelyUntilMs: number;
  /** How many scenes had their turn. */
  scenes: number;
  /** Scenes that found nobody to play them in their turn. */
  owed: Scene[];
  /** Wins that the closed trades are short of, by the rates that were aimed at. */
  winsOwed: number;
  /** Stops that were hit. */
  stops: number;
}

/** How long the bots have traded when a demo begins. */
const HISTORY_DAYS = 30;
const DAY_MS = 86_400_000;
/** Real time per simulated time in the history: there prices move as on real markets, and trades last as long. */
const HISTORY_SCALE = 60;
const HISTORY_MS = (HISTORY_DAYS * DAY_MS) / HISTORY_SCALE;
export const LIVELY_MS = 150_000;
export const CANDLE_MS = 60_000;
/** An exchange closes a candle, and bots see it a moment later. */
const CANDLE_LAG_MS = 900;
export const HEARTBEAT_MS = 10_000;
const FIRST_HEARTBEAT_MS = 700;
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
      nextHeartbeatMs: startMs + FIRST_HEARTBEAT_MS + 1_300 * index,
      silentAtMs: startMs + FIRST_SILENCE_MS,
    })),
    // Their messages of coming up open the history.
    followUps: BOTS.map((_, bot) => ({ kind: "bot back", dueMs: nowMs + bot * 7_000, bot, tradeId: 0 })),
    outbox: [],
    nowMs,
    offsetMs: 0,
    nextBeatMs: nowMs,
    nextCandleMs: candleAfter(startMs),
    day: 0,
    pace: 1,
    liveFromMs: startMs,
    livelyUntilMs: startMs + LIVELY_MS,
    scenes: 0,
    owed: [],
    winsOwed: 0,
    stops: 0,
  };
}

/**
 * The course after a standstill: it goes on at `realMs` where it stopped, lively again. Bots that send signs of
 * life do so soon, so that they are not missed for longer. History is posted at once in any case.
 */
export function resumeCourse(course: Course, realMs: number): void {
  if (course.nowMs < course.liveFromMs) return;
  course.offsetMs = Math.max(course.offsetMs, realMs - course.nowMs);
  course.livelyUntilMs = course.nowMs + LIVELY_MS;
  for (const bot of course.bots) bot.nextHeartbeatMs = Math.min(bot.nextHeartbeatMs, course.nowMs + FIRST_HEARTBEAT_MS);
}

export function candleAfter(ms: number): number {
  return (Math.floor((ms - CANDLE_LAG_MS) / CANDLE_MS) + 1) * CANDLE_MS + CANDLE_LAG_MS;
}

/** The present as real ms since 1970, fractions included. */
export function presentMs({ nowMs, liveFromMs, offsetMs }: Course): number {
  return nowMs < liveFromMs ? liveFromMs - (liveFromMs - nowMs) * HISTORY_SCALE : nowMs + offsetMs;
}

/** The same in µs, whole. */
export function presentUs(course: Course): number {
  return Math.round(presentMs(course) * 1000);
}

/** Days since the history began, fractions included. */
export function dayOf({ nowMs, liveFromMs }: Course): number {
  return HISTORY_DAYS - ((liveFromMs - nowMs) * HISTORY_SCALE) / DAY_MS;
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

interface Sending {
  /** Real time from now. */
  readonly delayMs?: number;
  readonly books?: BooksChange;
}

/** Writes a message of `bot`. */
export function send(course: Course, bot: number, body: Body, { delayMs = 0, books }: Sending = {}): void {
  const { name, relayed } = BOTS[bot]!;
  const message = { atMs: Math.round(presentMs(course) + delayMs), bot: name, body, heartbeat: false };
  course.outbox.push(books === undefined || relayed === null ? message : { ...message, books });
}

/** Writes a sign of life of `bot`. */
export function sendHeartbeat(course: Course, bot: number, body: Body): void {
  course.outbox.push({ atMs: Math.round(presentMs(course)), bot: BOTS[bot]!.name, body, heartbeat: true });
}
