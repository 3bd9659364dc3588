import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { headerWait, readStatus, secondsWait } from "../../../../../../parties/feed/alerts/delivery/answer.ts";
import { readDiscord } from "../../../../../../parties/feed/alerts/delivery/discord.ts";
import { readNtfy } from "../../../../../../parties/feed/alerts/delivery/ntfy.ts";
import { readPush } from "../../../../../../parties/feed/alerts/delivery/push.ts";
import { readSlack } from "../../../../../../parties/feed/alerts/delivery/slack.ts";
import { readTelegram } from "../../../../../../parties/feed/alerts/delivery/telegram.ts";
import { readWebhook } from "../../../../../../parties/feed/alerts/delivery/webhook.ts";
import { answer, ANSWERED_MS, anyAnswer, expectSound } from "../../../../../support/channel-answers.ts";

describe("when to come back", () => {
  const wait = (retryAfter: string | null) => headerWait(answer(429, "", retryAfter));

  it("is read from seconds and from dates, and bounded by an hour", () => {
    expect(wait("0")).toBe(0);
    expect(wait(" 120 ")).toBe(120_000);
    expect(wait("999999999999")).toBe(3_600_000);
    expect(wait(new Date(ANSWERED_MS + 90_000).toUTCString())).toBe(90_000);
    expect(wait(new Date(ANSWERED_MS - 90_000).toUTCString())).toBe(0);
  });

  it("is unknown from anything else", () => {
    for (const text of [null, "", "soon", "-1", "1.5", "0x10", "1e3", "Tue, nonsense"]) expect(wait(text)).toBeNull();
  });

  it("may be a fraction of a second in a body", () => {
    expect(secondsWait(0.0001)).toBe(1);
    expect(secondsWait(1.25)).toBe(1_250);
    expect(secondsWait(1e300)).toBe(3_600_000);
    for (const value of ["1", null, undefined, {}, Number.NaN]) expect(secondsWait(value)).toBeNull();
  });
});

describe("an answer", () => {
  it.each([
    ["push", (read: Parameters<typeof readStatus>[1]) => readPush("push.dev", read)],
    ["webhook", (read: Parameters<typeof readStatus>[1]) => readWebhook("hooks.dev", read)],
    ["telegram", readTelegram],
    ["discord", readDiscord],
    ["slack", readSlack],
    ["ntfy", (read: Parameters<typeof readStatus>[1]) => readNtfy("ntfy.dev", read)],
  ] as const)("of %s is read whatever it is", (_, read) => {
    fc.assert(
      fc.property(anyAnswer, (one) => expectSound(read(one), one)),
      { numRuns: 200 },
    );
  });

  it("that redirects is refused in words", () => {
    expect(readStatus("hooks.dev", answer(301))).toEqual({
      kind: "failed",
      why: "hooks.dev redirects (301). Redirects are not followed: enter the address that it leads to.",
      afterMs: null,
    });
  });
});
