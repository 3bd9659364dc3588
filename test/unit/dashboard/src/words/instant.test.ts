/** Instants in words, in UTC, so that the tests say the same everywhere. */
import { expect, test } from "vitest";
import {
  dayName,
  ago,
  agoPhrase,
  agoToTheSecond,
  clock,
  duration,
  exactInstant,
} from "../../../../../dashboard/src/words/instant.ts";

const NOW = Date.UTC(2026, 10, 24, 14, 2, 11, 345);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test("under an hour an instant is relative, then it is a clock", () => {
  expect(ago(NOW - 2_000, NOW, "utc")).toBe("now");
  expect(ago(NOW - 12_999, NOW, "utc")).toBe("12 s");
  expect(ago(NOW - 59 * MINUTE, NOW, "utc")).toBe("59 min");
  expect(ago(NOW - HOUR, NOW, "utc")).toBe("13:02");
  expect(ago(NOW - 20 * HOUR, NOW, "utc")).toBe("23 Nov 18:02");
  expect(ago(NOW - 400 * 24 * HOUR, NOW, "utc")).toBe("20 Oct 2025");
});

test("an instant ahead of this device's clock is now", () => {
  expect(ago(NOW + MINUTE, NOW, "utc")).toBe("now");
});

test("in a sentence it says ago or at", () => {
  expect(agoPhrase(NOW, NOW, "utc")).toBe("just now");
  expect(agoPhrase(NOW - 5 * MINUTE, NOW, "utc")).toBe("5 min ago");
  expect(agoPhrase(NOW - 2 * HOUR, NOW, "utc")).toBe("at 12:02");
  expect(agoToTheSecond(NOW - 3_400, NOW, "utc")).toBe("3 s ago");
  expect(agoToTheSecond(NOW - 2 * HOUR, NOW, "utc")).toBe("at 12:02");
});

test("midnight is 00:00 and not 24:00", () => {
  const midnight = Date.UTC(2026, 10, 24);
  expect(clock(midnight, midnight + 2 * HOUR, "utc")).toBe("00:00");
});

test("the whole instant names its zone", () => {
  expect(exactInstant(NOW, "utc")).toBe("24 Nov 2026, 14:02:11.345 UTC");
  expect(exactInstant(NOW, "Asia/Kolkata")).toBe("24 Nov 2026, 19:32:11.345 Asia/Kolkata");
  expect(dayName(NOW, "utc")).toBe("2026-11-24");
  expect(dayName(NOW, "Pacific/Kiritimati")).toBe("2026-11-25");
});

test("a duration has at most two units", () => {
  expect(duration(-5)).toBe("0 s");
  expect(duration(42_900)).toBe("42 s");
  expect(duration(8 * MINUTE + 59_000)).toBe("8 min");
  expect(duration(7 * HOUR + 12 * MINUTE)).toBe("7 h 12 min");
  expect(duration(2 * HOUR)).toBe("2 h");
  expect(duration(76 * HOUR + 30 * MINUTE)).toBe("3 d 4 h");
});
