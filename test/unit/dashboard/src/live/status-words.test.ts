import { describe, expect, test } from "vitest";
import { FeedError, type Status } from "fillcast";
import { connectionWords } from "../../../../../dashboard/src/live/status-words.ts";

describe("the connection", () => {
  const now = Date.UTC(2026, 10, 24, 14, 2, 20);
  const heldAt = Date.UTC(2026, 10, 24, 13, 58, 11);
  const words = (status: Status, since: number | null = heldAt) => connectionWords(status, { now, since, zone: "utc" });

  test("has a word for each phase", () => {
    expect(words({ phase: "connecting", attempt: 1 }, null)).toMatchObject({ word: "Connecting", detail: null });
    expect(words({ phase: "connecting", attempt: 3 })).toMatchObject({
      word: "Reconnecting",
      detail: "offline since 13:58",
    });
    expect(words({ phase: "replaying", attempt: 1 }).word).toBe("Replaying");
    expect(words({ phase: "live", attempt: 1 })).toEqual({ tone: "good", word: "Live", detail: null });
    expect(words({ phase: "waiting", retryAt: now + 2_500, reason: "network" })).toMatchObject({
      word: "Reconnecting",
      detail: "offline since 13:58, trying again in 3 s",
    });
    expect(words({ phase: "offline" })).toMatchObject({ word: "Offline", detail: "since 13:58" });
    expect(words({ phase: "offline" }, heldAt - 86_400_000)).toMatchObject({ detail: "since 23 Nov 13:58" });
    expect(words({ phase: "offline" }, null)).toMatchObject({ detail: "this device has no network" });
    expect(words({ phase: "closed" }).word).toBe("Closed");
    expect(words({ phase: "failed", error: new FeedError("key-revoked", "The key was revoked.") })).toMatchObject({
      tone: "bad",
      detail: "The key was revoked.",
    });
  });
});
