import { describe, expect, test } from "vitest";
import { attemptsOf, remember } from "../../../../../dashboard/src/connect/attempt.ts";
import type { Refusal } from "../../../../../dashboard/src/live/api.ts";

describe("refused attempts", () => {
  const refusal = (keyId: string, at: number, change: Partial<Refusal> = {}): Refusal => ({
    keyId,
    at,
    status: 422,
    problem: "invalid-event",
    pointer: "/type",
    detail: "is missing",
    ...change,
  });

  test("are those of the key alone, and the same again is one that counts", () => {
    const refusals = [
      refusal("k", 9),
      refusal("other", 8),
      refusal("k", 7),
      refusal("k", 6, { status: 400, problem: "unknown", pointer: null, detail: "The body is not valid JSON." }),
      refusal("k", 5),
    ];
    expect(attemptsOf(refusals, "k")).toEqual([
      {
        what: "422 /type",
        detail: "Is missing.",
        advice: expect.stringContaining("member") as string,
        at: 9,
        times: 2,
      },
      { what: "400", detail: "The body is not valid JSON.", advice: null, at: 6, times: 1 },
      {
        what: "422 /type",
        detail: "Is missing.",
        advice: expect.stringContaining("member") as string,
        at: 5,
        times: 1,
      },
    ]);
    expect(attemptsOf(refusals, "nobody")).toEqual([]);
  });

  test("of a whole body name no place", () => {
    expect(attemptsOf([refusal("k", 1, { pointer: "" })], "k")).toMatchObject([{ what: "422" }]);
  });

  test("that the room has forgotten in its sleep stay, and none is there twice", () => {
    const first = [refusal("k", 2), refusal("k", 1)];
    expect(remember([], first)).toEqual(first);
    expect(remember(first, [])).toEqual(first);
    expect(remember(first, first)).toEqual(first);
    expect(remember(first, [refusal("k", 3)]).map(({ at }) => at)).toEqual([3, 2, 1]);
    expect(remember(first, [refusal("k", 3), ...first]).map(({ at }) => at)).toEqual([3, 2, 1]);
    const long = Array.from({ length: 150 }, (_, index) => refusal("k", 1_000 - index));
    expect(remember(long, [refusal("k", 1_001)])).toHaveLength(100);
  });
});
