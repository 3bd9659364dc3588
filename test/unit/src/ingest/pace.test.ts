import { describe, expect, test } from "vitest";
import { Pace } from "../../../../src/ingest/pace.ts";

const START_MS = 1_800_000_000_000;

/** How many of those asked at once are given. */
function given(pace: Pace, name: string, atMs: number, asked = 100): number {
  return Array.from({ length: asked }, () => pace.take(name, atMs)).filter(Boolean).length;
}

describe("a pace", () => {
  test("gives its burst at once, then one a second", () => {
    const pace = new Pace(20, 1);
    expect(given(pace, "a", START_MS)).toBe(20);
    expect(given(pace, "a", START_MS + 999)).toBe(0);
    expect(given(pace, "a", START_MS + 1_000)).toBe(1);
    expect(given(pace, "a", START_MS + 4_500)).toBe(3);
    expect(given(pace, "a", START_MS + 5_000)).toBe(1);
  });

  test("saves no more than its burst, however long nobody asks", () => {
    const pace = new Pace(20, 1);
    expect(given(pace, "a", START_MS, 5)).toBe(5);
    expect(given(pace, "a", START_MS + 86_400_000)).toBe(20);
  });

  test("of an hour's storm gives the burst and a second's each", () => {
    const pace = new Pace(20, 1);
    let taken = 0;
    for (let ms = 0; ms < 3_600_000; ms += 250) if (pace.take("a", START_MS + ms)) taken++;
    expect(taken).toBe(20 + 3_599);
  });

  test("is each name's own", () => {
    const pace = new Pace(2, 1);
    expect(given(pace, "a", START_MS)).toBe(2);
    expect(given(pace, "b", START_MS)).toBe(2);
  });

  test("forgets the name that was asked for the longest ago, beyond a thousand", () => {
    const pace = new Pace(1, 1);
    for (let name = 0; name < 1_000; name++) pace.take(`n${name}`, START_MS);
    expect(pace.take("n0", START_MS)).toBe(false);
    pace.take("one more", START_MS);
    expect(pace.take("n0", START_MS)).toBe(false);
    expect(pace.take("n1", START_MS)).toBe(true);
  });

  test("gives nothing for a clock that goes back", () => {
    const pace = new Pace(1, 1);
    pace.take("a", START_MS);
    expect(pace.take("a", START_MS - 5_000)).toBe(false);
  });
});
