/** Which columns stand in a list. */
import { expect, test } from "vitest";
import { shownColumns, type TradeColumn } from "../../../../../dashboard/src/trades/trade-column.ts";

const column = (key: TradeColumn["key"], more: Partial<TradeColumn> = {}): TradeColumn => ({
  key,
  label: key,
  cell: () => null,
  ...more,
});
const COLUMNS = {
  all: [
    column("bot", { card: "line" }),
    column("held", { card: "fact", minor: 3 }),
    column("profit"),
    column("tag", { minor: 1 }),
    column("fees"),
  ],
  usual: new Set(["bot", "held", "profit", "tag"]),
};

test("chosen columns stand in the list's order, never give way, and stand on cards unless those begin with them", () => {
  const columns = shownColumns(COLUMNS, new Set(["fees", "tag", "profit", "held"]));
  expect(columns.map(({ key }) => key)).toEqual(["held", "profit", "tag", "fees"]);
  expect(columns.map(({ minor }) => minor)).toEqual([undefined, undefined, undefined, undefined]);
  expect(columns.map(({ card }) => card)).toEqual(["fact", undefined, "fact", "fact"]);
});

test("where nothing is chosen, seldom ones are away and the least needed give way", () => {
  expect(shownColumns(COLUMNS, undefined)).toEqual(COLUMNS.all.slice(0, 4));
  expect(shownColumns(COLUMNS, new Set())).toEqual([]);
});
