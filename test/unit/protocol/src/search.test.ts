import { expect, test } from "vitest";
import { matchesSearch, readSearch, SEARCH_MAX_CHARS, SEARCH_MAX_WORDS } from "@fillcast/protocol";

test("a search is some words in lower case, each once, and bounded", () => {
  expect(readSearch("  ETH  stop eth\n")).toEqual(["eth", "stop"]);
  expect(readSearch(" ")).toBe(null);
  expect(readSearch("x".repeat(SEARCH_MAX_CHARS))).toEqual(["x".repeat(SEARCH_MAX_CHARS)]);
  expect(readSearch("x".repeat(SEARCH_MAX_CHARS + 1))).toBe(null);
  const words = Array.from({ length: SEARCH_MAX_WORDS + 1 }, (_, index) => `w${index}`);
  expect(readSearch(words.join(" "))).toBe(null);
  expect(readSearch(words.slice(1).join(" "))).toHaveLength(SEARCH_MAX_WORDS);
});

test("an event without a pair or a trade is searched too", () => {
  expect(matchesSearch(["spot", "running"], { type: "status", bot: "spot-1", data: { status: "Running" } })).toBe(true);
  expect(matchesSearch(["usdt"], { type: "status", bot: "spot-1", data: { a: null, b: true, c: [] } })).toBe(false);
  expect(matchesSearch(["usdt"], { type: "status", bot: "spot-1", pair: "A/USDT", data: {} })).toBe(true);
});
