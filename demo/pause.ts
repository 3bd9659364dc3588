/**
 * A pause of the demo: its bots are up and do nothing else. Pure but for the course, which is changed. Nothing of the course is
 * lost or changed by a pause: what comes after it comes later by its length, and the signs of life keep their times.
 */
import { HEARTBEAT_TEXT } from "./bot-life.ts";
import { type Course, HEARTBEAT_MS, type Message } from "./course.ts";
import { strategyBody } from "./messages.ts";
import { BOTS } from "./roster.ts";

/**
 * Takes the next sign of life out of the course, one that is written already before others; one that is overdue is due at
 * `nowMs` (real). Null where no bot that sends them is up.
 */
export function drawBeat(course: Course, nowMs: number): Message | null {
  const written = course.outbox.find(({ heartbeat }) => heartbeat);
  if (written !== undefined) {
    course.outbox = course.outbox.filter((message) => message !== written);
    return written;
  }
  const [bot] = [...BOTS.keys()]
    .filter((bot) => BOTS[bot]!.sendsHeartbeats && course.bots[bot]!.up)
    .sort((a, b) => course.bots[a]!.nextHeartbeatMs - course.bots[b]!.nextHeartbeatMs);
  if (bot === undefined) return null;
  const state = course.bots[bot]!;
  const atMs = Math.max(Math.round(state.nextHeartbeatMs + course.offsetMs), nowMs);
  state.nextHeartbeatMs = atMs - course.offsetMs + HEARTBEAT_MS;
  return { atMs, bot: BOTS[bot]!.name, body: strategyBody(HEARTBEAT_TEXT), heartbeat: true };
}

/** The message that was held until `nowMs` (real), due now; everything after it comes later by as much. */
export function release(course: Course, held: Message, nowMs: number): Message {
  const heldMs = Math.max(0, nowMs - held.atMs);
  course.offsetMs += heldMs;
  course.outbox = course.outbox.map((message) =>
    message.heartbeat ? message : { ...message, atMs: message.atMs + heldMs },
  );
  for (const bot of course.bots) {
    bot.nextHeartbeatMs -= heldMs;
    // Its lock has run for as long as it would have when it trades on.
    bot.locks = bot.locks.map(({ pairIndex, untilMs }) => ({ pairIndex, untilMs: untilMs + heldMs }));
  }
  return { ...held, atMs: held.atMs + heldMs };
}
