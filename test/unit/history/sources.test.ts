import { afterEach, describe, expect, it, vi } from "vitest";
import { askArchive } from "../../../src/history/sources.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("a question to the archive", () => {
  it("has its answer, or a refusal that says when to ask again", async () => {
    expect(await askArchive(async () => 7)).toEqual({ kind: "answer", value: 7 });
    vi.spyOn(console, "error").mockImplementation(() => {});
    expect(await askArchive(() => Promise.reject(new Error("D1_ERROR: no such table: page")))).toEqual({
      kind: "refused",
      problem: {
        slug: "archive-unavailable",
        detail: "The archive cannot be read. Nothing is lost; try again.",
        retryAfterS: 5,
      },
    });
  });

  it("is not waited for longer than a reader waits", async () => {
    vi.useFakeTimers();
    const answer = askArchive(() => new Promise(() => {}));
    await vi.advanceTimersByTimeAsync(8_000);
    expect(await answer).toMatchObject({ kind: "refused", problem: { slug: "archive-unavailable" } });
  });
});
