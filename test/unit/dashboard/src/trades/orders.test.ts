/** Orders that a relay tells of, and what each has cost. */
import { expect, test } from "vitest";
import type { TradeEvent } from "fillcast";
import { feeOf, newestSnapshot } from "../../../../../dashboard/src/trades/orders.ts";

const snapshot = (seq: number, data: object) =>
  ({
    id: `s${seq}`,
    seq,
    at: seq,
    bot: "spot-1",
    type: "trade_snapshot",
    trade: { id: "1" },
    data,
  }) as unknown as TradeEvent;
const order = (side: "buy" | "sell", filled: number) => ({ ft_order_side: side, amount: 3, filled, safe_price: 0.1 });

test("a fee is what was filled, at its price, times the bot's fee of that side, exactly", () => {
  const told = newestSnapshot([
    snapshot(1, { fee_open: 0.001, fee_close: 0.0005, orders: [order("buy", 3), order("sell", 3), order("buy", 0)] }),
  ])!.snapshot;
  expect(told.orders?.map((one) => feeOf(one, told))).toEqual(["0.0003", "0.00015", null]);
  const silent = newestSnapshot([snapshot(1, { orders: [order("buy", 3)] })])!.snapshot;
  expect(feeOf(silent.orders![0]!, silent)).toBeNull();
});

test("the newest snapshot counts, unless it says that the trade is gone", () => {
  const events = [
    snapshot(1, { orders: [order("buy", 1)] }),
    snapshot(2, { orders: [order("buy", 2)] }),
    snapshot(3, { missing: true }),
  ];
  expect(newestSnapshot(events)).toMatchObject({ seq: 2, snapshot: { orders: [{ filled: "2" }] } });
  expect(newestSnapshot([])).toBeNull();
});
