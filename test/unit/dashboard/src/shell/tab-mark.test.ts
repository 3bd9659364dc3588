import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { FeedState } from "fillcast";
import { Watched } from "../../../../../dashboard/src/browser/watched.ts";
import { followOpen } from "../../../../../dashboard/src/shell/tab-mark.ts";
import { trade } from "../../../../support/shown-trades.ts";

class State extends Watched {
  view: FeedState | null = null;

  /** A state with `count` open trades, and some that are not. */
  open(count: number): void {
    const open = Array.from({ length: count }, (_, n) => trade({ key: `o${n}`, status: "open" }));
    const trades = Object.fromEntries([...open, trade()].map((one) => [one.key, one]));
    this.view = { bots: {}, trades, totals: [], days: [], locks: [] };
    this.changed();
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("the tab hears of the newest count once a second at most, and only where it is another one", () => {
  const state = new State();
  const told: number[] = [];
  const stop = followOpen(state, (open) => told.push(open));
  expect(told).toEqual([0]);
  for (let count = 1; count <= 200; count++) {
    state.open(count);
    vi.advanceTimersByTime(20);
  }
  vi.advanceTimersByTime(2_000);
  // Four seconds of changes.
  expect(told.length).toBeLessThanOrEqual(6);
  expect(told.at(-1)).toBe(200);
  const before = told.length;
  for (let times = 0; times < 100; times++) {
    state.open(200);
    vi.advanceTimersByTime(100);
  }
  expect(told).toHaveLength(before);
  stop();
  expect(state.isWatched).toBe(false);
  expect(vi.getTimerCount()).toBe(0);
});
