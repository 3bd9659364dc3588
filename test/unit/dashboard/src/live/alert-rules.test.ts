/** The page's copy of the server's shapes: it has all of them, and reads whatever comes. */
import { ALERT_KINDS, DEFAULT_ALERT_RULES, DESTINATION_KINDS } from "@fillcast/protocol";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ALERTS, decodeRules, USUAL_RULES } from "../../../../../dashboard/src/live/alert-rules.ts";
import { DESTINATION_KINDS as PAGE_KINDS } from "../../../../../dashboard/src/live/destinations.ts";

test("the page knows the server's kinds and its usual rules", () => {
  expect(new Set(ALERTS)).toEqual(new Set(ALERT_KINDS));
  expect(new Set(PAGE_KINDS)).toEqual(new Set(DESTINATION_KINDS));
  expect(USUAL_RULES).toEqual(DEFAULT_ALERT_RULES);
});

test("whole rules are read as they are", () => {
  const rules = {
    ...DEFAULT_ALERT_RULES,
    closed: false,
    loss: { amount: "50", ratio: null },
    bots: ["spot-1"],
    dryRuns: true,
    quiet: { from: "22:00", to: "07:00", zone: "Europe/Vienna" },
    summary: { at: "08:00", zone: "UTC" },
  };
  expect(decodeRules(JSON.parse(JSON.stringify(rules)))).toEqual(rules);
});

test("what cannot be read is as usual", () => {
  expect(decodeRules({ closed: "yes", loss: {}, bots: "all", quiet: { from: "22:00" }, summary: null })).toEqual(
    USUAL_RULES,
  );
  fc.assert(
    fc.property(fc.anything(), (value) => {
      expect(Object.keys(decodeRules(value)).sort()).toEqual(Object.keys(USUAL_RULES).sort());
    }),
  );
});
