/** A bot's liquidation warnings: what they say, and what ends them, since the bot itself never says that one is over. */
import { describe, expect, test } from "vitest";
import { BOT_LIQUIDATION_WARNINGS_MAX, applyPatch, type LiquidationWarning } from "@fillcast/protocol";
import { evolve, initialState, serve } from "../../../../../../parties/feed/state/fold/evolve.ts";
import { Feed, tradeBodies, type Body } from "../../../../../support/freqtrade-events.ts";
import { after, BUY, FINAL, SELL } from "../../../../../support/stories.ts";

const trade = tradeBodies();
const { trade_id: id = "", pair = "" } = trade.entry();

/** As Freqtrade 2026.9 posts it: long, bought at 2.0, 15 % left. */
function warning(changes: Body = {}): Body {
  return {
    type: "liquidation_warning",
    exchange: "Binance",
    margin_mode: "isolated",
    trade_id: id,
    pair,
    base_currency: "ETH",
    quote_currency: "USDT",
    direction: "Long",
    leverage: "10.0",
    current_rate: "1.83",
    liquidation_price: "1.8",
    remaining_ratio: "0.15",
    warn_ratio: "0.2",
    positions_at_risk: "1",
    open_positions: "3",
    ...changes,
  };
}

const held = (...bodies: Body[]): readonly LiquidationWarning[] =>
  after(...bodies).bots["spot-1"]?.liquidationWarnings ?? [];
const opened = [trade.entry(), trade.entryFill(BUY)];

test("a warning says which position, what is left, and when", () => {
  expect(held(...opened, warning())).toEqual([
    {
      trade: id,
      pair,
      direction: "long",
      currentRate: "1.83",
      liquidationPrice: "1.8",
      remainingRatio: "0.15",
      warnRatio: "0.2",
      positionsAtRisk: 1,
      openPositions: 3,
      at: expect.any(Number) as number,
    },
  ]);
});

test("a warning's rate is the newest price of its trade, while that is open", () => {
  const priceAfter = (...bodies: Body[]) => Object.values(after(...bodies).trades).map(({ lastPrice }) => lastPrice);
  expect(priceAfter(...opened, warning())).toEqual(["1.83"]);
  expect(priceAfter(...opened, warning({ current_rate: "nan" }))).toEqual(["2"]);
  expect(priceAfter(...opened, warning({ pair: "ADA/USDT" }))).toEqual(["2"]);
  expect(priceAfter(...opened, trade.exitFill({ ...SELL, ...FINAL }), warning())).not.toContain("1.83");
});

test("a warning of a trade that was never heard of counts too, and its close ends it", () => {
  expect(held(warning())).toHaveLength(1);
  expect(held(warning(), trade.exitFill({ ...SELL, ...FINAL }))).toEqual([]);
});

test("a newer warning of a position replaces its older one", () => {
  const ratios = held(...opened, warning(), warning({ remaining_ratio: "0.07", current_rate: "1.814" }));
  expect(ratios.map(({ remainingRatio }) => remainingRatio)).toEqual(["0.07"]);
});

test("isolated positions are warned of one by one, an account with cross margin once", () => {
  const other = { trade_id: "99", pair: "BTC/USDT:USDT" };
  expect(held(...opened, warning(), warning(other))).toHaveLength(2);
  const cross = { margin_mode: "cross" };
  expect(held(...opened, warning(cross), warning({ ...other, ...cross })).map(({ pair: of }) => of)).toEqual([
    "BTC/USDT:USDT",
  ]);
});

describe("it ends", () => {
  test("with the trade, by whatever closes it", () => {
    expect(held(...opened, warning(), trade.exitFill({ ...SELL, ...FINAL, exit_reason: "liquidation" }))).toEqual([]);
  });

  test("as the bot uses the id for another trade", () => {
    const next = { open_date: "2024-10-25 09:15:03+00:00" };
    expect(held(...opened, warning(), trade.entry(next))).toEqual([]);
  });

  test("as a later message names a rate that is well away: over 1.2 times what the bot warns at", () => {
    // 0.15 left at 1.83, 0.03 above 1.8: 0.24 is left at 1.848.
    const order = (rate: string) => trade.entry({ current_rate: rate, sub_trade: "True" });
    expect(held(...opened, warning(), order("1.848"))).toHaveLength(1);
    expect(held(...opened, warning(), order("1.8481"))).toEqual([]);
    expect(held(...opened, warning(), order("1.79"))).toHaveLength(1);
  });

  test("for a short as the price falls", () => {
    const short = warning({ direction: "Short", current_rate: "2.17", liquidation_price: "2.2" });
    expect(held(short, trade.entry({ current_rate: "2.16" }))).toHaveLength(1);
    expect(held(short, trade.entry({ current_rate: "2.15" }))).toEqual([]);
  });
});

describe("it stays", () => {
  test("after a partial exit near the liquidation price", () => {
    const part = {
      amount: "5.0",
      close_rate: "1.82",
      current_rate: "None",
      profit_amount: "-0.9",
      cumulative_profit: "-0.9",
    };
    expect(
      held(...opened, warning(), trade.exitFill({ ...part, sub_trade: "True", is_final_exit: "False" })),
    ).toHaveLength(1);
  });

  test("after an order far from the market that has not filled, and a message of another pair", () => {
    expect(held(...opened, warning(), trade.exit({ close_rate: "3.0", current_rate: "1.83" }))).toHaveLength(1);
    expect(
      held(...opened, warning(), trade.entry({ trade_id: "50", pair: "BTC/USDT", current_rate: "9" })),
    ).toHaveLength(1);
  });

  test("after a status, a start and a stop: none of them says that the position is safe", () => {
    const texts = ["status", "startup", "warning"].map((type) => ({ type, status: "stopped" }));
    expect(held(...opened, warning(), ...texts)).toHaveLength(1);
  });
});

test("one that comes late, after its trade has closed, is none", () => {
  expect(held(...opened, trade.exitFill({ ...SELL, ...FINAL }), warning())).toEqual([]);
});

test("a warning between a fill and the cancel of its rest leaves the fill counted", () => {
  const cancel = trade.entryCancel({ reason: "cancelled due to timeout, partially filled" });
  const state = after(...opened, warning(), cancel);
  expect(state.trades[trade.key]).toMatchObject({ status: "open", amount: "10", averageEntry: "2" });
});

test("figures that cannot be read are unknown, and the warning holds until the trade ends", () => {
  const odd = warning({ current_rate: "nan", remaining_ratio: "None", positions_at_risk: "-1", leverage: "" });
  expect(held(...opened, odd, trade.entry({ current_rate: "5" }))).toMatchObject([
    { currentRate: null, remainingRatio: null, positionsAtRisk: null },
  ]);
});

test("a bot's warnings are bounded, the newest stay, and patches bring them", () => {
  const feed = new Feed();
  const fold = initialState();
  let state = serve(fold, 0);
  const count = BOT_LIQUIDATION_WARNINGS_MAX + 2;
  for (let n = 1; n <= count; n++) state = applyPatch(state, evolve(fold, feed.post(warning({ trade_id: `${n}` }))));
  expect(state).toEqual(serve(fold, feed.events.at(-1)!.at));
  const ids = state.bots["spot-1"]!.liquidationWarnings!.map((row) => row.trade);
  expect([ids.length, ids[0], ids.at(-1)]).toEqual([BOT_LIQUIDATION_WARNINGS_MAX, "3", `${count}`]);
});
