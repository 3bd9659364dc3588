import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ALERT_GATHER_MS, MESSAGE_EVERY_MS, MESSAGE_TRIED_MS, zoneOffsetMs } from "@fillcast/protocol";
import {
  afterQuiet,
  decideDue,
  decideRetry,
  isQuiet,
  nextSummaryAt,
  nextTimeOfDay,
  type Due,
} from "../../../../../parties/feed/alerts/schedule.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 24, 12);
const idle: Due = { waitingSince: null, retryAt: null, summaryAt: null, lastSentAt: null };
const NO_QUIET = { quiet: null };

const zone = fc.constantFrom(
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "Pacific/Chatham",
);
const instant = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2030, 0) });
const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, "0")).join(":"));
const shownAt = (at: number, of: string): string => new Date(at + zoneOffsetMs(at, of)).toISOString().slice(11, 16);

describe("the next message", () => {
  it("waits for what its burst brings, and for its turn after the one before", () => {
    expect(decideDue(NO_QUIET, idle)).toBeNull();
    expect(decideDue(NO_QUIET, { ...idle, waitingSince: NOW })).toBe(NOW + ALERT_GATHER_MS);
    expect(decideDue(NO_QUIET, { ...idle, waitingSince: NOW, lastSentAt: NOW - 1_000 })).toBe(
      NOW - 1_000 + MESSAGE_EVERY_MS,
    );
    expect(decideDue(NO_QUIET, { ...idle, waitingSince: NOW, lastSentAt: NOW - HOUR })).toBe(NOW + ALERT_GATHER_MS);
  });

  it("is the one that is being tried, whatever waits", () => {
    expect(decideDue(NO_QUIET, { ...idle, waitingSince: NOW, retryAt: NOW + HOUR, summaryAt: NOW })).toBe(NOW + HOUR);
  });

  it("is never due within quiet hours, and never later than their end", () => {
    fc.assert(
      fc.property(instant, zone, time, time, (at, of, from, to) => {
        fc.pre(from !== to);
        const quiet = { from, to, zone: of };
        const due = decideDue({ quiet }, { ...idle, waitingSince: at })!;
        const wanted = at + ALERT_GATHER_MS;
        expect(isQuiet(quiet, due)).toBe(false);
        if (!isQuiet(quiet, wanted)) expect(due).toBe(wanted);
        else expect(due - wanted).toBeLessThanOrEqual(25 * HOUR);
      }),
    );
  });
});

describe("a time of day", () => {
  it("comes within a day, shown by the zone's clocks, but for what a change of clocks leaves out", () => {
    fc.assert(
      fc.property(instant, zone, time, (after, of, at) => {
        const next = nextTimeOfDay(at, of, after);
        expect(next).toBeGreaterThan(after);
        expect(next - after).toBeLessThanOrEqual(DAY + HOUR);
        if (shownAt(next, of) !== at) expect(zoneOffsetMs(next - 2 * HOUR, of)).not.toBe(zoneOffsetMs(next, of));
      }),
    );
  });

  it("that a change of clocks leaves out comes as much later", () => {
    const before = Date.UTC(2026, 2, 28, 12);
    expect(new Date(nextTimeOfDay("02:30", "Europe/Berlin", before)).toISOString()).toBe("2026-03-29T01:30:00.000Z");
  });

  it("that comes twice ends quiet hours the second time too, and makes one summary", () => {
    const first = Date.UTC(2026, 9, 25, 0, 30);
    const second = first + HOUR;
    expect(shownAt(first, "Europe/Berlin")).toBe("02:30");
    expect(shownAt(second, "Europe/Berlin")).toBe("02:30");
    const quiet = { from: "22:00", to: "02:30", zone: "Europe/Berlin" };
    expect(afterQuiet(quiet, first + 20 * 60_000)).toBe(first + 20 * 60_000);
    expect(afterQuiet(quiet, second - 10 * 60_000)).toBe(second);
    expect(nextSummaryAt({ at: "02:30", zone: "Europe/Berlin" }, first)).toBe(first + 25 * HOUR);
  });

  it("of quiet hours may be of the day after", () => {
    const quiet = { from: "22:00", to: "07:00", zone: "UTC" };
    const at = (hour: number) => isQuiet(quiet, Date.UTC(2026, 10, 24, hour));
    expect([21, 22, 23, 0, 6, 7, 12].map(at)).toEqual([false, true, true, true, true, false, false]);
  });
});

describe("a message that failed", () => {
  it("is tried ever more rarely, for an hour, the last time at its end, and then given up", () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 2 * HOUR })), { maxLength: 30 }), (waits) => {
        let at = NOW;
        const tried: number[] = [NOW];
        for (let tries = 1; ; tries++) {
          const next = decideRetry({ tries, firstTriedAt: NOW }, waits[tries] ?? null, at);
          if (next === null) break;
          expect(next).toBeGreaterThan(at);
          expect(next).toBeGreaterThanOrEqual(Math.min(at + (waits[tries] ?? 0), NOW + MESSAGE_TRIED_MS));
          at = next;
          tried.push(at);
        }
        expect(tried.at(-1)).toBe(NOW + MESSAGE_TRIED_MS);
        expect(tried.length).toBeLessThan(20);
      }),
    );
  });
});
