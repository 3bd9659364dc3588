/** Events in a trader's words, from the recorded bodies. */
import { describe, expect, test } from "vitest";
import { closesTrade, describeEvent } from "../../../../../dashboard/src/words/event.ts";
import type { TradeEvent } from "fillcast";
import { foldAll, serve } from "../../../../../parties/feed/state/fold/evolve.ts";
import { Feed } from "../../../../support/freqtrade-events.ts";
import { event, fixtureEvents, MORNING } from "../../../../support/shown-events.ts";

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
      "Entry order: 9,099,181 at 0.00001099",
      "Entry cancelled: cancelled due to timeout, fully cancelled",
      "Entry order: 470 at 0.5287",
      "Entry filled: 470 at 0.5287",
      "Exit order: 235 at 0.6341 · liquidation",
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

describe("an exit closes its trade", () => {
  test.each([
    [{ is_final_exit: true }, "Closed"],
    [{ is_final_exit: true, sub_trade: true }, "Closed"],
    [{ is_final_exit: false, sub_trade: false }, "Partial exit"],
    [{ sub_trade: false }, "Closed"],
    [{ is_final_exit: null, sub_trade: false }, "Closed"],
    [{ is_final_exit: "true", sub_trade: false }, "Closed"],
    // What the trade holds decides, which the event does not say.
    [{ sub_trade: true }, "Exit filled"],
    [{ is_final_exit: null, sub_trade: true }, "Exit filled"],
    [{}, "Exit filled"],
    [{ is_final_exit: null }, "Exit filled"],
  ])("if its bot says so: %j", (data, title) => {
    expect(say("exit_fill", data).title).toBe(title);
    expect(closesTrade(event("exit_fill", data))).toBe(title === "Closed");
  });

  test("only when it is filled", () => {
    expect(closesTrade(event("exit", { is_final_exit: true }))).toBe(false);
  });
});

test("the page's word and the room's state are of one reading: what is said to close has closed", () => {
  const said = [undefined, null, true, false];
  const flagsOf = (name: string) => said.map((value) => (value === undefined ? {} : { [name]: value }));
  for (const flags of flagsOf("is_final_exit").flatMap((a) => flagsOf("sub_trade").map((b) => ({ ...a, ...b }))))
    for (const amount of ["2", "1"]) {
      const feed = new Feed();
      const trade = { id: "7", pair: "ETH/USDT", openedAt: "2024-10-24T08:00:00Z" };
      feed.add({ type: "entry_fill", source: "freqtrade", trade, data: { amount: "2", open_rate: "100" } });
      const sold = { amount, close_rate: "110", profit_amount: "20", ...flags };
      feed.add({ type: "exit_fill", source: "freqtrade", trade, data: sold });
      const exit = feed.events.at(-1) as TradeEvent;
      const [held] = Object.values(serve(foldAll(feed.events), exit.at).trades);
      if (closesTrade(exit)) expect(held?.status).toBe("closed");
      if (describeEvent(exit, exit.at, "utc").title === "Partial exit") expect(held?.status).toBe("open");
    }
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

test("a payload of the wrong shape is described without throwing", () => {
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

test("a liquidation warning tells what is left and at which price, and leaves out what it was not told", () => {
  const told = say("liquidation_warning", {
    current_rate: "100500.0",
    liquidation_price: "101000.1",
    remaining_ratio: "0.18749",
    positions_at_risk: "2",
    open_positions: "5",
  });
  expect(told).toMatchObject({ kind: "alarm", tone: "bad", title: "Liquidation warning" });
  expect(told.detail).toBe("18.7% left · price 100,500 · liquidation at 101,000.1 · 2 of 5 positions at risk");
  expect(say("liquidation_warning", { remaining_ratio: null, positions_at_risk: "1" }).detail).toBe("");
});

test.each(["nan", "1,234.50", "4,80", "", null, {}])(
  "a close with the profit %j shows none, and is no gain",
  (profit) => {
    const words = say("exit_fill", { is_final_exit: true, profit_amount: profit, cumulative_profit: profit });
    expect(words).toMatchObject({ title: "Closed", tone: "plain", profit: { amount: null, ratio: null } });
  },
);

describe("a native event", () => {
  const native = (type: string, data: { readonly [field: string]: unknown }) =>
    describeEvent({ ...event(type, data), source: "api" }, MORNING, "utc");

  test("is described by its own words, and closes only if it says so", () => {
    expect(native("entry_fill", { side: "buy", price: "2531.17", amount: "0.0395" })).toMatchObject({
      title: "Entry filled",
      detail: "0.0395 at 2,531.17",
    });
    const exit = { side: "sell", price: "2600", amount: "0.0395", profit: "2.52", currency: "USDT" };
    expect(native("exit_fill", exit)).toMatchObject({
      title: "Exit filled",
      detail: "0.0395 at 2,600",
      profit: { amount: "2.52", currency: "USDT", whole: false },
    });
    expect(native("exit_fill", { ...exit, final: false }).title).toBe("Partial exit");
    expect(native("exit_fill", { ...exit, final: true })).toMatchObject({ title: "Closed", profit: { whole: true } });
  });
});

describe("what a relay says of its own", () => {
  test("is described in words", () => {
    const told = (type: string, data: { readonly [field: string]: unknown } = {}): string => {
      const { title, detail } = say(type, data);
      return `${title}: ${detail}`;
    };
    expect([
      told("equity", { value: "10021.5", openProfit: "-3.2", currency: "USDT" }),
      told("equity", { value: null }),
      told("relay_gap", { from: MORNING, to: MORNING + 3_600_000 }),
      told("startup", { version: "docker-2026.9", strategy: "Steered", exchange: "binance", dry_run: true }),
      told("status", { status: "process died", reason: "The bot takes no connections." }),
      told("bot_silent", { reason: "loop stalled" }),
      told("mode_told", { mode: "dry" }),
      told("trade_snapshot", {
        trade_id: "5",
        is_open: false,
        close_profit_abs: "47.45",
        quote_currency: "USDT",
        exit_reason: "stop_loss",
      }),
      told("trade_snapshot", { trade_id: "5", missing: true }),
      told("trade_snapshot", { trade_id: "5", learned: "import", is_open: true }),
      told("trade_snapshot"),
    ]).toEqual([
      "Account value: 10,021.50 USDT · open profit −3.20",
      "Account value: ",
      "Relay gap: messages between 09:00 and 10:00 may be missing",
      "Started: Steered · Freqtrade 2026.9 · binance",
      "Process ended: The bot takes no connections.",
      "Silent: loop stalled",
      "Mode: its configuration says simulated money",
      "Corrected from the books: closed · +47.45 USDT · stop loss",
      "Gone from the books: the bot has deleted this trade",
      "Imported: open",
      "Books: ",
    ]);
  });
});
