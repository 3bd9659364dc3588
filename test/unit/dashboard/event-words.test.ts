/** Events in a trader's words, from the recorded bodies. */
import { describe, expect, test } from "vitest";
import { closesTrade, describeEvent } from "../../../dashboard/src/words/event.ts";
import { event, fixtureEvents, MORNING } from "./fixtures.ts";

const say = (type: string, data: { readonly [field: string]: unknown } = {}) =>
  describeEvent(event(type, data), MORNING, "utc");

describe("the recorded bodies", () => {
  test("each has a title and none shows undefined, null or an exponent", () => {
    for (const recorded of fixtureEvents()) {
      const words = describeEvent(recorded, recorded.at, "utc");
      expect(words.title).not.toBe("");
      expect(`${words.title} ${words.detail}`).not.toMatch(/undefined|null|NaN|e-0/);
    }
  });

  test("read as a trader would tell them", () => {
    const told = fixtureEvents().map((recorded) => {
      const { title, detail } = describeEvent(recorded, recorded.at, "utc");
      return `${title}: ${detail}`;
    });
    expect(told).toEqual([
      "Running: ",
      "Warning: Dry run is enabled. All trades are simulated.",
      "Entry order: 0.0395 at 2,531.17",
      "Entry filled: 0.0394605 at 2,531.17",
      "Entry order: 0.0402 at 2,487.9",
      "Entry filled: 0.0401598 at 2,487.9",
      "Exit order: 0.03 at 2,560.33 · partial exit",
      "Partial exit: 0.03 at 2,560.33 · partial exit",
      "Exit order: 0.0496203 at 2,598.01 · roi",
      "Closed: 0.0496203 at 2,598.01 · roi",
      "Pair locked: until 14:05 · Cooldown period for 60 minutes.",
      "Entry order: 9,099,181.0 at 0.00001099",
      "Entry cancelled: cancelled due to timeout, fully cancelled",
      "Entry order: 470.0 at 0.5287",
      "Entry filled: 470.0 at 0.5287",
      "Exit order: 235.0 at 0.6341 · liquidation",
      "Message: Trend flipped 🚀 on ETH/USDT (rsi=71.2)",
      "Exception: freqtrade.exceptions.OperationalException: Could not load markets",
      "Status: config reloaded",
    ]);
  });

  test("a close tells the trade's profit, a partial exit its own, an order none", () => {
    const profits = fixtureEvents().map((recorded) => describeEvent(recorded, recorded.at, "utc").profit);
    expect(profits[6]).toBeNull();
    expect(profits[7]).toEqual({ amount: "1.37746032", currency: "USDT", ratio: "0.01827946", whole: false });
    expect(profits[9]).toEqual({ amount: "5.52361667", currency: "USDT", ratio: "0.02764645", whole: true });
    expect(profits[15]).toBeNull();
  });
});

test("a bot that sends no is_final_exit closes with the fill that is no part", () => {
  expect(closesTrade(event("exit_fill", { sub_trade: false }))).toBe(true);
  expect(closesTrade(event("exit_fill", { sub_trade: true }))).toBe(false);
  expect(closesTrade(event("exit_fill", { sub_trade: false, is_final_exit: false }))).toBe(false);
  expect(closesTrade(event("exit", { is_final_exit: true }))).toBe(false);
});

test("a cancelled exit never shows a profit, which the bot computed at price 0", () => {
  expect(
    say("exit_cancel", { profit_amount: "-99.9", profit_ratio: "-1.0", reason: "cancelled due to timeout" }),
  ).toMatchObject({
    title: "Exit cancelled",
    detail: "cancelled due to timeout",
    profit: null,
  });
});

test("an exception says its last line", () => {
  const traceback =
    "*OperationalException:*\n```\nTraceback (most recent call last):\nfreqtrade.X: no markets\n```\nIssue `/start`.";
  expect(say("exception", { status: traceback })).toMatchObject({ tone: "bad", detail: "freqtrade.X: no markets" });
});

test("a type of a producer's own tells its first scalars", () => {
  expect(say("x-rebalance", { from: "BTC", share: 0.25, nested: { a: 1 } })).toMatchObject({
    title: "Rebalance",
    detail: "from BTC · share 0.25",
  });
  expect(say("x-stop-moved").title).toBe("Stop moved");
  expect(say("x-_").title).toBe("x-_");
});

test("a payload of the wrong shape is told without throwing", () => {
  for (const type of [
    "entry",
    "exit_fill",
    "protection_trigger",
    "status",
    "exception",
    "strategy_msg",
    "signal",
    "whitelist",
  ])
    for (const value of [null, 5, [], {}, { a: 1 }, true])
      expect(() => say(type, { amount: value, status: value, msg: value, profit_amount: value })).not.toThrow();
});
