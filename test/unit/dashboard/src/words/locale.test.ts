/** Numbers and times as readers of different places write them. */
import { afterEach, describe, expect, test } from "vitest";
import {
  amountOf,
  bytes,
  count,
  price,
  share,
  signedMoney,
  signedPercent,
} from "../../../../../dashboard/src/words/decimal.ts";
import { clock, dayHead, exactInstant, timeOfDay } from "../../../../../dashboard/src/words/instant.ts";
import {
  isLocale,
  knownLocale,
  numberStyle,
  numberStyleOf,
  setLocale,
  styleVersion,
  timeStyle,
  timeStyleOf,
  WELL_KNOWN,
} from "../../../../../dashboard/src/words/locale.ts";

afterEach(() => setLocale("en-GB"));

/** Spaces of any width, and apostrophes of any form, as one. */
const plain = (text: string): string => text.replaceAll(/\s/g, " ").replaceAll("\u2019", "'");

describe("a number", () => {
  test.each([
    ["en-US", "+1,234,567.89", "+1,234.50", "0.00123384", "−125.00%"],
    ["de-DE", "+1.234.567,89", "+1.234,50", "0,00123384", "−125,00%"],
    ["fr-FR", "+1 234 567,89", "+1 234,50", "0,00123384", "−125,00%"],
    ["de-CH", "+1'234'567.89", "+1'234.50", "0.00123384", "−125.00%"],
    ["en-IN", "+12,34,567.89", "+1,234.50", "0.00123384", "−125.00%"],
    ["es-ES", "+1.234.567,89", "+1234,50", "0,00123384", "−125,00%"],
    ["ar-EG", "+1,234,567.89", "+1,234.50", "0.00123384", "−125.00%"],
  ])("in %s has its marks, and digits that everybody reads", (locale, million, thousand, small, percent) => {
    setLocale(locale);
    const shown = [
      signedMoney("1234567.891", "USDT"),
      signedMoney("1234.5", "USDT"),
      price("0.001233838"),
      signedPercent("-1.25"),
    ];
    expect(shown.map(plain)).toEqual([million, thousand, small, percent]);
  });

  test("has them in counts, shares, sizes and amounts too, and never in what is no number", () => {
    setLocale("de-DE");
    expect([count(12_345), share("0.6667", 1), bytes(1_234_000), amountOf("12345.678", "USDT")]).toEqual([
      "12.345",
      "66,7%",
      "1,2 MB",
      "12.345,68",
    ]);
    expect(price("None")).toBe("None");
  });
});

describe("a time", () => {
  const at = Date.UTC(2024, 9, 24, 14, 2, 11);
  const dayAfter = at + 86_400_000;

  test.each([
    ["en-GB", "14:02:11", "24 Oct 14:02", "Thu 24 Oct"],
    ["en-US", "2:02:11 PM", "Oct 24 2:02 PM", "Thu Oct 24"],
    ["de-DE", "14:02:11", "24 Oct 14:02", "Thu 24 Oct"],
    ["fr-FR", "14:02:11", "24 Oct 14:02", "Thu 24 Oct"],
    ["sv-SE", "14:02:11", "24 Oct 14:02", "Thu 24 Oct"],
  ])("in %s counts hours as there, with English words", (locale, time, earlier, day) => {
    setLocale(locale);
    expect([timeOfDay(at, "utc"), clock(at, dayAfter, "utc"), dayHead(at, "utc")].map(plain)).toEqual([
      time,
      earlier,
      day,
    ]);
    expect(plain(exactInstant(at, "utc"))).toContain("2024");
  });
});

test("a locale that there is not is the default, and each change counts", () => {
  const before = styleVersion();
  setLocale("xx-nonsense-!");
  expect(isLocale("xx-nonsense-!")).toBe(false);
  expect([numberStyle().group, numberStyle().point, timeStyle().hourCycle]).toEqual([",", ".", "h23"]);
  expect(styleVersion()).toBe(before + 1);
});

test.each([
  ["de-CH", "de-CH"],
  ["en-US@posix", "en-US"],
  ["de_DE.UTF-8", "de-DE"],
  ["C", "en-GB"],
  ["", "en-GB"],
  ["xx-nonsense-!", "en-GB"],
])("a browser that calls its language %j writes as %s", (said, known) => {
  expect(knownLocale(said)).toBe(known);
});

test.each([...WELL_KNOWN.keys()])("what is known of %s is what the browser says", (locale) => {
  expect(WELL_KNOWN.get(locale)).toEqual({ numbers: numberStyleOf(locale), times: timeStyleOf(locale) });
});
