/** A destination's life, played through with a clock of its own: what it gets, how often, and what becomes of each alert. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ALERT_GATHER_MS, MESSAGE_EVERY_MS, MESSAGE_TRIED_MS, type AlertRules } from "@fillcast/protocol";
import {
  begin,
  createBox,
  dueOf,
  gather,
  readBox,
  settle,
  settleTest,
  statusOf,
  switchOn,
  withRules,
  type Box,
} from "../../../../../parties/feed/alerts/box.ts";
import type { Outcome } from "../../../../../parties/feed/alerts/delivery/outcome.ts";
import type { AlertMessage } from "../../../../../parties/feed/alerts/message.ts";
import { LEASE_MS } from "../../../../../parties/feed/alerts/schedule.ts";
import { closedAlert, rulesWith, wordAlert } from "../../../../support/alerts.ts";
import { START_MS } from "../../../../support/room.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const FAILED: Outcome = { kind: "failed", why: "hooks.test answered 500.", afterMs: null };

/** One destination under a clock. */
class Play {
  readonly rules: AlertRules;
  box: Box;
  nowMs = START_MS;
  readonly tried: { readonly at: number; readonly message: AlertMessage }[] = [];
  answer: (message: AlertMessage, nowMs: number) => Outcome | "killed" = () => ({ kind: "sent" });
  #ids = 0;

  constructor(rules: Partial<AlertRules> = {}) {
    this.rules = rulesWith(rules);
    this.box = createBox(this.rules, this.nowMs);
  }

  hear(alert: Parameters<typeof gather>[2] = closedAlert()): void {
    this.box = gather(this.box, this.rules, alert, this.nowMs);
  }

  /** Does what is due until then. */
  runTo(untilMs: number): void {
    for (let due = this.#due(); due !== null && due <= untilMs; due = this.#due()) {
      this.nowMs = Math.max(this.nowMs, due);
      const letterhead = {
        id: `m${++this.#ids}`,
        feed: "alice",
        at: this.nowMs,
        origin: "https://x.test",
        nameOf: (bot: string) => bot,
      };
      const { box, message } = begin(this.box, this.rules, letterhead, this.nowMs);
      this.box = readBox(JSON.stringify(box));
      if (message === null) continue;
      this.tried.push({ at: this.nowMs, message });
      const outcome = this.answer(message, this.nowMs);
      if (outcome !== "killed") this.box = settle(this.box, message.id, outcome, this.nowMs);
    }
    this.nowMs = Math.max(this.nowMs, untilMs);
  }

  #due(): number | null {
    return dueOf(this.box, this.rules);
  }

  get told(): number {
    const ids = new Map(this.tried.map(({ message }) => [message.id, message.count]));
    return [...ids.values()].reduce((sum, count) => sum + count, 0);
  }
}

