import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Alert } from "../../../../../parties/feed/alerts/alert.ts";
import { cut, LINE_MAX_CHARS, textOf } from "../../../../../parties/feed/alerts/text.ts";
import { anyText, closedAlert, wordAlert } from "../../../../support/alerts.ts";

const about = { bot: "spot-1", mode: "live", seq: 1, at: 1, isLate: false } as const;

describe("an alert as one line", () => {
  it.each<[Alert, string]>([
    [closedAlert(), "BTC/USDT closed +12.40 USDT (+1.20%)"],
    [closedAlert({ pair: "ETH/USDT:USDT", realised: "-3.071", ratio: null }), "ETH/USDT closed -3.07 USDT"],
    [closedAlert({ mode: "dry" }), "BTC/USDT closed +12.40 USDT (+1.20%), dry run"],
    [closedAlert({ realised: null }), "BTC/USDT closed, profit unknown"],
    [closedAlert({ currency: null, ratio: null }), "BTC/USDT closed +12.40"],
    [closedAlert({ pair: "unknown", ratio: null }), "A trade closed +12.40 USDT"],
    [{ ...closedAlert({ stake: "99.881233785" }), kind: "opened" }, "BTC/USDT opened long, 99.88 USDT"],
    [
      { ...about, kind: "liquidation", pair: "ETH/USDT:USDT", remainingRatio: "0.12" },
      "ETH/USDT is close to liquidation, 12.00% left",
    ],
    [{ ...about, kind: "liquidation", pair: null, remainingRatio: null }, "A position is close to liquidation"],
    [{ ...about, kind: "protection", pair: "*", until: null }, "all pairs are locked"],
    [
      { ...about, kind: "protection", pair: "ETH/USDT", until: "2026-11-24T10:00:00Z" },
      "ETH/USDT is locked until 2026-11-24 10:00 UTC",
    ],
    [wordAlert("exception", "Traceback:\n  File x\nValueError: no"), "exception: ValueError: no"],
    [wordAlert("exception"), "exception"],
    [wordAlert("warning", "slow\nexchange"), "warning: slow exchange"],
    [wordAlert("silent"), "silent: its heartbeats stopped"],
    [wordAlert("silent", "process down"), "silent: its process is down"],
    [wordAlert("silent", "relay unreachable"), "silent: its relay cannot be reached"],
    [wordAlert("stalled", "loop stalled"), "stalled: its loop has stopped"],
    [wordAlert("back"), "back"],
  ])("%#", (alert, line) => {
    expect(textOf(alert)).toBe(line);
  });
});

describe("text from a bot", () => {
  it("becomes one bounded, well-formed line, whatever it is", () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 2, max: 300 }), (text, max) => {
        const line = cut(text, max);
        expect(line.length).toBeLessThanOrEqual(max);
        expect(line.isWellFormed()).toBe(true);
        expect(line).not.toMatch(/[\p{Cc}\n\u2028\u202e\u200b]/u);
        expect(cut(line, max)).toBe(line);
      }),
    );
  });

  it("is cut with a mark, and never within a character", () => {
    expect(cut("😀".repeat(200), LINE_MAX_CHARS)).toBe(`${"😀".repeat(99)}…`);
    expect(textOf(wordAlert("warning", "x".repeat(255)))).toHaveLength(LINE_MAX_CHARS);
  });

  it("keeps emoji that are joined", () => {
    expect(cut("👩‍💻", 10)).toBe("👩‍💻");
  });
});
