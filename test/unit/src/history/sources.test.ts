import { afterEach, describe, expect, it, vi } from "vitest";
import { askArchive } from "../../../../src/history/sources.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("a question to the archive", () => {
  it("has its answer, or a refusal that says when to ask again", async () => {
    expect(await askArchive(async () => 7)).toBe(7);
    vi.spyOn(console, "error").mockImplementation(() => {});
    expect(await askArchive(() => Promise.reject(new Error("D1_ERROR: no such table: page")))).toEqual({
      kind: "refused",
      problem: {
        slug: "archive-unavailable",
        detail: "The archive is unavailable. Retry later.",
        retryAfterS: 5,
      },
    });
  });

  it("that finds no space left says so, and the log has the cause alone", async () => {
    const logged: unknown[] = [];
    vi.spyOn(console, "error").mockImplementation((line) => void logged.push(line));
    const full = new Error("D1_ERROR: database or disk is full: SQLITE_FULL for the body {secret}");
    expect(await askArchive(() => Promise.reject(full))).toMatchObject({
      kind: "refused",
      problem: { slug: "storage-full", retryAfterS: 60 },
    });
    expect(logged).toEqual([
      JSON.stringify({
        level: "error",
        what: "The archive fails",
        kind: "full",
        cause: "database or disk is full: SQLITE_FULL",
      }),
    ]);
  });

  it("is not waited for longer than a reader waits", async () => {
    vi.useFakeTimers();
    const answer = askArchive(() => new Promise(() => {}));
    await vi.advanceTimersByTimeAsync(8_000);
    expect(await answer).toMatchObject({ kind: "refused", problem: { slug: "archive-unavailable" } });
  });
});
