import { describe, expect, it } from "vitest";
import { summaryToMessage } from "../../../../../parties/feed/alerts/summary.ts";
import { count, createTally } from "../../../../../parties/feed/alerts/tally.ts";
import { closedAlert, wordAlert } from "../../../../support/alerts.ts";
import { START_MS } from "../../../../support/room.ts";

const DAY = 86_400_000;
const letterhead = {
  id: "m1",
  feed: "alice",
  at: START_MS,
  origin: "https://fillcast.test",
  nameOf: (bot: string) => (bot === "spot-1" ? "Grid on ETH" : bot),
};
const summaryOf = (alerts: readonly Parameters<typeof count>[1][], since = START_MS - DAY) => {
  const tally = alerts.reduce((known, alert) => count(known, alert), createTally(since));
  return summaryToMessage(tally, "Europe/Berlin", letterhead);
};

describe("a summary", () => {
  it("says what closed, the best bot first, and what stood out", () => {
    const message = summaryOf([
      closedAlert({ realised: "1.2" }),
      closedAlert({ realised: "-0.2" }),
      closedAlert({ realised: "30.2", bot: "spot-2" }),
      wordAlert("exception", "x", "spot-2"),
      wordAlert("silent"),
      closedAlert({ isLate: true, at: START_MS - 9 * DAY }),
    ]);
    expect(message).toMatchObject({
      title: "In the last 24 hours: 3 trades closed, +31.20 USDT",
      lines: [
        "spot-2: 1 closed, 1 won, +30.20 USDT",
        "Grid on ETH: 2 closed, 1 won, +1.00 USDT",
        "1 exception and 1 silence (spot-2, Grid on ETH)",
        "1 event came late and had no message",
      ],
      url: "https://fillcast.test/profit",
      topic: "summary",
      urgent: false,
    });
  });

  it("is sent though nothing happened", () => {
    expect(summaryOf([])).toMatchObject({ title: "No trade closed in the last 24 hours.", lines: [] });
  });

  it("says since when it counts, where that is no day ago", () => {
    const { title } = summaryOf([closedAlert()], START_MS - 3 * 3_600_000);
    expect(title).toMatch(/^Since 2026-11-\d\d \d\d:\d\d: 1 trade closed, \+12\.40 USDT$/);
  });

  it("has at most twelve lines", () => {
    const many = Array.from({ length: 60 }, (_, index) => closedAlert({ bot: `bot-${index}` }));
    const { lines } = summaryOf([
      ...many,
      wordAlert("exception"),
      closedAlert({ realised: null }),
      { ...closedAlert(), isLate: true },
    ]);
    expect(lines.length).toBeLessThanOrEqual(12);
    expect(lines).toContain("and 53 more");
  });
});
