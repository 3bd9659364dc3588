/** What the demo's banner says of a pause, and what it offers. */
import { expect, test } from "vitest";
import { nextWish, pauseOf, pauseSentence } from "../../../../../dashboard/src/demo/pause.ts";

const AT = Date.UTC(2026, 10, 24, 14, 2, 11);
const said = (type: `x-${string}`, ageMs = 0) => pauseOf({ type, at: AT }, AT + ageMs);

test("without a word the bots trade, and can be paused", () => {
  expect(pauseOf(null, AT)).toEqual({ kind: "trading" });
  expect(nextWish({ kind: "trading" })).toBe("pause");
});

test("a wish is no fact before it is answered", () => {
  expect(said("x-demo-pause")).toEqual({ kind: "asked", wish: "pause" });
  expect(pauseSentence(said("x-demo-pause"))).not.toContain("Paused");
  expect(said("x-demo-paused", 3_600_000)).toEqual({ kind: "paused" });
  expect(pauseSentence({ kind: "paused" })).toBe("Paused: the bots stop trading until you resume.");
  expect(nextWish({ kind: "paused" })).toBe("resume");
  expect(said("x-demo-resume")).toEqual({ kind: "asked", wish: "resume" });
  expect(said("x-demo-resumed")).toEqual({ kind: "trading" });
});

test("a wish that nobody answers is said to be one, and can be asked again", () => {
  expect(said("x-demo-pause", 5_000).kind).toBe("asked");
  expect(said("x-demo-pause", 5_001)).toEqual({ kind: "unanswered", wish: "pause" });
  expect(pauseSentence(said("x-demo-resume", 60_000))).toContain("not running");
  expect(nextWish(said("x-demo-resume", 60_000))).toBe("resume");
});

test("a demo that stands still offers no pause", () => {
  expect(nextWish(said("x-demo-frozen"))).toBeNull();
});
