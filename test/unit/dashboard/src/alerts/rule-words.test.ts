/** Rules in words, and the numbers that stand in their fields. */
import { expect, test } from "vitest";
import { percentText, positiveOf, rulesWords } from "../../../../../dashboard/src/alerts/rule-words.ts";
import { USUAL_RULES } from "../../../../../dashboard/src/live/alert-rules.ts";

const words = (change: Partial<typeof USUAL_RULES>): string =>
  rulesWords({ ...USUAL_RULES, ...change }, (bot) => bot.toUpperCase()).join(" · ");

test("rules say what they let through and when", () => {
  expect(words({})).toBe("Closed trades, exceptions, liquidation warnings, silent bots, stalled bots");
  expect(
    words({
      closed: false,
      exception: false,
      liquidation: false,
      silent: false,
      stalled: false,
      loss: { amount: "50", ratio: "0.05" },
      bots: ["a", "b"],
      dryRuns: true,
      quiet: { from: "22:00", to: "07:00", zone: "UTC" },
      summary: { at: "08:00", zone: "UTC" },
    }),
  ).toBe("Losses over 50 or 5.0% · A, B · dry runs too · quiet 22:00 to 07:00 · summary at 08:00");
  expect(words({ bots: ["a", "b", "c"] })).toContain("3 bots");
});

test("rules of nothing say so, and a summary alone is that", () => {
  const none = { closed: false, exception: false, liquidation: false, silent: false, stalled: false };
  expect(words(none)).toBe("Nothing yet");
  expect(words({ ...none, summary: { at: "08:00", zone: "UTC" } })).toBe("Summary at 08:00");
});

test.each([
  ["5", "0.05"],
  ["2,5", "0.025"],
  [" 0.1 ", "0.001"],
  ["0", null],
  ["-5", null],
  ["", null],
  ["five", null],
  ["1e400", null],
])("a percentage of %j is the ratio %j", (text, ratio) => expect(positiveOf(text, 100)).toBe(ratio));

test("a ratio stands in its field exactly", () => {
  expect(percentText("0.05")).toBe("5");
  expect(percentText("0.0333")).toBe("3.33");
  expect(percentText(null)).toBe("");
});
