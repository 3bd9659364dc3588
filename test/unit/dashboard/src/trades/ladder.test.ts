/** The fills of a trade: from its messages, or from its orders where a relay has sent all of them. */
import { expect, test } from "vitest";
import type { TradeEvent } from "fillcast";
import { ladderOf, stopsOf } from "../../../../../dashboard/src/trades/ladder.ts";
import { trade } from "../../../../support/shown-trades.ts";

const OPENED = "2024-10-24T09:00:00Z";
const MINUTE_MS = 60_000;
const START = Date.parse(OPENED);

let seq = 0;
/** `minute` by the bot's clock, after the opening. */
function said(type: string, minute: number, data: object, own: object = {}): TradeEvent {
  seq += 1;
  const event = { id: `e${seq}`, seq, bot: "spot-1", type, ts: START + minute * MINUTE_MS, at: START + 9e9, ...own };
  return { ...event, pair: "ETH/USDT", trade: { id: "1", openedAt: OPENED }, data } as unknown as TradeEvent;
}
const bought = (minute: number, amount: string, rate: string) =>
  said("entry_fill", minute, { amount, open_rate: rate, stake_currency: "USDT" });
const sold = (minute: number, amount: string, rate: string, profit: string) =>
  said("exit_fill", minute, { amount, close_rate: rate, profit_amount: profit });
const order = (minute: number, side: "buy" | "sell", filled: string, price: string) => ({
  ft_order_side: side,
  order_id: `o${minute}`,
  status: filled === "0" ? "canceled" : "closed",
  is_open: false,
  amount: filled,
  filled,
  safe_price: price,
  order_filled_timestamp: START + minute * MINUTE_MS,
});
const snapshot = (minute: number, orders: readonly object[], more: object = {}) =>
  said("trade_snapshot", minute, { trade_id: 1, is_open: true, open_timestamp: START, orders, ...more });

test("entries, additions and exits follow each other, with what is held after each and how far each is from the average", () => {
  const events = [
    bought(0, "1", "100"),
    bought(5, "1", "90"),
    sold(9, "0.5", "104.5", "4.75"),
    sold(20, "1.5", "85.5", "-14"),
  ];
  expect(ladderOf(trade(), events)).toEqual([
    { kind: "entry", at: START, price: "100", amount: "1", move: null, held: "1", average: "100", profit: null },
    {
      kind: "addition",
      at: START + 5 * MINUTE_MS,
      price: "90",
      amount: "1",
      move: "-0.1",
      held: "2",
      average: "95",
      profit: null,
    },
    {
      kind: "partial",
      at: START + 9 * MINUTE_MS,
      price: "104.5",
      amount: "0.5",
      move: "0.1",
      held: "1.5",
      average: "95",
      profit: "4.75",
    },
    {
      kind: "exit",
      at: START + 20 * MINUTE_MS,
      price: "85.5",
      amount: "1.5",
      move: "-0.1",
      held: "0",
      average: "95",
      profit: "-14",
    },
  ]);
  const open = ladderOf(trade({ status: "open", closedAt: null }), events.slice(0, 3));
  expect(open.at(-1)?.kind).toBe("partial");
});

test("of a short, a price above the average is against it", () => {
  const rungs = ladderOf(trade({ direction: "short" }), [bought(0, "1", "100"), sold(9, "1", "110", "-10")]);
  expect(rungs.at(-1)?.move).toBe("-0.1");
});

test("what a message does not say leaves what follows from it unknown", () => {
  const rungs = ladderOf(trade(), [
    bought(0, "1", "100"),
    said("entry_fill", 5, { open_rate: "90" }),
    sold(9, "1", "95", "0"),
  ]);
  expect(rungs.map(({ held }) => held)).toEqual(["1", null, null]);
  expect(rungs.map(({ average }) => average)).toEqual(["100", null, null]);
  expect(rungs.at(-1)?.move).toBeNull();
});

test("orders of a relay stand for messages that were lost, and those that nobody filled are no fills", () => {
  const events = [
    sold(9, "2", "104.5", "19"),
    snapshot(10, [
      order(0, "buy", "1", "100"),
      order(3, "buy", "0", "80"),
      order(5, "buy", "1", "90"),
      order(9, "sell", "2", "104.5"),
    ]),
  ];
  const rungs = ladderOf(trade(), events);
  expect(rungs.map(({ kind, at, price }) => [kind, (at - START) / MINUTE_MS, price])).toEqual([
    ["entry", 0, "100"],
    ["addition", 5, "90"],
    ["exit", 9, "104.5"],
  ]);
  expect(rungs.at(-1)).toMatchObject({ profit: "19", held: "0" });
});

test("a snapshot that is older than the newest fill does not hide it", () => {
  const events = [bought(0, "1", "100"), snapshot(1, [order(0, "buy", "1", "100")]), bought(5, "1", "90")];
  expect(ladderOf(trade(), events).map(({ price }) => price)).toEqual(["100", "90"]);
});

test("a fill that came after the books were read counts once, whether they have it or not", () => {
  const listed = [order(0, "buy", "1", "100"), order(3, "buy", "1", "90")];
  const lost = ladderOf(trade(), [snapshot(4, listed), sold(9, "2", "104.5", "19")]);
  expect(lost.map(({ kind, profit }) => [kind, profit])).toEqual([
    ["entry", null],
    ["addition", null],
    ["exit", "19"],
  ]);
  const had = ladderOf(trade(), [
    snapshot(9, [...listed, order(9, "sell", "2", "104.5")]),
    sold(10, "2", "104.5", "19"),
  ]);
  expect(had.map(({ kind, held, profit }) => [kind, held, profit])).toEqual([
    ["entry", "1", null],
    ["addition", "2", null],
    ["exit", "0", "19"],
  ]);
});

test("nothing filled, no rung", () => {
  expect(ladderOf(trade(), [said("entry", 0, { amount: "1", open_rate: "100" }), snapshot(1, [])])).toEqual([]);
});

test("a stop moves when a snapshot says so; one that is known alone stands for all of the time", () => {
  const one = [snapshot(5, [], { stop_loss_abs: 90 }), snapshot(6, [], { stop_loss_abs: 90 })];
  const openTrade = trade({ status: "open", closedAt: null, stopLoss: "90" });
  expect(stopsOf(openTrade, one)).toEqual([{ at: START, price: "90" }]);
  const moved = [...one, snapshot(9, [], { stop_loss_abs: 95 })];
  expect(stopsOf(openTrade, moved)).toEqual([
    { at: START + 5 * MINUTE_MS, price: "90" },
    { at: START + 9 * MINUTE_MS, price: "95" },
  ]);
  // What a book says after the close is no move of the stop.
  expect(stopsOf(trade(), [...one, snapshot(61, [], { stop_loss_abs: 99 })])).toEqual([{ at: START, price: "90" }]);
  expect(stopsOf(trade(), [])).toEqual([]);
});
