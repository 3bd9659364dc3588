import { describe, expect, test } from "vitest";
import { applyFill, profitOf, type Trade } from "../../../demo/trade.ts";

const trade = (changes: Partial<Trade>): Trade => ({
  id: 41,
  pairIndex: 1,
  short: false,
  leverage: 1,
  feeRatio: 0.001,
  openedAtUs: 0,
  tag: "ema_cross",
  fills: [],
  order: null,
  amount: 0,
  openRate: 2531.17,
  stakeAmount: 100,
  realized: 0,
  exitReason: null,
  closeRatio: null,
  ...changes,
});

// The expected numbers are those of Freqtrade's messages in test/fixtures/freqtrade/webhook-bodies.json.
describe("a trade counts as Freqtrade does", () => {
  test("two entries, a partial and a final exit", () => {
    let long = applyFill(trade({}), { side: "entry", amount: 0.0394605, rate: 2531.17 }, false);
    expect(long.stakeAmount).toBe(99.881233785);
    long = applyFill(long, { side: "entry", amount: 0.0401598, rate: 2487.9 }, false);
    expect(long.openRate).toBeCloseTo(2509.3449811794226, 11);
    expect(long.stakeAmount).toBe(199.794800205);

    expect(profitOf(long, 2560.33, 0.03)).toEqual({ amount: 1.37746032, ratio: 0.01827946 });
    long = applyFill(long, { side: "exit", amount: 0.03, rate: 2560.33 }, false);
    expect(long.realized).toBe(1.37746032);
    expect(long.openRate).toBeCloseTo(2509.3449811794226, 11);
    expect(long.stakeAmount).toBeCloseTo(124.51445076961731, 10);

    expect(profitOf(long, 2598.01)).toEqual({ amount: 4.14615635, ratio: 0.03326533 });
    const closed = applyFill(long, { side: "exit", amount: long.amount, rate: 2598.01 }, true);
    expect(closed.realized).toBeCloseTo(5.52361667, 10);
    // Over all that was put in, entry fees included.
    expect(closed.closeRatio).toBeCloseTo(5.52361667 / (199.794800205 * 1.001), 10);
    expect(closed.amount).toBe(long.amount);
  });

  test("a short with leverage loses more than its stake at liquidation", () => {
    const short = applyFill(
      trade({ short: true, leverage: 5, feeRatio: 0.0006 }),
      { side: "entry", amount: 470, rate: 0.5287 },
      false,
    );
    expect(short.stakeAmount).toBeCloseTo(49.6978, 10);
    const profit = profitOf(short, 0.6341, 235);
    expect(profit.ratio).toBeCloseTo(-1.0035, 3);
    expect(profit.amount).toBeCloseTo(-24.933, 2);
    // At a price of zero, as after a cancelled exit: everything won, times leverage.
    expect(profitOf(short, 0).ratio).toBe(5);
  });
});
