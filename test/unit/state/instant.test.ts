import { describe, expect, test } from "vitest";
import { compareInstants, instantOf, msToInstant, parseInstant } from "../../../parties/feed/state/instant.ts";

describe("an instant", () => {
  test.each([
    ["2024-10-24T09:15:03.123456Z", "2024-10-24T09:15:03.123456Z"],
    ["2024-10-24T13:05:11.250000Z", "2024-10-24T13:05:11.250000Z"],
    ["2024-10-24 09:15:03.123456+00:00", "2024-10-24T09:15:03.123456Z"],
    ["2024-10-24 13:20:02.000481", "2024-10-24T13:20:02.000481Z"],
    ["2024-10-25T00:15:03.000481+02:00", "2024-10-24T22:15:03.000481Z"],
    ["2024-10-24 13:05:14", "2024-10-24T13:05:14Z"],
  ])("%s is %s, with the digits that were sent", (text, utc) => {
    expect(parseInstant(text)).toBe(utc);
  });

  test.each([
    ["2024-13-24T09:15:03Z"],
    ["2024-10-24"],
    ["yesterday"],
    ["0000-01-01T00:00:00+05:00"],
    ["+012024-10-24T09:15:03Z"],
    [1_729_761_303_123],
    [null],
  ])("%j is none", (value) => {
    expect(parseInstant(value)).toBeNull();
  });

  test("two spellings of one instant are equal, and the last digit decides the order", () => {
    expect(compareInstants("2024-10-24T09:15:03Z", "2024-10-24T09:15:03.000Z")).toBe(0);
    expect(compareInstants("2024-10-24T09:15:03.5Z", "2024-10-24T09:15:03.500000Z")).toBe(0);
    expect(compareInstants("2024-10-24T09:15:00Z", "2024-10-24T09:15:00.000001Z")).toBe(-1);
    expect(compareInstants("2024-10-24T09:15:03.123457Z", "2024-10-24T09:15:03.123456Z")).toBe(1);
  });

  test("a clock beyond the years of four digits has none, and the bot's clock comes before the room's", () => {
    expect(msToInstant(253_402_300_799_999)).toBe("9999-12-31T23:59:59.999Z");
    expect(msToInstant(253_402_300_800_000)).toBeNull();
    expect(msToInstant(Number.NaN)).toBeNull();
    expect(instantOf({ ts: 1, at: 2 })).toBe("1970-01-01T00:00:00.001Z");
    expect(instantOf({ at: 2 })).toBe("1970-01-01T00:00:00.002Z");
  });
});
