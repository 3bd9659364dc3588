import { Big } from "big.js";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toExact } from "../../../../src/history/exact.ts";
import { spreadOf } from "../../../../src/history/profit-spread.ts";
import type { Close } from "../../../../src/history/profit-sums.ts";

const HOUR_MS = 3_600_000;
const closes = (results: readonly string[], hours: readonly number[] = []): readonly Close[] =>
  results.map((realised, index) => ({
    key: String(index),
    at: index,
    seq: index,
    realised: toExact(realised),
    fees: null,
    holdMs: (hours[index] ?? 1) * HOUR_MS,
  }));
const textOf = (results: readonly string[]): readonly string[] =>
  spreadOf(closes(results)).histogram.map(({ from, to, closed }) => `${from ?? ""}..${to ?? ""} ${closed}`);

describe("how closed trades lie", () => {
  it("says how long winners and losers were held, and leaves out what is neither", () => {
    const { winHoldMs, lossHoldMs } = spreadOf(closes(["1", "2", "-1", "0"], [1, 4, 7, 99]));
    expect([winHoldMs, lossHoldMs]).toEqual([2.5 * HOUR_MS, 7 * HOUR_MS]);
    expect(spreadOf(closes(["0"]))).toMatchObject({ winHoldMs: null, lossHoldMs: null });
  });

  it.each([
    [[], 0, 0, 0],
    [["1", "1", "-1", "-1", "-1", "1"], 2, 3, 1],
    [["-1", "-2", "0", "-3"], 0, 2, -1],
    [["1", "0"], 1, 0, 0],
  ] as const)("counts runs of %j", (results, longestWins, longestLosses, streak) => {
    expect(spreadOf(closes(results))).toMatchObject({ longestWins, longestLosses, streak });
  });

  it("counts results between round bounds, of which zero is one", () => {
    expect(textOf([])).toEqual([]);
    expect(textOf(["0"])).toEqual(["0..1 1"]);
    expect(textOf(["-0.00000003"])).toEqual(["-0.00000003..-0.000000028 1"]);
    expect(textOf(["-1", "0", "3"])).toEqual([
      "-1..-0.8 1",
      ...["-0.8..-0.6", "-0.6..-0.4", "-0.4..-0.2", "-0.2..0"].map((bounds) => `${bounds} 0`),
      "0..0.2 1",
      ...Array.from({ length: 14 }, (_, index) => `${(index + 1) / 5}..${(index + 2) / 5} 0`),
      "3..3.2 1",
    ]);
  });

  it("lets no result that is rare make all others one bar", () => {
    const usual = Array.from({ length: 200 }, (_, index) => String((index % 20) - 10));
    const rows = textOf([...usual, "1000000", "-7000"]);
    expect(rows).toHaveLength(20);
    expect([rows[0], rows.at(-1)]).toEqual(["..-9 11", "9.. 11"]);
  });

  it("counts each trade once, in bounds that follow each other, whatever the results are", () => {
    const result = fc
      .tuple(fc.integer({ min: -99_999, max: 99_999 }), fc.integer({ min: -12, max: 12 }))
      .map(([digits, exponent]) => new Big(digits).times(new Big(10).pow(exponent)).toFixed());
    fc.assert(
      fc.property(fc.array(result, { minLength: 1, maxLength: 120 }), (results) => {
        const { histogram } = spreadOf(closes(results));
        expect(histogram.length).toBeLessThanOrEqual(22);
        expect(histogram.reduce((sum, { closed }) => sum + closed, 0)).toBe(results.length);
        for (const [index, { from, to, closed }] of histogram.entries()) {
          if (index > 0) expect(from).toBe(histogram[index - 1]!.to);
          const inside = results.filter(
            (each) => (from === null || new Big(each).gte(from)) && (to === null || new Big(each).lt(to)),
          );
          expect(inside).toHaveLength(closed);
          expect(from === null || to === null || new Big(from).gte(0) || new Big(to).lte(0)).toBe(true);
        }
      }),
    );
  });
});
