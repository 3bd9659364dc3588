import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Course, createCourse, resumeCourse } from "../../../demo/course.ts";
import { PAIRS } from "../../../demo/market.ts";
import { jsonText } from "../../../demo/python.ts";
import { BOTS } from "../../../demo/roster.ts";
import { nextMessage } from "../../../demo/simulator.ts";
import { line, live, playHistory, playLive, SEEDS, SIGHTS, START_MS } from "../../support/demo-play.ts";

describe("the course of the demo", () => {
  test("the same seed and start give the same bytes, another seed gives others", () => {
    const lines = playLive(createCourse(7, START_MS), 120_000).map(line);
    expect(playLive(createCourse(7, START_MS), 120_000).map(line)).toEqual(lines);
    expect(playLive(createCourse(8, START_MS), 120_000).map(line)).not.toEqual(lines);
  });

  test.each(["history", "live time"])("a course stored in its %s goes on to the byte", (time) => {
    const course = createCourse(3, START_MS);
    if (time === "live time") playHistory(course);
    for (let index = 0; index < 300; index++) nextMessage(course);
    const restored = JSON.parse(JSON.stringify(course)) as Course;
    const ahead = Array.from({ length: 400 }, () => line(nextMessage(course)));
    expect(Array.from({ length: 400 }, () => line(nextMessage(restored)))).toEqual(ahead);
  });

  test("messages never go back in time, and no two of a bot say the same within a minute", () => {
    const messages = playLive(createCourse(5, START_MS), 600_000);
    const lastSaid = new Map<string, number>();
    for (const [index, message] of messages.entries()) {
      expect(message.atMs).toBeGreaterThanOrEqual(messages[Math.max(0, index - 1)]!.atMs);
      const said = `${message.bot} ${jsonText(message.body)}`;
      expect(message.atMs - (lastSaid.get(said) ?? 0), said).toBeGreaterThan(60_000);
      lastSaid.set(said, message.atMs);
    }
  });

  test.each(SEEDS)("with seed %i, any half minute of the first two shows everything", (seed) => {
    const messages = live(playLive(createCourse(seed, START_MS), 120_000));
    for (const [sight, isSeen] of Object.entries(SIGHTS)) {
      const seenAtMs = messages.filter(isSeen).map(({ atMs }) => atMs - START_MS);
      for (const [index, atMs] of [...seenAtMs, 120_000].entries())
        expect(atMs - (seenAtMs[index - 1] ?? 0), `${sight} before ${atMs} ms`).toBeLessThanOrEqual(30_000);
    }
  });

  test.each(SEEDS)("with seed %i, nobody waits two seconds at first, and later the pace is a person's", (seed) => {
    const atMs = live(playLive(createCourse(seed, START_MS), 900_000)).map((message) => message.atMs - START_MS);
    const gapsMs = atMs.map((value, index) => value - (atMs[index - 1] ?? 0));
    for (const [index, gapMs] of gapsMs.entries())
      expect(gapMs).toBeLessThanOrEqual(atMs[index]! < 150_000 ? 2_000 : 5_600);
    const isBurst = (value: number): boolean => (value + 20_000) % 60_000 < 3_000;
    const later = gapsMs.filter((_, index) => atMs[index]! > 180_000 && !isBurst(atMs[index]!));
    const pauses = later.filter((gapMs) => gapMs > 200);
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(1_700);
    // At the close of each candle several come within a second.
    for (let candleMs = 220_000; candleMs < 880_000; candleMs += 60_000)
      expect(atMs.filter((value) => value >= candleMs && value < candleMs + 3_000).length).toBeGreaterThanOrEqual(5);
  });

  test("over hours 55 of 100 trades win, and prices stay plausible", () => {
    const course = createCourse(1, START_MS);
    const outcomes = live(playLive(course, 5 * 3_600_000))
      .filter(({ body }) => body["is_final_exit"] === "True")
      .map(({ body }) => Number(body["cumulative_profit"]));
    expect(outcomes.length).toBeGreaterThan(1_000);
    const winRate = outcomes.filter((profit) => profit > 0).length / outcomes.length;
    expect(winRate).toBeGreaterThan(0.53);
    expect(winRate).toBeLessThan(0.57);
    for (const [index, price] of course.market.prices.entries()) {
      expect(price / PAIRS[index]!.startPrice).toBeGreaterThan(0.6);
      expect(price / PAIRS[index]!.startPrice).toBeLessThan(1.6);
    }
  });

  test("after a standstill it goes on from the present, and history is always posted at once", () => {
    const course = createCourse(2, START_MS);
    playHistory(course);
    for (let index = 0; index < 40; index++) nextMessage(course);
    const lastMs = nextMessage(course).atMs;
    resumeCourse(course, lastMs + 3_600_000);
    const up = BOTS.filter(({ sendsHeartbeats }, index) => sendsHeartbeats && course.bots[index]!.up);
    while (course.outbox.length > 0) nextMessage(course);
    const next = nextMessage(course);
    expect(next.atMs).toBeGreaterThan(lastMs + 3_600_000 - 1_000);
    expect(next.atMs).toBeLessThan(lastMs + 3_600_000 + 3_000);

    // Those that send signs of life are not missed for longer.
    const heard = new Set<string>();
    for (let message = next; message.atMs < lastMs + 3_602_500; message = nextMessage(course))
      if (message.heartbeat) heard.add(message.bot);
    expect([...heard].sort()).toEqual(up.map(({ name }) => name).sort());
    expect(up.length).toBeGreaterThan(0);

    const untold = createCourse(2, START_MS);
    resumeCourse(untold, START_MS + 3_600_000);
    expect(nextMessage(untold).atMs).toBeLessThan(START_MS);
  });

  test("one bot falls silent with its signs of life, and comes back", () => {
    const course = createCourse(1, START_MS);
    const owl = BOTS.find((bot) => bot.fallsSilent)!;
    const heardMs: number[] = [];
    for (;;) {
      const message = nextMessage(course);
      if (message.atMs > START_MS + 180_000) break;
      if (message.bot === owl.name && message.atMs > START_MS) heardMs.push(message.atMs - START_MS);
    }
    const pausesMs = heardMs.slice(1).map((atMs, index) => atMs - heardMs[index]!);
    expect(Math.max(...pausesMs)).toBeGreaterThan(60_000);
    expect(pausesMs.filter((pauseMs) => pauseMs > 11_000)).toHaveLength(1);
  });
});

