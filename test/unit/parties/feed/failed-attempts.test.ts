import { describe, expect, it } from "vitest";
import { FailedAttempts } from "../../../../parties/feed/failed-attempts.ts";
import type { FailedAttempt } from "../../../../parties/feed/inspected.ts";
import { FAILED_ATTEMPTS_MAX } from "../../../../parties/feed/rpc.ts";

const attempt = (keyId: string, detail = "is missing"): FailedAttempt => ({
  keyId,
  bot: null,
  status: 422,
  problem: "invalid-event",
  pointer: "/type",
  detail,
});

/** What is remembered after these keys met a refusal each, a millisecond apart. */
function remembered(keyIds: readonly string[]): readonly string[] {
  const refused = new FailedAttempts();
  for (const [at, keyId] of keyIds.entries()) refused.note(attempt(keyId, `attempt ${at}`), at);
  return refused.list().map(({ keyId, at }) => `${keyId} ${at}`);
}

const times = (count: number, keyId: string): string[] => Array.from({ length: count }, () => keyId);

describe("refused attempts", () => {
  it("are none at first, then listed as they came, newest first, with the time", () => {
    const refused = new FailedAttempts();
    expect(refused.list()).toEqual([]);
    refused.note(attempt("a"), 5);
    refused.note(attempt("b"), 7);
    expect(refused.list()).toEqual([
      { at: 7, ...attempt("b") },
      { at: 5, ...attempt("a") },
    ]);
  });

  it("of one key are the newest twenty", () => {
    const expected = Array.from({ length: FAILED_ATTEMPTS_MAX }, (_, index) => `a ${49 - index}`);
    expect(remembered(times(50, "a"))).toEqual(expected);
  });

  it("of a quiet key stay through the storm of another, and a new key's are taken in the middle of it", () => {
    const kept = remembered(["quiet", ...times(100, "loud"), "new", ...times(100, "loud")]);
    expect(kept).toHaveLength(FAILED_ATTEMPTS_MAX);
    expect(kept.slice(0, 18)).toEqual(Array.from({ length: 18 }, (_, index) => `loud ${201 - index}`));
    expect(kept.slice(18)).toEqual(["new 101", "quiet 0"]);
  });

  it("of more keys than are remembered are those of the newest keys", () => {
    const keys = Array.from({ length: FAILED_ATTEMPTS_MAX + 5 }, (_, index) => `k${index}`);
    expect(remembered(keys)).toEqual(
      Array.from({ length: FAILED_ATTEMPTS_MAX }, (_, index) => `k${24 - index} ${24 - index}`),
    );
  });

  it("do not change while they are read", () => {
    const refused = new FailedAttempts();
    refused.note(attempt("a"), 1);
    const read = refused.list();
    refused.note(attempt("a"), 2);
    expect(read.map(({ at }) => at)).toEqual([1]);
  });
});
