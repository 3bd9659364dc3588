import { describe, expect, test } from "vitest";
import type { TradeEvent } from "fillcast";
import type { RangeBounds } from "../../../../../dashboard/src/figures/days.ts";
import { type Execution, ExecutionFold, type ModeOf } from "../../../../../dashboard/src/profit/executions.ts";

const OPENED = Date.parse("2026-03-01T10:00:00.123Z");
const MINUTE_MS = 60_000;
const ALL: RangeBounds = { from: null, to: null };
let seq = 0;

function event(minutes: number, type: string, data: object, more: object = {}): TradeEvent {
  seq += 1;
  const at = OPENED + minutes * MINUTE_MS;
  return {
    id: String(seq),
    seq,
    type,
    bot: "alpha",
    source: "api",
    mode: "live",
    ts: at,
    at: at + 500,
    pair: "ETH/USDT",
    trade: { id: "7", openedAt: "2026-03-01T10:00:00.123456Z" },
    data,
    ...more,
  } as unknown as TradeEvent;
}
const bought = (minutes: number, more?: object) =>
  event(minutes, "entry_fill", { side: "buy", price: "100", amount: "2", currency: "USDT" }, more);
const sold = (minutes: number, profit: string, amount = "2", more: object = {}) =>
  event(minutes, "exit_fill", { side: "sell", price: "101.5", amount, profit, currency: "USDT", ...more });

function rowsOf(events: readonly TradeEvent[], bounds = ALL, mode?: ModeOf): readonly Execution[] {
  const fold = new ExecutionFold();
  for (const each of events) fold.add(each);
  return fold.rows(bounds, () => mode);
}
const textOf = ({ kind, side, amount, price, value, fee, realised }: Execution): string =>
  [kind, side, amount, price, value, fee ?? "-", realised ?? "-"].join(" ");

const order = (minutes: number, isEntry: boolean, filled: number, price: number) => ({
  order_id: `${isEntry} ${minutes}`,
  ft_order_side: isEntry ? "buy" : "sell",
  ft_is_entry: isEntry,
  is_open: false,
  filled,
  amount: filled,
  average: price,
  order_filled_timestamp: OPENED + minutes * MINUTE_MS,
});
const snapshot = (orders: readonly object[], more: object = {}) =>
  event(
    99,
    "trade_snapshot",
    { is_open: false, is_short: false, fee_open: 0.001, fee_close: 0.002, close_profit_abs: 4, orders, ...more },
    { trade: { id: "7", openedAt: "2026-03-01T10:00:00.123Z" } },
  );

describe("executions of messages", () => {
  test("are a row for each fill, with what it was worth, exactly", () => {
    const rows = rowsOf([bought(0), sold(5, "1.5", "0.5"), sold(9, "2.25", "1.5", { final: true, fee: "0.3" })]);
    expect(rows.map(textOf)).toEqual([
      "entry buy 2 100 200 - -",
      "exit sell 0.5 101.5 50.75 - 1.5",
      "exit sell 1.5 101.5 152.25 0.3 2.25",
    ]);
    expect(rows[1]).toMatchObject({
      at: OPENED + 5 * MINUTE_MS,
      bot: "alpha",
      mode: "live",
      pair: "ETH/USDT",
      direction: "long",
      currency: "USDT",
      trade: "7",
      openedAt: OPENED,
    });
  });

  test("have a corrected close once", () => {
    const rows = rowsOf([bought(0), sold(9, "2", "2", { final: true }), sold(10, "1.9", "2", { final: true })]);
    expect(rows.map(({ realised }) => realised)).toEqual([null, "1.9"]);
  });

  test("are those of the range, both ends included", () => {
    const at = OPENED + 5 * MINUTE_MS;
    const shown = (from: number | null, to: number | null) =>
      rowsOf([bought(0), sold(5, "1")], { from, to }).map(({ kind }) => kind);
    expect(shown(at, at)).toEqual(["exit"]);
    expect(shown(null, at - 1)).toEqual(["entry"]);
    expect(shown(at + 1, null)).toEqual([]);
  });

  test("tell trades of one id apart, and say nothing that nobody said", () => {
    const later = { trade: { id: "7", openedAt: "2026-03-02T10:00:00Z" } };
    const rows = rowsOf([bought(0), bought(24 * 60, later), event(1, "exit_fill", {}, { trade: { id: "8" } })]);
    expect(rows.map(({ trade, openedAt }) => [trade, openedAt])).toEqual([
      ["7", OPENED],
      ["8", null],
      ["7", Date.parse("2026-03-02T10:00:00Z")],
    ]);
    expect(rows[1]).toMatchObject({ amount: null, price: null, value: null, fee: null, realised: null, side: null });
  });

  test("have the mode that the owner says of that time", () => {
    const said: ModeOf = { mode: "live", modeSpans: [{ mode: "dry", from: OPENED - 1, to: OPENED }] };
    expect(rowsOf([bought(0)], ALL, said)[0]?.mode).toBe("dry");
    expect(rowsOf([bought(0, { mode: undefined })])[0]?.mode).toBe("unknown");
  });
});

describe("executions that a relay tells of", () => {
  test("are its orders with their fees, and bring what the messages say", () => {
    const orders = [order(0, true, 2, 100), order(5, false, 0.5, 102), order(9, false, 1.5, 103)];
    const messages = [bought(0), sold(5, "1", "0.5"), sold(9, "3", "1.5", { final: true })];
    expect(rowsOf([...messages, snapshot(orders)]).map(textOf)).toEqual([
      "entry buy 2 100 200 0.2 -",
      "exit sell 0.5 102 51 0.102 1",
      "exit sell 1.5 103 154.5 0.309 3",
    ]);
  });

  test("are there without any message, and an order that filled nothing is none", () => {
    const orders = [order(0, true, 2, 100), order(3, true, 0, 99), order(9, false, 2, 103)];
    expect(rowsOf([snapshot(orders)]).map(textOf)).toEqual([
      "entry buy 2 100 200 0.2 -",
      "exit sell 2 103 206 0.412 4",
    ]);
  });

  test("have fees also where their orders are left out", () => {
    const rows = rowsOf([bought(0), sold(9, "2", "2", { final: true }), snapshot([])]);
    expect(rows.map(({ fee }) => fee)).toEqual(["0.2", "0.406"]);
  });
});
