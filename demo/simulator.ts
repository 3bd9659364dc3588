/**
 * The rhythm: which scene comes when. A beat plays one step, what is due of earlier scenes before a new one; at the
 * close of a candle several come at once. `nextMessage` is the whole simulator: no clock, no network, no chance of its
 * own.
 */
import { liveOn } from "./bot-life.ts";
import { CANDLE_MS, type Course, type Message, type Scene } from "./course.ts";
import { moveMarket } from "./market.ts";
import { nextBetween } from "./random.ts";
import { playFollowUp, playScene } from "./scenes.ts";

/** One round; in the lively time it is over in less than half a minute, so that a newcomer has soon seen everything. */
const ROUND: readonly Scene[] = ["open", "stop", "increase", "cancel", "partial", "restart", "close", "open", "close"];
/** Restarts are interesting once, and a nuisance after. */
const QUIET_ROUNDS_PER_RESTART = 3;
const BURST: readonly Scene[] = ["close", "open", "close", "open", "open", "chat"];

const HISTORY_GAP_MS = [9_000, 24_000] as const;
/** From the start to the first event of the live time. */
const FIRST_GAP_MS = 400;
const LIVELY_GAP_MS = [650, 1_200] as const;
const HUMAN_GAP_MS = [2_000, 5_000] as const;
const BURST_GAP_MS = [60, 220] as const;
/** Signs of life are looked at so often. */
const PULSE_MS = 500;

/** Plays on until there is a message, and hands it out; `course` is changed by it. */
export function nextMessage(course: Course): Message {
  for (;;) {
    const message = course.outbox.shift();
    if (message !== undefined) return message;
    playOn(course);
    course.outbox.sort((a, b) => a.atMs - b.atMs);
  }
}

function playOn(course: Course): void {
  const isLive = course.nowMs >= course.liveFromMs;
  const candleMs = isLive ? course.nextCandleMs : Infinity;
  const pulseMs = isLive ? course.nowMs + PULSE_MS : Infinity;
  course.nowMs = Math.min(course.nextBeatMs, candleMs, pulseMs);
  moveMarket(course.market, course.random, course.nowMs);
  if (course.nowMs >= course.liveFromMs) liveOn(course);
  if (course.nowMs === candleMs) playBurst(course);
  else if (course.nowMs === course.nextBeatMs) playBeat(course);
}

function playBeat(course: Course): void {
  const wasLive = course.nowMs >= course.liveFromMs;
  const nextMs = course.nowMs + nextBetween(course.random, ...gapAt(course));
  course.nextBeatMs = wasLive ? nextMs : Math.min(nextMs, course.liveFromMs + FIRST_GAP_MS);
  const due = course.followUps
    .filter(({ dueMs, kind, bot }) => dueMs <= course.nowMs && (kind === "bot back" || course.bots[bot]!.up))
    .sort((a, b) => a.dueMs - b.dueMs)
    .at(0);
  if (due === undefined) return playNextScene(course);
  course.followUps = course.followUps.filter((followUp) => followUp !== due);
  playFollowUp(course, due);
}

/** What is still owed comes first; a scene that finds nobody is owed, and the one after it takes its turn. */
function playNextScene(course: Course): void {
  const owed = course.owed.find((scene) => playScene(course, scene));
  if (owed !== undefined) {
    course.owed = course.owed.filter((scene) => scene !== owed);
    return;
  }
  for (let tries = 0; tries < ROUND.length; tries++) {
    const scene = takeScene(course);
    if (playScene(course, scene)) return;
    if (!course.owed.includes(scene)) course.owed.push(scene);
  }
}

/** Strategies see the closed candle in the same moment, on all bots. */
function playBurst(course: Course): void {
  for (const scene of BURST) {
    [scene, ...BURST].some((choice) => playScene(course, choice));
    course.nowMs += nextBetween(course.random, ...BURST_GAP_MS);
    moveMarket(course.market, course.random, course.nowMs);
  }
  course.nextCandleMs += CANDLE_MS;
  course.nextBeatMs = Math.max(course.nextBeatMs, course.nowMs + nextBetween(course.random, ...gapAt(course)));
}

/** The next scene of the round. */
function takeScene(course: Course): Scene {
  const scene = ROUND[course.scenes % ROUND.length]!;
  const round = Math.floor(course.scenes / ROUND.length);
  course.scenes += 1;
  if (scene !== "restart") return scene;
  if (course.nowMs < course.liveFromMs) return "chat";
  const isLively = course.nowMs < course.livelyUntilMs;
  return isLively || round % QUIET_ROUNDS_PER_RESTART === 0 ? "restart" : "chat";
}

function gapAt({ nowMs, liveFromMs, livelyUntilMs }: Course): readonly [number, number] {
  if (nowMs < liveFromMs) return HISTORY_GAP_MS;
  return nowMs < livelyUntilMs ? LIVELY_GAP_MS : HUMAN_GAP_MS;
}
