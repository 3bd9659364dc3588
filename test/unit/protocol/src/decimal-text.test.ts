import { Big } from "big.js";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDecimal } from "@fillcast/protocol";

describe("a decimal's text", () => {
  test.each([
    ["470.0", "470"],
    ["1.099e-05", "0.00001099"],
    ["1e+16", "10000000000000000"],
    ["-0.0", "0"],
    ["0", "0"],
    ["007.50", "7.5"],
    ["-24.9192919", "-24.9192919"],
    [".5", "0.5"],
    ["5.", "5"],
    ["0.049620300000000006", "0.049620300000000006"],
  ])("%s is written %s", (text, canonical) => {
    expect(parseDecimal(text)).toBe(canonical);
  });

  test.each([
    ["", null],
    ["nan", null],
    ["inf", null],
    ["-Infinity", null],
    ["1,5", null],
    ["0x1f", null],
    [" 1", null],
    ["1e", null],
    ["--1", null],
    [".", null],
    [Number.NaN, null],
    [null, null],
    [undefined, null],
    [true, null],
    [["1"], null],
  ])("%j is none", (value, none) => {
    expect(parseDecimal(value)).toBe(none);
  });

  test("a JSON number is read by its digits", () => {
    expect(parseDecimal(0.1)).toBe("0.1");
    expect(parseDecimal(1e21)).toBe("1000000000000000000000");
  });

  test("a number beyond any price is none, so that no message can fill the memory", () => {
    expect(parseDecimal("1e63")).toBe(`1${"0".repeat(63)}`);
    expect(parseDecimal("1e64")).toBeNull();
    expect(parseDecimal("1e-64")).toBe(`0.${"0".repeat(63)}1`);
    expect(parseDecimal("1e-65")).toBeNull();
    expect(parseDecimal("1e9999")).toBeNull();
    expect(parseDecimal("9".repeat(200))).toBeNull();
  });

  test("is the one that the decimal library writes, whatever a bot's spelling", () => {
    const digits = (max: number) =>
      fc.array(fc.constantFrom("0", "0", "1", "2", "9", "5"), { maxLength: max }).map((chosen) => chosen.join(""));
    const text = fc
      .tuple(
        fc.constantFrom("", "-"),
        digits(66),
        fc.constantFrom("", "."),
        digits(66),
        fc.integer({ min: -80, max: 80 }),
      )
      .map(
        ([sign, whole, point, fraction, e]) =>
          `${sign}${whole}${point}${point === "" ? "" : fraction}${e === 0 ? "" : `e${e}`}`,
      );
    fc.assert(
      fc.property(text, (written) => {
        const canonical = parseDecimal(written);
        fc.pre(canonical !== null);
        expect(canonical).toBe(new Big(written).toFixed());
      }),
      { numRuns: 2_000 },
    );
  });
});
