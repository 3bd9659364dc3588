/**
 * The rhythm: which scene comes when. A beat plays one step, what is due of earlier scenes before a new one; at the
 * close of a candle several come at once. `nextMessage` is the whole simulator: no clock, no network, no chance of its
 * own.
 */
import { liveOn } from "./bot-life.ts";
import { climateOf } from "./climate.ts";
import { CANDLE_MS, type Course, dayOf, type FollowUp, type Message, presentMs, type Scene } from "./course.ts";
import { moveMarket } from "./market.ts";
import { nextBetween } from "./random.ts";
import { playFollowUp, playScene } from "./scenes.ts";
import { playStop } from "./stops.ts";

interface Rhythm {
  readonly round: readonly Scene[];
  /** Between beats. */
  readonly gapMs: readonly [number, number];
  /** In other rounds the strategy has a word instead. */
  readonly roundsPerRestart: number;
}

/** In the lively time a round is over in less than half a minute, so that a newcomer has soon seen everything. */
const ROUND: readonly Scene[] = ["open", "stop", "increase", "cancel", "partial", "restart", "close", "open", "close"];
const LIVELY: Rhythm = { round: ROUND, gapMs: [650, 1_200], roundsPerRestart: 1 };
/** A person's pace. */
const QUIET: Rhythm = { round: ROUND, gapMs: [2_000, 5_000], roundsPerRestart: 3 };
/** Half a day or more of real time. */
const HISTORY_ROUND: readonly Scene[] = [
  ...(["open", "close", "increase", "open", "close", "open", "stop"] as const),
  ...(["partial", "close", "open", "close", "cancel", "restart"] as const),
];
const HISTORY: Rhythm = { round: HISTORY_ROUND, gapMs: [25_000, 90_000], roundsPerRestart: 8 };
/** How busy a day of the history is; 1 is usual. */
const PACE = [0.6, 1.7] as const;
const BURST: readonly Scene[] = ["close", "open", "close", "open", "open", "chat"];
const BURST_GAP_MS = [60, 220] as const;
/** From the start to the first event of the live time. */
const FIRST_GAP_MS = 400;
/** Signs of life are looked at so often. */
const PULSE_MS = 500;

/** Plays on until there is a message, and hands it out; `course` is changed by it. */
export function nextMessage(course: Course): Message {
  for (;;) {
    const next = course.outbox[0];
    // What is played until then may come before it.
    if (next !== undefined && next.atMs <= presentMs(course)) return course.outbox.shift()!;
    playOn(course);
    course.outbox.sort((a, b) => a.atMs - b.atMs);
  }
}

function playOn(course: Course): void {
  if (course.nowMs < course.liveFromMs) return playHistory(course);
  passTime(course, Math.min(course.nextBeatMs, course.nextCandleMs, course.nowMs + PULSE_MS));
  liveOn(course);
  if (course.nowMs === course.nextCandleMs) playBurst(course);
  else if (course.nowMs === course.nextBeatMs) playBeat(course);
}

/** What comes of earlier scenes comes at its time here, as nobody has to follow it. */
function playHistory(course: Course): void {
  const due = nextFollowUp(course);
  const dueMs = due === undefined ? Infinity : Math.max(course.nowMs, due.dueMs);
  passTime(course, Math.min(dueMs, course.nextBeatMs, course.liveFromMs));
  if (course.nowMs === course.liveFromMs) course.nextBeatMs = course.nowMs + FIRST_GAP_MS;
  else if (due !== undefined && course.nowMs === dueMs) takeFollowUp(course, due);
  else {
    beginDay(course);
    course.nextBeatMs = course.nowMs + nextGapMs(course) / course.pace;
    if (!playStop(course)) playNextScene(course);
  }
}

function beginDay(course: Course): void {
  const day = Math.floor(dayOf(course));
  if (day === course.day) return;
  course.day = day;
  course.pace = nextBetween(course.random, ...PACE);
}

function passTime(course: Course, toMs: number): void {
  course.nowMs = toMs;
  moveMarket(course.market, course.random, course.nowMs, climateOf(course).tide);
}

/** The earliest that can be played: a bot that is down comes back, and does nothing else. */
function nextFollowUp(course: Course): FollowUp | undefined {
  return course.followUps
    .filter(({ kind, bot }) => kind === "bot back" || course.bots[bot]!.up)
    .sort((a, b) => a.dueMs - b.dueMs)
    .at(0);
}

function takeFollowUp(course: Course, followUp: FollowUp): void {
  course.followUps = course.followUps.filter((other) => other !== followUp);
  playFollowUp(course, followUp);
}

function playBeat(course: Course): void {
  course.nextBeatMs = course.nowMs + nextGapMs(course);
  const next = nextFollowUp(course);
  if (next !== undefined && next.dueMs <= course.nowMs) takeFollowUp(course, next);
  else if (!playStop(course)) playNextScene(course);
}

/** What is still owed comes first; a scene that finds nobody is owed, and the one after it takes its turn. */
function playNextScene(course: Course): void {
  const owed = course.owed.find((scene) => playScene(course, scene));
  if (owed !== undefined) {
    course.owed = course.owed.filter((scene) => scene !== owed);
    return;
  }
  for (let tries = 0; tries < rhythmOf(course).round.length; tries++) {
    const scene = takeScene(course);
    if (playScene(course, scene)) return;
    if (!course.owed.includes(scene)) course.owed.push(scene);
  }
}

/** Strategies see the closed candle in the same moment, on all bots. */
function playBurst(course: Course): void {
  for (const scene of BURST) {
    [scene, ...BURST].some((choice) => playScene(course, choice));
    passTime(course, course.nowMs + nextBetween(course.random, ...BURST_GAP_MS));
  }
  course.nextCandleMs += CANDLE_MS;
  course.nextBeatMs = Math.max(course.nextBeatMs, course.nowMs + nextGapMs(course));
}

/** The next scene of the round. */
function takeScene(course: Course): Scene {
  const { round, roundsPerRestart } = rhythmOf(course);
  const scene = round[course.scenes % round.length]!;
  const rounds = Math.floor(course.scenes / round.length);
  course.scenes += 1;
  return scene === "restart" && rounds % roundsPerRestart !== 0 ? "chat" : scene;
}

function nextGapMs(course: Course): number {
  return nextBetween(course.random, ...rhythmOf(course).gapMs);
}

function rhythmOf({ nowMs, liveFromMs, livelyUntilMs }: Course): Rhythm {
  if (nowMs < liveFromMs) return HISTORY;
  return nowMs < livelyUntilMs ? LIVELY : QUIET;
}
