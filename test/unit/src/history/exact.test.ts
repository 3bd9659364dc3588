import { Big } from "big.js";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDecimal } from "@fillcast/protocol";
import { compareExact, NOTHING, plus, toExact, toText } from "../../../../src/history/exact.ts";

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: 0, max: 40 }))
  .map(([units, scale]) => parseDecimal(new Big(String(units)).times(new Big(10).pow(-scale)).toFixed())!);

describe("an exact sum", () => {
  it("is what the decimal library makes of the same texts, to the last digit", () => {
    fc.assert(
      fc.property(fc.array(decimal, { maxLength: 12 }), (texts) => {
        const sum = texts.map(toExact).reduce(plus, NOTHING);
        expect(toText(sum)).toBe(texts.reduce((total, text) => total.plus(text), new Big(0)).toFixed());
      }),
    );
  });

  it("orders numbers as the decimal library does", () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        expect(compareExact(toExact(a), toExact(b))).toBe(new Big(a).cmp(b));
      }),
    );
  });

  it.each(["0", "-0.5", "0.000000000000000001", "-120", "100.01", "0.30000000000000004"])(
    "keeps %s as it is",
    (text) => {
      expect(toText(toExact(text))).toBe(text);
    },
  );
});
