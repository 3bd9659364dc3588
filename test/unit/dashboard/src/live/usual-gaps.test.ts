import { expect, test } from "vitest";
import { UsualGaps } from "../../../../../dashboard/src/live/usual-gaps.ts";
import { event, MORNING } from "../../../../support/shown-events.ts";
import { createTape } from "../../../../support/tape.ts";

const MINUTE = 60_000;
/** Two events of "a" and one of "b" in turn, a minute apart. */
const turn = (index: number) =>
  event("entry", {}, { seq: index + 1, at: MORNING + index * MINUTE, bot: index % 3 === 0 ? "b" : "a" });

test("what is usual needs enough of the bot's own events, and is said again at intervals", () => {
  const { tape, frame } = createTape();
  let now = 0;
  const gaps = new UsualGaps(tape, () => now);
  const push = (from: number, to: number): void => {
    tape.push(
      Array.from({ length: to - from }, (_, index) => turn(from + index)),
      true,
    );
    frame();
  };
  push(0, 12);
  expect(gaps.getView().has("a")).toBe(false);
  now = 10_000;
  push(12, 24);
  expect(gaps.getView().get("a")).toBe(2 * MINUTE);
  expect(gaps.getView().has("b")).toBe(false);
  const before = gaps.getView();
  push(24, 48);
  expect(gaps.getView()).toBe(before);
  now = 20_000;
  push(48, 49);
  expect(gaps.getView().get("b")).toBe(3 * MINUTE);
});

test("what the history brings of earlier is looked at too", () => {
  const { tape, frame } = createTape();
  const gaps = new UsualGaps(tape, () => 0);
  tape.push([turn(40)], true);
  frame();
  tape.addOlder(Array.from({ length: 40 }, (_, index) => turn(index)));
  expect(gaps.getView().get("a")).toBe(2 * MINUTE);
});
