/** Where the marks of a trade's fills stand. */
import { expect, test } from "vitest";
import type { Rung } from "../../../../../dashboard/src/trades/ladder.ts";
import { layOutLadder, ticksOf } from "../../../../../dashboard/src/trades/ladder-geometry.ts";

const SIZE = { width: 500, height: 200, scaleWidth: 60 };
const rung = (at: number, price: string | null, average: string | null = price): Rung => ({
  kind: "entry",
  at,
  price,
  amount: "1",
  move: null,
  held: "1",
  average,
  profit: null,
});

test("later stands further right and dearer higher, within the picture", () => {
  const rungs = [rung(0, "100"), rung(50, "90"), rung(100, "110")];
  const picture = layOutLadder({ rungs, stops: [{ at: 0, price: "80" }], last: { at: 200, price: "120" } }, SIZE)!;
  const [first, second, third] = picture.marks;
  expect(first!.x).toBeLessThan(second!.x);
  expect(second!.x).toBeLessThan(third!.x);
  expect(third!.y).toBeLessThan(first!.y);
  expect(first!.y).toBeLessThan(second!.y);
  expect(picture.last!.x).toBeGreaterThan(third!.x);
  for (const { x, y } of [...picture.marks, picture.last!]) {
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x).toBeLessThanOrEqual(SIZE.width - SIZE.scaleWidth);
    expect(y).toBeGreaterThanOrEqual(0);
    expect(y).toBeLessThanOrEqual(SIZE.height);
  }
  expect(picture.times.map(({ at }) => at)).toEqual([0, 200]);
});

test("average and stop are steps that go on to the end, and a stop known before the first fill begins with it", () => {
  const rungs = [rung(0, "100"), rung(100, "80", "90")];
  const { average, stop } = layOutLadder({ rungs, stops: [{ at: -50, price: "70" }], last: null }, SIZE)!;
  expect(average).toMatch(/^M10\.0 [\d.]+H430\.0V[\d.]+H430\.0$/);
  expect(stop).toMatch(/^M10\.0 [\d.]+H430\.0$/);
});

test("a fill without a price has no mark, and without any price there is no picture", () => {
  const picture = layOutLadder({ rungs: [rung(0, null), rung(1, "5")], stops: [], last: null }, SIZE)!;
  expect(picture.marks.map(({ index }) => index)).toEqual([1]);
  expect(layOutLadder({ rungs: [rung(0, null)], stops: [], last: null }, SIZE)).toBeNull();
  expect(layOutLadder({ rungs: [], stops: [], last: null }, SIZE)).toBeNull();
});

test("a single fill stands in the middle, with one price and one instant beside it", () => {
  const picture = layOutLadder({ rungs: [rung(7, "5")], stops: [], last: null }, SIZE)!;
  expect(picture.marks).toEqual([{ index: 0, x: 220, y: 100 }]);
  expect(picture.ticks).toEqual([{ value: 5, y: 100 }]);
  expect(picture.times).toEqual([{ x: 220, at: 7 }]);
});

test("a scale has a few round prices, also where they are tiny", () => {
  for (const [low, high] of [
    [60_000, 64_000],
    [0.0000011, 0.0000019],
    [-3, 9],
  ] as const) {
    const ticks = ticksOf(low, high);
    expect(ticks.length).toBeGreaterThanOrEqual(2);
    expect(ticks.length).toBeLessThanOrEqual(6);
    expect(Math.min(...ticks)).toBeGreaterThanOrEqual(low);
    expect(Math.max(...ticks)).toBeLessThanOrEqual(high);
  }
});
