import { describe, expect, it } from "vitest";
import { count, createTally, type Tally } from "../../../../../parties/feed/alerts/tally.ts";
import { closedAlert, wordAlert } from "../../../../support/alerts.ts";
import { START_MS } from "../../../../support/room.ts";

const HOUR = 3_600_000;
const countAll = (...alerts: readonly Parameters<typeof count>[1][]): Tally =>
  alerts.reduce((tally, alert) => count(tally, alert), createTally(START_MS - 24 * HOUR));

describe("a tally", () => {
  it("counts closed trades by bot and book, exactly", () => {
    const tally = countAll(
      closedAlert({ realised: "0.1" }),
      closedAlert({ realised: "0.2" }),
      closedAlert({ realised: "-0.3", bot: "spot-2" }),
      closedAlert({ realised: "1", mode: "dry" }),
      closedAlert({ realised: null }),
    );
    expect(tally.rows).toEqual([
      { bot: "spot-1", mode: "live", currency: "USDT", closed: 2, won: 2, realised: "0.3" },
      { bot: "spot-2", mode: "live", currency: "USDT", closed: 1, won: 0, realised: "-0.3" },
      { bot: "spot-1", mode: "dry", currency: "USDT", closed: 1, won: 1, realised: "1" },
    ]);
    expect(tally.unreadable).toBe(1);
  });

  it("counts what came late, and its profit only if it closed within the time that the tally is of", () => {
    const late = (at: number) => closedAlert({ isLate: true, at, realised: "5" });
    const tally = countAll(late(START_MS - 2 * HOUR), late(START_MS - 90 * 24 * HOUR));
    expect(tally.late).toBe(2);
    expect(tally.rows).toMatchObject([{ closed: 1, realised: "5" }]);
  });

  it("counts exceptions and silences, and names their bots", () => {
    const tally = countAll(
      wordAlert("exception"),
      wordAlert("silent", null, "spot-2"),
      wordAlert("stalled", null, "spot-2"),
    );
    expect(tally).toMatchObject({ exceptions: 1, silences: 2, troubled: ["spot-1", "spot-2"] });
  });

  it("stays the same for what a summary does not speak of", () => {
    const tally = createTally(START_MS);
    expect(count(tally, wordAlert("back"))).toBe(tally);
  });

  it("is bounded, and still sums what is beyond", () => {
    const alerts = Array.from({ length: 500 }, (_, index) => closedAlert({ bot: `bot-${index}`, realised: "1" }));
    const tally = countAll(
      ...alerts,
      ...Array.from({ length: 500 }, (_, index) => wordAlert("exception", null, `b${index}`)),
    );
    expect(tally.rows.length).toBeLessThanOrEqual(72);
    expect(tally.rows.reduce((sum, row) => sum + row.closed, 0)).toBe(500);
    expect(tally.rows.at(-1)).toMatchObject({ bot: null, realised: "436" });
    expect(tally.troubled.length).toBeLessThanOrEqual(32);
    expect(JSON.stringify(tally).length).toBeLessThan(12_000);
  });
});
