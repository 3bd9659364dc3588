import { describe, expect, test } from "vitest";
import { accountValue, answerRoute, type BotNow } from "../../../demo/bot-answers.ts";
import { priceOf } from "../../../demo/market.ts";
import { BOTS } from "../../../demo/roster.ts";
import { playBooks, START_MS } from "../../support/demo-play.ts";

type Row = Readonly<Record<string, unknown>>;
const RELAYED = BOTS.filter(({ relayed }) => relayed !== null);
const { books, course } = playBooks(1);

function now(name: string): BotNow {
  return {
    profile: RELAYED.find((bot) => bot.name === name)!,
    books: books[name]!,
    priceOf: (pairIndex) => priceOf(course.market, pairIndex),
    locks: [{ pair: "BTC/USDT", untilMs: START_MS + 60_000 }],
    nowMs: START_MS,
  };
}

const answer = (name: string, route: string, query = ""): unknown =>
  answerRoute(now(name), route, new URLSearchParams(query));
const ask = (name: string, route: string, query = ""): Row => answer(name, route, query) as Row;
const sum = (rows: readonly Row[], name: string): number => rows.reduce((total, row) => total + Number(row[name]), 0);

describe.each(RELAYED.map(({ name }) => name))("the API of %s", (name) => {
  const open = answer(name, "status") as Row[];
  const trades = ask(name, "trades")["trades"] as Row[];

  test("counts one account: profit, balance, days and the line of its value agree with its trades", () => {
    const profit = ask(name, "profit");
    expect(profit["profit_closed_coin"]).toBeCloseTo(sum(trades, "close_profit_abs"), 6);
    const held = sum(open, "profit_abs") + sum(open, "realized_profit");
    expect(Number(profit["profit_all_coin"]) - Number(profit["profit_closed_coin"])).toBeCloseTo(held, 6);
    const balance = ask(name, "balance");
    const value = Number(balance["starting_capital"]) + Number(profit["profit_all_coin"]);
    expect(accountValue(now(name))).toBeCloseTo(value, 6);
    const free = Number((balance["currencies"] as Row[])[0]!["free"]);
    expect(free).toBeGreaterThan(0);
    expect(free + sum(open, "stake_amount") - sum(open, "realized_profit")).toBeCloseTo(
      Number(balance["starting_capital"]) + sum(trades, "close_profit_abs"),
      0,
    );
    const data = ask(name, "daily", "timescale=40")["data"] as Row[];
    expect(sum(data, "abs_profit")).toBeCloseTo(sum(trades, "close_profit_abs"), 6);
    expect(sum(data, "trade_count")).toBe(trades.length);
    const { columns, data: line } = answer(name, "historic_balance") as {
      readonly columns: string[];
      readonly data: unknown[][];
    };
    const values = line.map((row) => Number(row[columns.indexOf("total_quote")]));
    expect(values.length).toBeGreaterThan(250);
    expect(Math.abs(values.at(-1)! - value)).toBeLessThan(value / 20);
  });

  test("pages its closed trades by id, and knows each of them", () => {
    const pages = [0, 20, 40, 60, 80].flatMap(
      (offset) => ask(name, "trades", `limit=20&offset=${offset}&order_by_id=true`)["trades"] as Row[],
    );
    expect(pages).toEqual(trades);
    const ids = trades.map((trade) => Number(trade["trade_id"]));
    expect(ids.toSorted((a, b) => a - b)).toEqual(ids);
    expect(ask(name, "trades", "limit=1")).toMatchObject({ trades_count: 1, total_trades: trades.length });
    expect(ask(name, `trade/${ids[0]}`)).toEqual(trades[0]);
    expect(ask(name, "trade/999999")).toBeUndefined();
    expect(ask(name, "forceexit")).toBeUndefined();
  });

  test("lists orders whose sums are the trade", () => {
    for (const trade of trades) {
      const orders = trade["orders"] as Row[];
      const filled = (isEntry: boolean): number =>
        sum(
          orders.filter((order) => order["ft_is_entry"] === isEntry),
          "filled",
        );
      expect(filled(true)).toBeCloseTo(filled(false), 6);
      expect(orders.at(-1)).toMatchObject({ order_filled_timestamp: trade["close_timestamp"], status: "closed" });
      expect(new Set(orders.map((order) => order["order_id"])).size).toBe(orders.length);
    }
  });

  test("shows a stop that the market has not reached, and beyond it the liquidation of a leveraged trade", () => {
    expect(open.length).toBeGreaterThan(0);
    for (const {
      is_short: isShort,
      current_rate: rate,
      stop_loss_abs: stop,
      liquidation_price: end,
      ...trade
    } of open) {
      const distance = Number(trade["stoploss_current_dist_ratio"]);
      expect(distance).toBeCloseTo((Number(stop) - Number(rate)) / Number(rate), 6);
      expect(isShort === true ? distance : -distance).toBeGreaterThan(0);
      if (trade["leverage"] === 1) expect(end).toBeNull();
      else expect(Number(end)).toBeGreaterThan(Number(stop));
    }
  });
});
