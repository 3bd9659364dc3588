/** Numbers as the dashboard shows them: the bot's digits, never a float's. */
import { expect, test } from "vitest";
import {
  amountOf,
  AVERAGE_DIGITS,
  count,
  factor,
  plainDecimal,
  price,
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

test("a price keeps the bot's own digits up to ten significant ones", () => {
  expect(price("1.099e-05")).toBe("0.00001099");
  expect(price("2531.17")).toBe("2,531.17");
  expect(price("91493.10")).toBe("91,493.10");
  expect(price("0.049620300000000006")).toBe("0.0496203");
});

test("a computed average is shortened, one that a bot rounded to its price step is not", () => {
  expect(price("104321.15", AVERAGE_DIGITS)).toBe("104,321.15");
  expect(price("0.42999", AVERAGE_DIGITS)).toBe("0.42999");
  expect(price("2509.344981179422835633626098", AVERAGE_DIGITS)).toBe("2,509.345");
  expect(price("17.1", AVERAGE_DIGITS)).toBe("17.1");
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
  expect(price("9e-09")).toBe("0.000000009");
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
    expect(signedMoney(text, "USDT")).toBe(text);
    expect(signOf(text)).toBe(0);
  }
  expect(signOf(null)).toBe(0);
});

test("amounts and counts have their thousands apart", () => {
  expect(amountOf("12345.678", "USDT")).toBe("12,345.68");
  expect(count(1_234_567)).toBe("1,234,567");
});
