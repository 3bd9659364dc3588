/**
 * The demo standing still, for pictures: after the history one minute of the live time, posted at once, and nothing after.
 */
import { setTimeout as delay } from "node:timers/promises";
import { HEARTBEAT_TEXT } from "./bot-life.ts";
import { type Course, createCourse, type Message } from "./course.ts";
import { strategyBody } from "./messages.ts";
import { BOTS } from "./roster.ts";

/** How much of the live time is posted. By its end the bot that falls silent has done so. */
export const SCENE_MS = 60_000;
/** Enough signs of life to make a habit of, as fast as the server counts them as different ones. */
const HABIT_BEATS = 3;
const HABIT_GAP_MS = 150;

/** A new course that comes to the present, and to its end, at `endMs` (real); its scene has a person's pace. */
export function createFrozenCourse(seed: number, endMs: number): Course {
  const course = createCourse(seed, endMs - SCENE_MS);
  course.livelyUntilMs = course.liveFromMs;
  return course;
}

/**
 * Signs of life count when they come, so those of the scene cannot be posted after it. A bot that is up sends one: it shows
 * as up for a while, and is not missed later. The silent one makes a habit of them first, so that it is missed at once.
 */
export async function showPresence(course: Course, post: (message: Message) => Promise<void>): Promise<void> {
  for (const [index, { name, sendsHeartbeats, fallsSilent }] of BOTS.entries()) {
    if (!sendsHeartbeats) continue;
    const { up } = course.bots[index]!;
    const beats = up ? 1 : fallsSilent ? HABIT_BEATS : 0;
    for (let beat = 0; beat < beats; beat++) {
      if (beat > 0) await delay(HABIT_GAP_MS);
      await post({ atMs: Date.now(), bot: name, body: strategyBody(HEARTBEAT_TEXT), heartbeat: true });
    }
  }
}
