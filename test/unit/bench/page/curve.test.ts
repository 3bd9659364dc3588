import { expect, test } from "vitest";
import { drawCurve, type Series } from "../../../../bench/page/curve.ts";

const series = (name: string, values: readonly (readonly [number, number])[]): Series => ({
  name,
  points: values.map(([x, median]) => ({ x, spread: { median, min: median, max: median } })),
});
const placesOf = (svg: string): [number, number][] =>
  [...svg.matchAll(/<circle [^>]*cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [Number(x), Number(y)]);

test("what is larger is higher, and points over a long range are evenly apart in powers", () => {
  const svg = drawCurve("t", "x", [
    series("a", [
      [1, 10],
      [10, 20],
      [100, 40],
    ]),
  ]);
  const [[x1, y1], [x2, y2], [x3, y3]] = placesOf(svg) as [[number, number], [number, number], [number, number]];
  expect(y1).toBeGreaterThan(y2);
  expect(y2).toBeGreaterThan(y3);
  expect(x2 - x1).toBeCloseTo(x3 - x2, 0);
});

test("a curve that begins at zero is drawn without powers", () => {
  const places = placesOf(
    drawCurve("t", "x", [
      series("a", [
        [0, 1],
        [500, 1],
        [1_000, 1],
      ]),
    ]),
  );
  expect(places.flat().every(Number.isFinite)).toBe(true);
  expect(places[1]![0] - places[0]![0]).toBeCloseTo(places[2]![0] - places[1]![0], 0);
});

test("names of lines that end at one place do not overlap", () => {
  const svg = drawCurve("t", "x", [
    series("a", [
      [1, 5],
      [2, 5],
    ]),
    series("b", [
      [1, 5],
      [2, 5],
    ]),
  ]);
  const yOf = (name: string): number => Number(new RegExp(`y="([\\d.]+)"[^>]*>${name}<`).exec(svg)![1]);
  expect(Math.abs(yOf("a") - yOf("b"))).toBeGreaterThanOrEqual(12);
});
