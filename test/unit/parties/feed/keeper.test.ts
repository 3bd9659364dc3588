import { describe, expect, it } from "vitest";
import { ARCHIVE_DELAY_MS, decideSetting, isAlarmDoubtful } from "../../../../parties/feed/duties/alarm.ts";

const NOW = 1_000_000;

describe("the platform's alarm", () => {
  it("is set if none is, and if it is set for later", () => {
    expect(decideSetting(null, NOW + 5, NOW)).toBe(NOW + 5);
    expect(decideSetting(NOW + 6, NOW + 5, NOW)).toBe(NOW + 5);
  });

  it("is left alone if it rings in time, and if nothing is wanted", () => {
    expect(decideSetting(NOW + 5, NOW + 5, NOW)).toBeNull();
    expect(decideSetting(null, null, NOW)).toBeNull();
  });

  it("is set again if it should have rung long ago", () => {
    expect(decideSetting(NOW - 60_000, NOW + 5, NOW)).toBe(NOW + 5);
    expect(decideSetting(NOW - 59_999, NOW + 5, NOW)).toBeNull();
  });

  it("is not asked for at an append while it rings soon, but for a heartbeat, and for an alert that cannot wait for it", () => {
    const none = { hasHeartbeat: false, alertsAt: null };
    expect(isAlarmDoubtful(NOW + ARCHIVE_DELAY_MS, none, NOW)).toBe(false);
    expect(isAlarmDoubtful(NOW + ARCHIVE_DELAY_MS + 1, none, NOW)).toBe(true);
    expect(isAlarmDoubtful(NOW, { ...none, hasHeartbeat: true }, NOW)).toBe(true);
    expect(isAlarmDoubtful(null, none, NOW)).toBe(true);
    const hurry = { ...none, alertsAt: NOW + 2_000 };
    expect(isAlarmDoubtful(NOW + 9_000, hurry, NOW)).toBe(true);
    expect(isAlarmDoubtful(NOW + 2_000, hurry, NOW)).toBe(false);
  });
});
