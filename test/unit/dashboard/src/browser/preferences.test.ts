import { expect, test } from "vitest";
import { DEFAULT_PREFERENCES, parsePreferences } from "../../../../../dashboard/src/browser/preferences.ts";

test("a stored time zone counts if this browser knows it", () => {
  const zoneOf = (zone: unknown) => parsePreferences(JSON.stringify({ zone })).zone;
  expect(["utc", "Asia/Kathmandu", "Mars/Olympus", "", 5, null].map(zoneOf)).toEqual([
    "utc",
    "Asia/Kathmandu",
    "local",
    "local",
    "local",
    "local",
  ]);
});

test("stored preferences are whole again, whatever was stored", () => {
  expect(parsePreferences(null)).toEqual(DEFAULT_PREFERENCES);
  expect(parsePreferences("{broken")).toEqual(DEFAULT_PREFERENCES);
  expect(parsePreferences("[1]")).toEqual(DEFAULT_PREFERENCES);
  expect(
    parsePreferences(
      '{"zone":"utc","rule":{"lossWorseThanPercent":-4,"closes":"yes"},"botRules":{"a":{"silence":false}}}',
    ),
  ).toEqual({
    ...DEFAULT_PREFERENCES,
    zone: "utc",
    botRules: { a: { ...DEFAULT_PREFERENCES.rule, silence: false } },
  });
});
