import { describe, expect, test } from "vitest";
import {
  absolute,
  add,
  compare,
  divide,
  isNear,
  multiply,
  parseDecimal,
  sign,
  subtract,
} from "../../../parties/feed/state/decimal.ts";

describe("a decimal", () => {
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

  test("sums and products are exact where floats are not", () => {
    expect(add("0.1", "0.2")).toBe("0.3");
    expect(subtract("0.3", "0.3")).toBe("0");
    expect(multiply("0.0394605", "2531.17")).toBe("99.881233785");
    expect(multiply("-1", "0")).toBe("0");
  });

  test("quotients carry 18 significant digits and more, however small they are", () => {
    expect(divide("1", "3")).toBe("0.3333333333333333333333333333");
    expect(divide("2e-30", "3e20")).toBe(`0.${"0".repeat(50)}6666666666666666666666666667`);
    expect(divide("10", "4")).toBe("2.5");
    expect(divide("-1", "8")).toBe("-0.125");
  });

  test("signs and order", () => {
    expect([sign("-0.1"), sign("0"), sign("3")]).toEqual([-1, 0, 1]);
    expect([absolute("-3"), absolute("3"), absolute("0")]).toEqual(["3", "3", "0"]);
    expect([compare("9", "10"), compare("2", "2"), compare("-9", "-10")]).toEqual([-1, 0, 1]);
  });

  test("two numbers are near by a part of the larger one", () => {
    expect(isNear("100", "99", "0.01")).toBe(true);
    expect(isNear("100", "98.9", "0.01")).toBe(false);
    expect(isNear("-100", "100", "0.01")).toBe(false);
    expect(isNear("0", "0", "0.01")).toBe(true);
    expect(isNear("0", "0.0001", "0.01")).toBe(false);
  });
});
