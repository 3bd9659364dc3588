import { assert, integer, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { add, subtract } from "../../../../relay/src/decimal.ts";

describe("sums of decimals", () => {
  test.each([
    ["0.1", "0.2", "0.3"],
    ["10000", "-0.07000000000000001", "9999.92999999999999999"],
    ["1e-8", "1", "1.00000001"],
    ["-1.5", "1.5", "0"],
    ["-0.25", "0.05", "-0.2"],
    ["1e3", "2.50", "1002.5"],
  ])("%s and %s are %s", (a, b, sum) => expect(add(a, b)).toBe(sum));

  test("of what is none are none", () => {
    for (const none of [null, undefined, "", "NaN", {}, "1,5"]) {
      expect([add(none, "1"), add("1", none), subtract("1", none)]).toEqual([null, null, null]);
    }
  });

  test("taken back give what was there, whatever it was", () => {
    const cents = integer({ min: -1e12, max: 1e12 });
    assert(
      property(cents, cents, (a, b) => {
        const sum = add(`${a}e-4`, `${b}e-2`);
        expect(subtract(sum, `${b}e-2`)).toBe(add(`${a}e-4`, "0"));
      }),
    );
  });
});
