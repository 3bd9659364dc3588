import { describe, expect, test } from "vitest";
import type { TradeEvent } from "fillcast";
import { OrderMerger, orderUnder, type TapeLineRow } from "../../../../../dashboard/src/tape/merged-orders.ts";
import type { TapeRow } from "../../../../../dashboard/src/live/tape.ts";
import { event } from "../../../../support/shown-events.ts";

/** A message about an order of a trade. */
const said = (seq: number, type: string, id = "7", bot = "a"): TapeRow => {
  const about: TradeEvent = event(type, {}, { seq, bot, id: `e${seq}`, trade: { id } });
  return { event: about, replayed: false, recovered: false };
};
/** Newest first, as the tape has them: `12` is a line, `12<9` one that has its order 9. */
const words = (lines: readonly TapeLineRow[]): string =>
  lines.map(({ event: { seq }, order }) => (order === undefined ? `${seq}` : `${seq}<${order.seq}`)).join(" ");

describe("the lines of a tape", () => {
  test("put an order and its fill into one, whatever came between them", () => {
    const rows = [said(5, "entry_fill"), said(4, "status"), said(3, "entry", "8"), said(2, "entry"), said(1, "exit")];
    expect(words(new OrderMerger().merge(rows))).toBe("5<2 4 3 1");
  });

  test("take an order's line away when its fill arrives, and leave all others as they were", () => {
    const merger = new OrderMerger();
    const before = [said(3, "status"), said(2, "exit"), said(1, "exit", "8")];
    const lines = merger.merge(before);
    expect(words(lines)).toBe("3 2 1");
    const after = merger.merge([said(4, "exit_fill"), ...before]);
    expect(words(after)).toBe("4<2 3 1");
    expect(after[1]).toBe(lines[0]);
    expect(after[2]).toBe(lines[2]);
  });

  test("are the same as at once, however the rows came", () => {
    const types = ["entry", "entry_fill", "exit", "exit_cancel", "exit", "exit_fill", "entry_cancel", "status"];
    const rows = Array.from({ length: 200 }, (_, index) =>
      said(200 - index, types[Math.imul(index, 2_654_435_761) >>> 29]!, String(index % 3), index % 5 === 0 ? "a" : "b"),
    );
    const whole = words(new OrderMerger().merge(rows));
    expect(whole).toContain("<");
    const merger = new OrderMerger();
    for (let from = 180; from >= 0; from -= 20) merger.merge(rows.slice(from));
    expect(words(merger.merge(rows))).toBe(whole);
    const downwards = new OrderMerger();
    for (let to = 20; to < 200; to += 20) downwards.merge(rows.slice(0, to));
    expect(words(downwards.merge(rows))).toBe(whole);
  });

  test("leave an order that was cancelled, placed again, or is another side's, bot's or trade's", () => {
    expect(words(new OrderMerger().merge([said(3, "exit_fill"), said(2, "exit_cancel"), said(1, "exit")]))).toBe(
      "3 2 1",
    );
    expect(words(new OrderMerger().merge([said(3, "exit_fill"), said(2, "exit"), said(1, "exit")]))).toBe("3<2 1");
    expect(words(new OrderMerger().merge([said(3, "exit_fill"), said(2, "entry")]))).toBe("3 2");
    expect(words(new OrderMerger().merge([said(3, "exit_fill"), said(2, "exit", "7", "b")]))).toBe("3 2");
    expect(words(new OrderMerger().merge([said(3, "exit_fill"), said(2, "exit_fill"), said(1, "exit")]))).toBe("3 2<1");
  });
});

test("the order of one fill is found among the rows under it", () => {
  const rows = [said(5, "entry_fill"), said(4, "status"), said(3, "entry", "8"), said(2, "entry"), said(1, "entry")];
  expect(orderUnder(rows[0]!.event, rows)?.seq).toBe(2);
  expect(orderUnder(rows[1]!.event, rows)).toBe(null);
  expect(orderUnder(rows[3]!.event, rows)).toBe(null);
  expect(orderUnder(rows[0]!.event, rows.slice(0, 3))).toBe(null);
});