describe("a destination", () => {
  it("of a burst gets one message, two seconds after its first alert", () => {
    const play = new Play();
    for (let index = 0; index < 7; index++) {
      play.hear();
      play.nowMs += 100;
    }
    play.runTo(START_MS + MINUTE);
    expect(play.tried).toMatchObject([{ at: START_MS + ALERT_GATHER_MS, message: { count: 7 } }]);
    expect(statusOf(play.box)).toMatchObject({ waiting: 0, lastSuccessAt: START_MS + ALERT_GATHER_MS });
  });

  it("of a storm gets at most six messages a minute, which count every alert", () => {
    const play = new Play();
    for (let index = 0; index < 1_000; index++) {
      play.hear();
      play.runTo(START_MS + index * 60);
    }
    play.runTo(START_MS + 2 * MINUTE);
    expect(play.tried.length).toBeLessThanOrEqual(7);
    expect(play.told).toBe(1_000);
    const gaps = play.tried.slice(1).map(({ at }, index) => at - play.tried[index]!.at);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(MESSAGE_EVERY_MS);
  });

  it("is tried again with the same message for an hour, while others gather, and is then told that it was given up", () => {
    const play = new Play();
    play.answer = () => FAILED;
    play.hear();
    play.runTo(START_MS + 5 * MINUTE);
    play.hear();
    play.hear();
    expect(statusOf(play.box)).toMatchObject({ waiting: 3, dropped: 0, lastError: "hooks.test answered 500." });
    play.runTo(START_MS + MESSAGE_TRIED_MS + ALERT_GATHER_MS);
    expect(new Set(play.tried.map(({ message }) => message.id)).size).toBe(1);
    expect(play.tried.at(-1)!.at).toBe(play.tried[0]!.at + MESSAGE_TRIED_MS);
    expect(statusOf(play.box)).toMatchObject({ waiting: 2, dropped: 1 });
    expect(statusOf(play.box).lastError).toMatch(/^Given up after \d+ tries: hooks\.test answered 500\.$/);
    play.answer = () => ({ kind: "sent" });
    play.runTo(START_MS + 2 * HOUR);
    expect(play.tried.at(-1)).toMatchObject({ message: { count: 2 } });
  });

  it("whose try was cut off by a stop gets the message once more, when the lease ends", () => {
    const play = new Play();
    let kills = 1;
    play.answer = () => (kills-- > 0 ? "killed" : { kind: "sent" });
    play.hear();
    play.runTo(START_MS + 10 * MINUTE);
    const [first, second, ...others] = play.tried;
    expect(others).toEqual([]);
    expect(second!.message.id).toBe(first!.message.id);
    expect(second!.at - first!.at).toBe(LEASE_MS);
  });

  it("is not told of the news of a room that stood still for hours", () => {
    const play = new Play();
    play.answer = () => "killed";
    play.hear();
    play.runTo(START_MS + ALERT_GATHER_MS);
    play.nowMs = START_MS + 5 * HOUR;
    play.runTo(play.nowMs);
    expect(play.tried).toHaveLength(1);
    expect(statusOf(play.box)).toMatchObject({ waiting: 0, dropped: 1 });
  });

  it("that is off gathers nothing, and goes on when it is switched on", () => {
    const play = new Play();
    play.answer = () => ({ kind: "off", why: "The bot was blocked.", gone: false });
    play.hear();
    play.runTo(START_MS + MINUTE);
    play.hear();
    expect(statusOf(play.box)).toMatchObject({ off: "The bot was blocked.", waiting: 0, dropped: 1 });
    expect(dueOf(play.box, play.rules)).toBeNull();
    play.box = switchOn(play.box, play.rules, play.nowMs);
    play.hear();
    expect(statusOf(play.box)).toMatchObject({ off: null, waiting: 1 });
  });

  it("that takes a test message is on again, and one that does not says why", () => {
    const play = new Play();
    play.hear();
    const failed = settleTest(play.box, FAILED, START_MS);
    expect(statusOf(failed)).toMatchObject({ lastError: "hooks.test answered 500.", waiting: 1, off: null });
    const off = settleTest(play.box, { kind: "off", why: "Gone.", gone: false }, START_MS);
    expect(statusOf(off).off).toBe("Gone.");
    expect(statusOf(settleTest(off, { kind: "sent" }, START_MS))).toMatchObject({ off: null, lastSuccessAt: START_MS });
  });
});

describe("quiet hours", () => {
  // START_MS is in the afternoon of UTC.
  const quiet = { from: "00:00", to: "23:00", zone: "UTC" };
  const end = new Date(START_MS).setUTCHours(23, 0, 0, 0);

  it("end with one message about everything", () => {
    const play = new Play({ quiet });
    for (let index = 0; index < 40; index++) play.hear();
    play.runTo(end - 1);
    expect(play.tried).toEqual([]);
    play.runTo(end + MINUTE);
    expect(play.tried).toMatchObject([{ at: end, message: { count: 40 } }]);
  });

  it("hold a message back that failed before them, and its hour begins at their end", () => {
    const play = new Play({ quiet: { from: "22:00", to: "06:00", zone: "UTC" } });
    const tenPm = new Date(START_MS).setUTCHours(22, 0, 0, 0);
    play.answer = () => FAILED;
    play.nowMs = tenPm - 4_000;
    play.hear();
    play.runTo(tenPm + 8 * HOUR - 1);
    expect(play.tried).toHaveLength(1);
    play.answer = () => ({ kind: "sent" });
    play.runTo(tenPm + 8 * HOUR);
    expect(play.tried).toHaveLength(2);
    expect(statusOf(play.box)).toMatchObject({ waiting: 0, dropped: 0 });
  });
});

