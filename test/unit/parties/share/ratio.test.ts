import { expect, it } from "vitest";
import { dividedRatio, toMicros, toRatioText } from "../../../../parties/share/ratio.ts";

it.each([
  [0, "0"],
  [49, "0"],
  [50, "0.0001"],
  [-50, "0"],
  [-51, "-0.0001"],
  [12_345, "0.0123"],
  [500_000, "0.5"],
  [-1_000_000, "-1"],
  [123_456_700, "123.4567"],
])("%d millionths leave as %s", (micros, text) => {
  expect(toRatioText(micros)).toBe(text);
});

it.each([
  [null, null],
  ["0.02764645", 27_646],
  ["1.5e-2", 15_000],
  ["1e9", null],
  ["no number", null],
])("%s is read as %s millionths", (text, micros) => {
  expect(toMicros(text)).toBe(micros);
});

it("profit by stake needs both, and a stake above zero", () => {
  expect(dividedRatio("2.5", "100")).toBe(25_000);
  expect(dividedRatio("2.5", "0")).toBeNull();
  expect(dividedRatio("2.5", "x")).toBeNull();
  expect(dividedRatio(null, "100")).toBeNull();
});
