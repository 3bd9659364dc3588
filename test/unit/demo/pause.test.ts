/** A pause: it loses nothing, changes no message, and no bot is missed. */
import { describe, expect, test } from "vitest";
import { type Course, createCourse, type Message } from "../../../demo/course.ts";
import { drawBeat, release } from "../../../demo/pause.ts";
import { jsonText } from "../../../demo/python.ts";
import { BOTS } from "../../../demo/roster.ts";
import { nextMessage } from "../../../demo/simulator.ts";
import { Wishes } from "../../../demo/wishes.ts";
import { playHistory, SEEDS, START_MS } from "../../support/demo-play.ts";

/** Played to a trading message about half a minute after the start, which a pause then holds. */
function playToHeld(seed: number): { readonly course: Course; readonly held: Message; readonly heard: Message[] } {
  const course = createCourse(seed, START_MS);
  playHistory(course);
  const heard: Message[] = [];
  for (;;) {
    const message = nextMessage(course);
    if (!message.heartbeat && message.atMs > START_MS + 30_000) return { course, held: message, heard };
    heard.push(message);
  }
}

/** Holds it as the demo does, posting what is due in time. */
function pauseFor(
  course: Course,
  held: Message,
  pauseMs: number,
): { readonly message: Message; readonly beats: Message[] } {
  const beats: Message[] = [];
  for (;;) {
    const beat = drawBeat(course, held.atMs)!;
    if (beat.atMs > held.atMs + pauseMs) {
      course.outbox.unshift(beat);
      return { message: release(course, held, held.atMs + pauseMs), beats };
    }
    beats.push(beat);
  }
}

/** The next `count` messages that are no signs of life. */
function trading(course: Course, count: number): Message[] {
  const messages: Message[] = [];
  while (messages.length < count) {
    const message = nextMessage(course);
    if (!message.heartbeat) messages.push(message);
  }
  return messages;
}

/** A message but for the times in it. */
const timeless = ({ bot, body }: Message): string =>
  `${bot} ${jsonText(body).replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?|\b1[79]\d{8}(\d{3})?\b/g, "TIME")}`;

describe("a pause", () => {
  test.each(SEEDS)("with seed %i, everything comes as it would have, later by the pause", (seed) => {
    const through = playToHeld(seed);
    const paused = playToHeld(seed);
    const { message } = pauseFor(paused.course, paused.held, 7_341);
    const without = [through.held, ...trading(through.course, 60)];
    const after = [message, ...trading(paused.course, 60)];
    expect(after.map(timeless)).toEqual(without.map(timeless));
    expect(after.map(({ atMs }) => atMs - 7_341)).toEqual(without.map(({ atMs }) => atMs));
  });

  test.each(SEEDS)("with seed %i, bots that are up send their signs of life through it as ever", (seed) => {
    const { course, held, heard } = playToHeld(seed);
    const { beats } = pauseFor(course, held, 65_000);
    const after: Message[] = [];
    while ((after.at(-1)?.atMs ?? 0) < held.atMs + 95_000) after.push(nextMessage(course));
    const up = BOTS.filter(({ sendsHeartbeats }, index) => sendsHeartbeats && course.bots[index]!.up);
    expect(new Set(beats.map(({ bot }) => bot)).size).toBeGreaterThan(0);
    expect(beats.every(({ heartbeat }) => heartbeat)).toBe(true);
    for (const { name } of up.filter(({ name }) => beats.some(({ bot }) => bot === name))) {
      const atMs = [...heard, ...beats, ...after]
        .filter(({ bot, heartbeat }) => heartbeat && bot === name)
        .map((beat) => beat.atMs);
      const gapsMs = atMs.slice(1).map((value, index) => value - atMs[index]!);
      // A bot that is started again in between is away for some seconds; it is missed after 25.
      expect(Math.max(...gapsMs)).toBeLessThan(20_000);
      expect(Math.min(...gapsMs)).toBeGreaterThan(9_000);
    }
  });

  test("a sign of life that is overdue is due now, and the next one its usual time later", () => {
    const { course, held } = playToHeld(1);
    course.outbox = [];
    const first = drawBeat(course, held.atMs + 3_600_000)!;
    expect(first.atMs).toBe(held.atMs + 3_600_000);
    const again = Array.from({ length: 3 }, () => drawBeat(course, held.atMs + 3_600_001)!);
    expect(again.find(({ bot }) => bot === first.bot)?.atMs).toBe(first.atMs + 10_000);
  });

  test("where every bot that sends signs of life is down, there are none", () => {
    const course = createCourse(1, START_MS);
    expect(drawBeat(course, START_MS)).toBeNull();
  });
});

describe("wishes", () => {
  test("are answered by what comes of them", () => {
    const wishes = new Wishes();
    expect(wishes.pause).toBeNull();
    expect(wishes.hear("x-demo-pause", false)).toBe("x-demo-paused");
    const pause = wishes.pause!;
    expect(wishes.hear("x-demo-pause", false)).toBe("x-demo-paused");
    expect(wishes.pause).toBe(pause);
    expect(pause.aborted).toBe(false);
    expect(wishes.hear("x-demo-resume", false)).toBe("x-demo-resumed");
    expect(pause.aborted).toBe(true);
    expect(wishes.pause).toBeNull();
  });

  test("for a frozen demo are answered that it is frozen", () => {
    const wishes = new Wishes();
    expect(wishes.hear("x-demo-pause", true)).toBe("x-demo-frozen");
    expect(wishes.pause).toBeNull();
    expect(wishes.hear("x-demo-resume", true)).toBe("x-demo-frozen");
    expect(wishes.hear("x-demo-frozen", true)).toBeNull();
    // Started again without it.
    expect(wishes.hear("x-demo-frozen", false)).toBe("x-demo-resumed");
  });

  test("that were answered before are done, and not answered again", () => {
    const wishes = new Wishes();
    expect(wishes.hear("x-demo-paused", false)).toBeNull();
    expect(wishes.pause).not.toBeNull();
    expect(wishes.hear("x-demo-resumed", false)).toBeNull();
    expect(wishes.pause).toBeNull();
  });
});