describe("a daily summary", () => {
  const summary = { at: "08:00", zone: "Europe/Berlin" };

  it("comes each day at its time, with what was counted since, whether told or not", () => {
    const play = new Play({ summary, closed: false });
    play.hear();
    play.hear(wordAlert("silent"));
    play.runTo(START_MS + 72 * HOUR);
    const summaries = play.tried.filter(({ message }) => message.topic === "summary");
    const times = summaries.map(({ at }) => new Date(at).toISOString().slice(11, 16));
    expect(times).toEqual(["07:00", "07:00", "07:00"]);
    expect(summaries[0]!.message.title).toContain("1 trade closed, +12.40 USDT");
    expect(summaries[1]!.message.title).toBe("No trade closed in the last 24 hours.");
    expect(play.tried.filter(({ message }) => message.topic === null)).toHaveLength(1);
  });

  it("counts what came late and is not told", () => {
    const play = new Play({ summary });
    play.hear(closedAlert({ isLate: true, at: START_MS - 90 * 24 * HOUR }));
    expect(statusOf(play.box).waiting).toBe(0);
    play.runTo(START_MS + 24 * HOUR);
    expect(play.tried.map(({ message }) => message.lines)).toEqual([["1 event came late and had no message"]]);
  });

  it("is counted for nobody who gets none, so that it costs no row", () => {
    const play = new Play();
    const before = play.box;
    play.hear(closedAlert({ isLate: true }));
    play.hear(closedAlert({ mode: "dry" }));
    expect(play.box).toBe(before);
  });

  it("begins and ends with its rule", () => {
    const play = new Play();
    const on = withRules(play.box, rulesWith(), rulesWith({ summary }), START_MS);
    expect(on).toMatchObject({ tally: { since: START_MS } });
    expect(on.summaryAt).toBeGreaterThan(START_MS);
    // A device registers again whenever its page opens: that puts no summary off.
    expect(withRules(on, rulesWith({ summary }), rulesWith({ summary, opened: true }), START_MS + 90 * HOUR)).toBe(on);
    expect(withRules(on, rulesWith({ summary }), rulesWith(), START_MS)).toMatchObject({
      tally: null,
      summaryAt: null,
    });
  });
});

describe("whatever receivers answer and whenever the room is stopped", () => {
  const step = fc.record({
    afterMs: fc.integer({ min: 0, max: 20 * MINUTE }),
    alerts: fc.integer({ min: 0, max: 30 }),
    outcome: fc.oneof(
      { weight: 4, arbitrary: fc.constant<Outcome | "killed">({ kind: "sent" }) },
      {
        weight: 3,
        arbitrary: fc.option(fc.integer({ min: 0, max: 2 * HOUR })).map((afterMs): Outcome => ({ ...FAILED, afterMs })),
      },
      { weight: 1, arbitrary: fc.constant("killed" as const) },
    ),
  });

  it("each alert is sent, waits, or is counted as dropped; and messages keep their distance", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const play = new Play();
        const sent = new Set<string>();
        let heard = 0;
        for (const { afterMs, alerts, outcome } of steps) {
          for (let index = 0; index < alerts; index++) play.hear();
          heard += alerts;
          play.answer = (message) => {
            if (outcome !== "killed" && outcome.kind === "sent") sent.add(message.id);
            return outcome;
          };
          play.runTo(play.nowMs + afterMs);
        }
        const told = new Map(play.tried.map(({ message }) => [message.id, message.count]));
        const sum = [...sent].reduce((total, id) => total + told.get(id)!, 0);
        const { waiting, dropped } = statusOf(play.box);
        expect(sum + waiting + dropped).toBe(heard);
        const gaps = play.tried.slice(1).map(({ at }, index) => at - play.tried[index]!.at);
        expect(gaps.every((gap) => gap >= MESSAGE_EVERY_MS)).toBe(true);
        expect(JSON.stringify(play.box).length).toBeLessThan(32_000);
      }),
    );
  });

  it("a stored box that cannot be read is an empty one", () => {
    for (const text of ["", "[", "null", "{}"])
      expect(statusOf(readBox(text))).toMatchObject({ waiting: 0, off: null });
  });
});
