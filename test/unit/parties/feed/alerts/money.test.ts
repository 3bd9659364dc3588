import { expect, it } from "vitest";
import { moneyText, percentText, stakeText } from "../../../../../parties/feed/alerts/money.ts";

it.each([
  ["12.4", "USDT", "+12.40 USDT"],
  ["-0.049620300000000006", "USDT", "-0.050 USDT"],
  ["0", "USDT", "0.00 USDT"],
  ["0.00001099", "BTC", "+0.000011 BTC"],
  ["0.0000000012345", "BTC", "+0.0000000012 BTC"],
  ["1234567890123456789.125", "USDT", "+1234567890123456789.13 USDT"],
  ["-0.0000000000000001", "USDT", "0.000000000000 USDT"],
  ["1.5", "unknown", "+1.50"],
  ["1.5", null, "+1.50"],
])("%s %s is %s", (amount, currency, text) => {
  expect(moneyText(amount, currency)).toBe(text);
});

it("writes ratios in percent, and a stake without a sign", () => {
  expect([percentText("0.02764645"), percentText("-0.5"), percentText("0")]).toEqual(["+2.76%", "-50.00%", "0.00%"]);
  expect(stakeText("99.881233785", "USDT")).toBe("99.88 USDT");
});
