import { describe, expect, test } from "vitest";
import { awareDateText, floatText, jsonText, naiveDateText } from "../../../demo/python.ts";

describe("values as Python writes them", () => {
  test("floats are the shortest text that reads back, with an exponent below 1e-4 and from 1e16", () => {
    const texts: readonly (readonly [number, string])[] = [
      [470, "470.0"],
      [0, "0.0"],
      [2531.17, "2531.17"],
      [0.049620300000000006, "0.049620300000000006"],
      [1.099e-5, "1.099e-05"],
      [0.0001, "0.0001"],
      [-0.00009, "-9e-05"],
      [9099181, "9099181.0"],
      [1e15, "1000000000000000.0"],
      [1e16, "1e+16"],
      [1.5e-12, "1.5e-12"],
      [-24.9192919, "-24.9192919"],
    ];
    for (const [value, text] of texts) expect(floatText(value)).toBe(text);
  });

  test("dates carry microseconds, none on a whole second, and a zone where Python knows one", () => {
    const instantUs = Date.UTC(2024, 9, 24, 9, 15, 3) * 1000 + 123_456;
    expect(awareDateText(instantUs)).toBe("2024-10-24 09:15:03.123456+00:00");
    expect(naiveDateText(instantUs)).toBe("2024-10-24 09:15:03.123456");
    expect(awareDateText(instantUs - 123_456)).toBe("2024-10-24 09:15:03+00:00");
    expect(naiveDateText(instantUs - 122_975)).toBe("2024-10-24 09:15:03.000481");
  });

  test("bodies are ASCII, with a space after colon and comma", () => {
    expect(jsonText({ type: "strategy_msg", msg: 'été 🚀 "x"\n' })).toBe(
      '{"type": "strategy_msg", "msg": "\\u00e9t\\u00e9 \\ud83d\\ude80 \\"x\\"\\n"}',
    );
  });
});
