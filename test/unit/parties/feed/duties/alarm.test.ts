import { describe, expect, it } from "vitest";
import { ARCHIVE_DELAY_MS, decideAlarm, type AlarmView } from "../../../../../parties/feed/duties/alarm.ts";

const NOW = 1_000_000;
const idle: AlarmView = {
  behind: false,
  isRebuilding: false,
  needsLedger: false,
  failures: 0,
  unfinished: false,
  botSilentAt: null,
  readerSilentAt: null,
  alertsAt: null,
};

describe("the alarm", () => {
  it("is not set where nothing is due", () => {
    expect(decideAlarm(idle, NOW)).toBeNull();
  });

  it("gives new events ten seconds to gather", () => {
    expect(decideAlarm({ ...idle, behind: true }, NOW)).toBe(NOW + ARCHIVE_DELAY_MS);
  });

  it("goes on at once after a run that its time limit ended", () => {
    expect(decideAlarm({ ...idle, behind: true, unfinished: true }, NOW)).toBe(NOW);
  });

  it("asks a failing archive ever more rarely, at least every five minutes, and never gives up", () => {
    const delays = [1, 2, 3, 6, 7, 1_000].map(
      (failures) => decideAlarm({ ...idle, behind: true, failures, unfinished: true }, NOW)! - NOW,
    );
    expect(delays).toEqual([10_000, 20_000, 40_000, 300_000, 300_000, 300_000]);
  });

  it("rings for a state that is built again, and for a ledger that is written again", () => {
    expect(decideAlarm({ ...idle, isRebuilding: true }, NOW)).toBe(NOW + ARCHIVE_DELAY_MS);
    expect(decideAlarm({ ...idle, needsLedger: true }, NOW)).toBe(NOW + ARCHIVE_DELAY_MS);
  });

  it("rings for a message that is due", () => {
    expect(decideAlarm({ ...idle, behind: true, alertsAt: NOW + 2_000 }, NOW)).toBe(NOW + 2_000);
  });

  it("rings for a bot's deadline, or for the archive where that is earlier", () => {
    expect(decideAlarm({ ...idle, botSilentAt: NOW + 90_000 }, NOW)).toBe(NOW + 90_000);
    expect(decideAlarm({ ...idle, behind: true, botSilentAt: NOW + 90_000 }, NOW)).toBe(NOW + ARCHIVE_DELAY_MS);
    expect(decideAlarm({ ...idle, behind: true, botSilentAt: NOW + 5 }, NOW)).toBe(NOW + 5);
  });
});
