import { describe, expect, test } from "vitest";
import { type BotState } from "fillcast";
import { healthOf, presenceWords } from "../../../../../dashboard/src/bots/presence.ts";

const MINUTE = 60_000;

describe("a bot's health", () => {
  const bot = (change: Partial<BotState>): BotState => ({
    mode: "live",
    presence: "unknown",
    lastEventAt: 0,
    lastSeenAt: null,
    openTrades: 0,
    closedTrades: 0,
    wins: 0,
    ...change,
  });

  test("is green with a heartbeat only", () => {
    for (const presence of ["unknown", "stopped", "quiet", "silent"] as const)
      expect(presenceWords(bot({ presence }), 1_000, 10 * MINUTE).tone).not.toBe("good");
    expect(presenceWords(bot({ presence: "up" }), null, MINUTE)).toMatchObject({
      tone: "good",
      word: "Up",
      detail: null,
    });
  });

  test("is counted as an error where heartbeats stopped or a relay says that the bot's loop has", () => {
    const healthAt = (presence: BotState["presence"], problem: string | null, now = MINUTE) =>
      healthOf(bot({ presence }), problem, MINUTE, now);
    expect(healthAt("silent", null)).toBe("error");
    expect(healthAt("up", "loop stalled")).toBe("error");
    expect(healthAt("stopped", "process down")).toBe("stopped");
    expect([healthAt("up", null), healthAt("unknown", null)]).toEqual(["active", "active"]);
    expect(healthAt("unknown", null, 60 * MINUTE)).toBe("quiet");
  });

  test("names what is at stake where it is silent", () => {
    const words = presenceWords(bot({ presence: "silent", lastSeenAt: 0, openTrades: 2 }), null, 18 * MINUTE);
    expect(words).toMatchObject({ tone: "bad", word: "Silent", detail: "no heartbeat for 18 min, 2 open trades" });
  });

  test("is amber and never red where nothing came for much longer than usual", () => {
    const words = presenceWords(bot({}), 40 * MINUTE, 9 * 60 * MINUTE);
    expect(words).toMatchObject({ tone: "warn", word: "Quiet", detail: "nothing for 9 h, usually ≤ 40 min" });
    expect(presenceWords(bot({}), 40 * MINUTE, 60 * MINUTE).word).toBe("No heartbeat");
  });
});
