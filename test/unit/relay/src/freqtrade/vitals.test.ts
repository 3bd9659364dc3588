import { describe, expect, test } from "vitest";
import { parseExact } from "../../../../../relay/src/freqtrade/exact.ts";
import { isEquityDue, isStalled, modeWords, restMs, toVitals } from "../../../../../relay/src/freqtrade/vitals.ts";
import type { FakeRow } from "../../../../support/fake-freqtrade.ts";

const exact = (row: object): FakeRow => parseExact(JSON.stringify(row)) as FakeRow;

describe("vitals", () => {
  test("of a bot that says nothing are null, not an error", () => {
    const vitals = toVitals({}, "process down");
    expect(vitals).toMatchObject({
      state: null,
      openTrades: null,
      open: [],
      openProfit: null,
      problem: "process down",
    });
    for (const odd of [null, [], "text", 1]) {
      expect(
        toVitals({ show_config: odd, status: odd, balance: odd, profit: odd, count: odd, health: odd }, null),
      ).toMatchObject({
        state: null,
        balance: { currency: null, value: null },
        lastProcessAt: null,
      });
    }
  });

  test("count what is worth: capital and all profit, exactly", () => {
    const answers = {
      balance: exact({
        stake: "USDT",
        starting_capital: 1000,
        total_bot: 990.5,
        currencies: [{ currency: "USDT", free: 0.1 }],
      }),
      profit: parseExact('{"profit_all_coin": -0.07000000000000001, "profit_closed_coin": 0.2}'),
      show_config: exact({ max_open_trades: -1 }),
    };
    expect(toVitals(answers, null)).toMatchObject({
      balance: {
        currency: "USDT",
        total: "990.5",
        free: "0.1",
        startingCapital: "1000",
        value: "999.92999999999999999",
      },
      openProfit: "-0.27000000000000001",
      maxOpenTrades: null,
    });
  });

  test("a loop is stalled where it runs and has stood longer than rounds, two candles and a minute", () => {
    const now = 1_795_000_000_000;
    const at = (agoMs: number, config: object = { state: "running", timeframe_ms: 60_000 }): boolean =>
      isStalled({ show_config: exact(config), health: exact({ last_process_ts: (now - agoMs) / 1_000 }) }, now, 10_000);
    expect([at(120_000), at(121_000)]).toEqual([false, true]);
    expect(at(500_000, { state: "running", timeframe_ms: 300_000 })).toBe(false);
    expect(at(61_000, { state: "running" })).toBe(true);
    expect(at(900_000, { state: "stopped" })).toBe(false);
    expect(at(-3_600_000)).toBe(false);
    expect(isStalled({ show_config: exact({ state: "running" }) }, now, 10_000)).toBe(false);
  });

  test("name a bot that does not trade", () => {
    expect(modeWords({ runmode: "webserver", state: "" })).toContain("webserver");
    expect(modeWords({ state: "", runmode: "live" })).toBe("still starting");
    expect(modeWords({ state: "running", runmode: "live" })).toBe(null);
  });

  test("are asked for less often the longer the answers take", () => {
    expect([restMs(10_000, 100), restMs(10_000, 12_000), restMs(10_000, 600_000)]).toEqual([10_000, 36_000, 300_000]);
  });

  test("become a point of the account's line once an hour, and last thing of a UTC day", () => {
    const at = (text: string): number => Date.parse(`2026-11-29T${text}Z`);
    expect(isEquityDue(null, at("10:00:00"), at("10:00:10"))).toBe(true);
    expect(isEquityDue(at("10:00:00"), at("10:59:59"), at("11:00:09"))).toBe(false);
    expect(isEquityDue(at("10:59:59"), at("11:00:00"), at("11:00:10"))).toBe(true);
    expect(isEquityDue(at("23:00:00"), at("23:59:55"), at("23:59:55") + 10_000)).toBe(true);
    // A clock that was set back.
    expect(isEquityDue(at("10:00:00"), at("09:00:00"), at("09:00:10"))).toBe(true);
  });
});
