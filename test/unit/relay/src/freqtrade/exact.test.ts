import { describe, expect, test } from "vitest";
import { parseExact } from "../../../../../relay/src/freqtrade/exact.ts";

describe("numbers of a bot", () => {
  test("stay the text that it wrote", () => {
    expect(parseExact('{"a":1e-05,"b":[0.10,-3],"c":null,"d":12345678901234567890}')).toEqual({
      a: "1e-05",
      b: ["0.10", "-3"],
      c: null,
      d: "12345678901234567890",
    });
    expect(parseExact('{"a":NaN}')).toBe(undefined);
  });
});
