/** Numbers as the dashboard shows them: the bot's digits, never a float's. */
import { expect, test } from "vitest";
import {
  amountOf,
  count,
  factor,
  plainDecimal,
  price,
  quantity,
  share,
  signedMoney,
  signedPercent,
  signOf,
} from "../../../../../dashboard/src/words/decimal.ts";

test("an exponent becomes plain digits, and every other digit stays as the bot wrote it", () => {
  expect(plainDecimal("1.099e-05")).toBe("0.00001099");
  expect(plainDecimal("1e+16")).toBe("10000000000000000");
  expect(plainDecimal("0.049620300000000006")).toBe("0.049620300000000006");
  expect(plainDecimal("470.0")).toBe("470.0");
});

test.each([
  ["1.099e-05", "0.00001099"],
  ["2531.17", "2,531.17"],
  ["91493.10", "91,493.1"],
  ["104321.157", "104,321.16"],
  ["2509.344981179422835633626098", "2,509.34"],
  ["17.123456", "17.1235"],
  ["0.049620300000000006", "0.0496203"],
  ["0.00000123", "0.00000123"],
  ["0.000001233798018", "0.0000012338"],
  ["9e-09", "0.000000009"],
  ["123456789", "123,456,789"],
  ["0", "0"],
])("the price %s reads %s, whether a bot told it or it was computed", (value, shown) => {
  expect(price(value)).toBe(shown);
});

test.each([
  ["0.00123456", "0.00123456"],
  ["0.0395210041", "0.039521004"],
  ["12345.6789", "12,345.679"],
  ["123456789.4", "123,456,789"],
])("the amount %s reads %s", (value, shown) => {
  expect(quantity(value)).toBe(shown);
});

test("a profit has its sign and its currency's decimals", () => {
  expect(signedMoney("84.1234", "USDT")).toBe("+84.12");
  expect(signedMoney("-3.07", "USDT")).toBe("−3.07");
  expect(signedMoney("0", "USDT")).toBe("0.00");
  expect(signedMoney("1234567.891", "USDT")).toBe("+1,234,567.89");
  expect(signedMoney("0.00012345", "BTC")).toBe("+0.000123");
});

test("a profit that would round to nothing says what it is", () => {
  expect(signedMoney("0.000381", "USDT")).toBe("+0.00038");
  expect(signedMoney("-0.0000001", "BTC")).toBe("−0.0000001");
  expect(signedPercent("-0.00001234")).toBe("−0.0012%");
});

test.each([
  ["9e-09", "BTC", "+0.000000009"],
  ["-9e-09", "BTC", "−0.000000009"],
  ["1.234e-10", "BTC", "+0.00000000012"],
  ["1e-12", "USDT", "+0.000000000001"],
  ["1.5e-06", "BTC", "+0.0000015"],
  ["0.0051", "USDT", "+0.0051"],
  ["0.054", "USDT", "+0.054"],
  ["0.05", "USDT", "+0.05"],
  ["0.5", "USDT", "+0.50"],
  ["0.996", "USDT", "+1.00"],
])("%s %s has the decimals that it takes: %s", (value, currency, shown) => {
  expect(signedMoney(value, currency)).toBe(shown);
  expect(amountOf(value, currency)).toBe(shown.replace("+", ""));
});

test("small shares and quotients have the decimals that they take", () => {
  expect(share("0.66666666", 1)).toBe("66.7%");
  expect(share("0.0004", 1)).toBe("0.04%");
  expect(share("0.001", 0)).toBe("0.1%");
  expect([share("0", 1), share("0.05", 0), share("0.5", 0), share("1", 1)]).toEqual(["0.0%", "5%", "50%", "100.0%"]);
  expect(factor("0.00123")).toBe("0.0012");
  expect(factor("1234.5678")).toBe("1,234.57");
  expect(signedPercent("9e-09")).toBe("+0.0000009%");
});

test("what floats leave over is nothing, without sign or arrow", () => {
  expect(signedMoney("0.0000000000003", "USDT")).toBe("0.00");
  expect(signedMoney("-4.5e-13", "BTC")).toBe("0.000000");
  expect(amountOf("-2e-14", "USDT")).toBe("0.00");
  expect(signedPercent("1e-15")).toBe("0.00%");
  expect(signOf("-0.0000000000003")).toBe(0);
  expect(signOf("0.00000001")).toBe(1);
});

test("a ratio is a percentage with its sign", () => {
  expect(signedPercent("0.02764645")).toBe("+2.76%");
  expect(signedPercent("-1.25")).toBe("−125.00%");
  expect(signedPercent("0")).toBe("0.00%");
});

test("text that is no number stays as it is and has no sign", () => {
  for (const text of ["", "None", "NaN", "Infinity", "1,5", "0x10"]) {
    expect(price(text)).toBe(text);
    expect(quantity(text)).toBe(text);
    expect(signedMoney(text, "USDT")).toBe(text);
    expect(signOf(text)).toBe(0);
  }
  expect(signOf(null)).toBe(0);
});

test("amounts and counts have their thousands apart", () => {
  expect(amountOf("12345.678", "USDT")).toBe("12,345.68");
  expect(count(1_234_567)).toBe("1,234,567");
});