describe("what the bots send", () => {
  const messages = playLive(createCourse(11, START_MS), 3_600_000);
  const config = JSON.parse(readFileSync("test/fixtures/freqtrade/webhook-config.json", "utf8")) as {
    webhook: Record<string, unknown>;
  };

  test("has the fields of the configuration block, in its order, all of them texts", () => {
    const seen = new Set<string>();
    for (const { body } of messages) {
      const type = body["type"]!;
      seen.add(type);
      expect(Object.keys(body)).toEqual(Object.keys(config.webhook[type] as object));
      for (const value of Object.values(body)) expect(typeof value).toBe("string");
    }
    expect([...seen].sort()).toEqual([
      "entry",
      "entry_cancel",
      "entry_fill",
      "exit",
      "exit_cancel",
      "exit_fill",
      "protection_trigger",
      "protection_trigger_global",
      "startup",
      "status",
      "strategy_msg",
      "warning",
    ]);
  });

  test("holds together: no fill without its entry, nothing left after a final exit, profits that add up", () => {
    const open = new Map<string, { amount: number; profit: number }>();
    for (const { bot, body } of messages) {
      const key = `${bot} ${body["trade_id"]} ${body["open_date"]?.slice(0, 26)}`;
      const trade = open.get(key);
      const amount = Number(body["amount"]);
      switch (body["type"]) {
        case "entry":
          if (trade === undefined) open.set(key, { amount: 0, profit: 0 });
          break;
        case "entry_fill":
          expect(trade, jsonText(body)).toBeDefined();
          trade!.amount += amount;
          break;
        case "exit_fill": {
          expect(trade, jsonText(body)).toBeDefined();
          trade!.amount -= amount;
          trade!.profit += Number(body["profit_amount"]);
          expect(Number(body["cumulative_profit"])).toBeCloseTo(trade!.profit, 6);
          const isFinal = body["is_final_exit"] === "True";
          expect(isFinal).toBe(Math.abs(trade!.amount) < 1e-7 * amount + 1e-9);
          if (isFinal) open.delete(key);
          break;
        }
        case "entry_cancel":
          if (body["reason"]?.endsWith("fully cancelled") === true) {
            expect(trade?.amount).toBe(0);
            open.delete(key);
          }
          break;
        default:
      }
    }
    expect(open.size).toBeLessThan(20);
  });

  test("a stop on the exchange comes without an exit order, and locks its pair or the bot", () => {
    let stops = 0;
    for (const [index, { bot, body }] of messages.entries()) {
      if (body["exit_reason"] !== "stoploss_on_exchange") continue;
      stops += 1;
      expect(body["order_type"]).toBe("stoploss");
      const lock = messages
        .slice(index + 1, index + 8)
        .find((next) => next.bot === bot && next.body["lock_time"] !== undefined);
      expect([body["pair"], "*"]).toContain(lock?.body["pair"]);
    }
    expect(stops).toBeGreaterThan(20);
  });

  test("an id of a trade that never filled is used again", () => {
    const openedBy = new Map<string, Set<string>>();
    for (const { bot, body } of messages) {
      if (body["type"] !== "entry") continue;
      const key = `${bot} ${body["trade_id"]}`;
      openedBy.set(key, (openedBy.get(key) ?? new Set()).add(body["open_date"]!));
    }
    expect([...openedBy.values()].some((dates) => dates.size > 1)).toBe(true);
  });
});
