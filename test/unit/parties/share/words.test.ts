import { describe, expect, it } from "vitest";
import {
  delayWords,
  duration,
  escapeHtml,
  money,
  percent,
  plainPercent,
  shareOf,
} from "../../../../parties/share/words.ts";

it.each([
  ["0.0125", "+1.25%"],
  ["-0.005", "−0.50%"],
  ["0", "0.00%"],
  ["12.3456", "+1,234.56%"],
])("a ratio of %s reads %s", (ratio, words) => {
  expect(percent(ratio)).toBe(words);
});

describe("words", () => {
  it("have the decimals of their currency, and no sign where nothing is left", () => {
    expect(money("1234.5", "USDT")).toBe("+1,234.50 USDT");
    expect(money("-0.0012345", "BTC")).toBe("−0.001235 BTC");
    expect(money("-0.001", "USDT")).toBe("0.00 USDT");
    expect(plainPercent("0.2")).toBe("20.00%");
    expect(shareOf(5, 8)).toBe("62.5%");
    expect(shareOf(0, 0)).toBeNull();
  });

  it.each([
    [20_000, "under 1m"],
    [35 * 60_000, "35m"],
    [2 * 3_600_000, "2h"],
    [26 * 3_600_000 + 60_000, "1d 2h"],
  ])("of %d ms are %s", (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  it.each([
    [1, "1 second"],
    [90, "90 seconds"],
    [900, "15 minutes"],
    [86_400, "1 day"],
  ])("of a delay of %d s are %s", (seconds, text) => {
    expect(delayWords(seconds)).toBe(text);
  });

  it("have no markup", () => {
    expect(escapeHtml(`<a href="x">'&`)).toBe("&#60;a href=&#34;x&#34;&#62;&#39;&#38;");
  });
});
