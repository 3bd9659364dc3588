import { expect, test } from "vitest";
import { parseFilter } from "../../../../../dashboard/src/tape/address-filter.ts";
import { NO_FILTER } from "../../../../../dashboard/src/tape/rows.ts";

test("an address without a filter, or with what is none, is no filter", () => {
  for (const search of ["", "event=5", "show=x&q=+&pair=,&from=2026-02-31x&to=yesterday&bots="])
    expect(parseFilter(search, "utc")).toBe(NO_FILTER);
});

test("an address says kinds, words, pairs, bots, and whole days of the reader's zone", () => {
  const filter = parseFilter(
    "show=closes&q=Stop++LOSS&pair=ETH/USDT,BTC/USDT&bots=a&from=2026-03-28&to=2026-03-29",
    "Europe/Berlin",
  );
  expect(filter).toEqual({
    ...NO_FILTER,
    kinds: new Set(["close"]),
    words: ["stop", "loss"],
    pairs: new Set(["ETH/USDT", "BTC/USDT"]),
    bots: new Set(["a"]),
    from: Date.parse("2026-03-27T23:00:00Z"),
    // Clocks are changed on the second day: it has 23 hours.
    to: Date.parse("2026-03-29T22:00:00Z") - 1,
  });
});

test("a search that is too long looks for as much of it as can be looked for", () => {
  const words = Array.from({ length: 12 }, (_, index) => `word${index}`);
  expect(parseFilter(`q=${words.join("+")}`, "utc").words).toEqual(words.slice(0, 8));
  expect(parseFilter(`q=${"x".repeat(5_000)}`, "utc")).toBe(NO_FILTER);
});
