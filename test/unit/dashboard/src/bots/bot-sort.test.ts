/** Sorting bots: unknown last either way, equals by name, and money only beside money of its book. */
import { Big } from "big.js";
import { expect, it } from "vitest";
import {
  type BotSortValue,
  botSortingText,
  compareBots,
  parseBotSorting,
} from "../../../../../dashboard/src/bots/bot-sort.ts";

const order = (descending: boolean, values: { readonly [name: string]: BotSortValue | null }): string =>
  Object.entries(values)
    .map(([shownName, value]) => ({ shownName, value }))
    .sort(compareBots(descending))
    .map(({ shownName }) => shownName)
    .join(" ");

it("puts what is unknown last either way, and equals by name", () => {
  const values = { b10: 2, b2: 2, none: null, a: 3, c: 1 };
  expect(order(false, values)).toBe("c b2 b10 a none");
  expect(order(true, values)).toBe("a b2 b10 c none");
});

it("sorts money within its book, and the books in their order either way", () => {
  const money = (book: number, value: string): BotSortValue => ({ book, value: new Big(value) });
  const values = { x: money(1, "900"), y: money(0, "-5"), z: money(0, "0.0000000000000000001") };
  expect(order(true, values)).toBe("z y x");
  expect(order(false, values)).toBe("y z x");
});

it("reads an address, and what is no column is no sorting", () => {
  expect(parseBotSorting("-realised")).toEqual({ key: "realised", descending: true });
  expect(parseBotSorting("errors")).toEqual({ key: "errors", descending: false });
  expect([parseBotSorting(null), parseBotSorting("--errors"), parseBotSorting("constructor")]).toEqual([
    null,
    null,
    null,
  ]);
  expect(botSortingText({ key: "month", descending: true })).toBe("-month");
});
