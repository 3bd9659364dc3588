import { describe, expect, test } from "vitest";
import {
  absolute,
  add,
  compare,
  divide,
  isNear,
  larger,
  multiply,
  sign,
  subtract,
} from "../../../../../../parties/feed/state/fold/decimal.ts";

describe("a decimal", () => {
  test("sums and products are exact where floats are not", () => {
    expect(add("0.1", "0.2")).toBe("0.3");
    expect(subtract("0.3", "0.3")).toBe("0");
    expect(multiply("0.0394605", "2531.17")).toBe("99.881233785");
    expect(multiply("-1", "0")).toBe("0");
  });

  test("quotients are rounded to 12 significant digits, however small they are", () => {
    expect(divide("1", "3")).toBe("0.333333333333");
    expect(divide("2", "3")).toBe("0.666666666667");
    expect(divide("199794800205", "79.6203")).toBe("2509344981.18");
    expect(divide("2e-30", "3e20")).toBe(`0.${"0".repeat(50)}666666666667`);
    expect(divide("10", "4")).toBe("2.5");
    expect(divide("-1", "8")).toBe("-0.125");
  });

  test("signs and order", () => {
    expect([sign("-0.1"), sign("0"), sign("3")]).toEqual([-1, 0, 1]);
    expect([absolute("-3"), absolute("3"), absolute("0")]).toEqual(["3", "3", "0"]);
    expect([compare("9", "10"), compare("2", "2"), compare("-9", "-10")]).toEqual([-1, 0, 1]);
  });

  test("the larger of two is the one that is known, if only one is", () => {
    expect([larger("2", "10"), larger("2", null), larger(null, "2"), larger(null, null)]).toEqual([
      "10",
      "2",
      "2",
      null,
    ]);
  });

  test("two numbers are near by a part of the larger one", () => {
    expect(isNear("100", "99", "0.01")).toBe(true);
    expect(isNear("100", "98.9", "0.01")).toBe(false);
    expect(isNear("-100", "100", "0.01")).toBe(false);
    expect(isNear("0", "0", "0.01")).toBe(true);
    expect(isNear("0", "0.0001", "0.01")).toBe(false);
  });
});
