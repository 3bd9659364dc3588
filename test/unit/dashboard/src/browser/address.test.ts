/** What comes from outside on its way into the page's address and back. */
import { describe, expect, test } from "vitest";
import { tradePath } from "../../../../../dashboard/src/live/trade-key.ts";
import { ownRule, parsePreferences, ruleOf } from "../../../../../dashboard/src/browser/preferences.ts";
import { addressOf, eventAddress, parseSeq } from "../../../../../dashboard/src/browser/address.ts";
import { onePath } from "../../../../../dashboard/src/browser/segment.ts";
import { amountOf, signedMoney } from "../../../../../dashboard/src/words/decimal.ts";

describe("the rest of an address", () => {
  test("keeps a path as it stands while its parameters change", () => {
    const path = tradePath("spot-1:a/b%2F?#:2024");
    expect(eventAddress(path, "bots=a&q=100%25", 7)).toBe(`${path}?bots=a&q=100%25&event=7`);
    expect(addressOf(path, new URLSearchParams({ bots: "a,b" }))).toBe(`${path}?bots=a,b`);
  });

  test("names an event by a whole number from 1, and by nothing else", () => {
    expect(parseSeq("18")).toBe(18);
    for (const text of [null, "", "0", "-1", "1.5", "1e3", "0x10", " 7", "NaN", "9".repeat(20), "constructor"])
      expect(parseSeq(text)).toBeNull();
  });

  test("cannot lead to another host", () => {
    expect(onePath("//evil.example/x")).toBe("/evil.example/x");
    expect(onePath("/trades//x")).toBe("/trades//x");
  });
});

test("a bot and a currency that are named like what every object has are like any other", () => {
  const preferences = parsePreferences(null);
  for (const name of ["constructor", "toString", "valueOf"]) {
    expect(ownRule(preferences, name)).toBeUndefined();
    expect(ruleOf(preferences, name)).toBe(preferences.rule);
    expect(signedMoney("1.5", name)).toBe("+1.50");
    expect(amountOf("1.5", name)).toBe("1.50");
  }
});
