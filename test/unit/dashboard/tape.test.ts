/** The tape: one insertion a frame, bounded memory, a filter that costs what is new, and a list that holds still. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TradeEvent } from "fillcast";
import { type EarlierTape, Tape, TAPE_MAX_EVENTS, type TapeRow } from "../../../dashboard/src/live/tape.ts";
import { keptEvents } from "../../../dashboard/src/offline/last-state.ts";
import {
  type FilteredRows,
  filterRows,
  holdRows,
  matchesTapeFilter,
  NO_FILTER,
} from "../../../dashboard/src/tape/rows.ts";
import { event } from "./fixtures.ts";

/** A tape whose frames come when the test says so. */
function createTape(earlier: EarlierTape | null = null) {
  const frames: (() => void)[] = [];
  const tape = new Tape((run) => frames.push(run), earlier);
  const frame = (): void => {
    for (const run of frames.splice(0)) run();
  };
  return { tape, frame, frames };
}

const at = (seq: number, bot = "a"): TradeEvent => event("entry", {}, { seq, bot, id: `e${seq}` });
const ONLY_A = { ...NO_FILTER, bots: new Set(["a"]) };
const seqs = (rows: readonly TapeRow[]): number[] => rows.map((row) => row.event.seq);

test("what arrives within a frame is one insertion, newest first", () => {
  const { tape, frame, frames } = createTape();
  let told = 0;
  tape.subscribe(() => (told += 1));
  tape.push([at(1)], true);
  tape.push([at(2), at(3)], false);
  expect(frames).toHaveLength(1);
  expect(tape.view.rows).toEqual([]);
  frame();
  expect(told).toBe(1);
  expect(seqs(tape.view.rows)).toEqual([3, 2, 1]);
  expect(tape.view.rows.map((row) => row.replayed)).toEqual([false, false, true]);
});

test("a hold that began on the tape of the last visit goes on over the same events of this one", () => {
  const row = (seq: number): TapeRow => ({ event: at(seq), replayed: true, recovered: false });
  const kept = [9, 8, 7].map(row);
  const read = [11, 10, 9, 8, 7].map(row);
  const { rows, newer } = holdRows(read, kept[0]!);
  expect(newer).toBe(2);
  expect(seqs(rows)).toEqual([9, 8, 7]);
});

test("what is replayed when a page opens was not recovered; what it missed later was", () => {
  const { tape, frame } = createTape();
  tape.push([at(1)], true);
  tape.caughtUp();
  tape.push([at(2)], false);
  tape.push([at(3)], true);
  tape.push([at(4)], false);
  frame();
  expect(tape.view.rows.map((row) => row.recovered)).toEqual([false, true, false, false]);
});

describe("what an earlier visit kept", () => {
  const earlier = { events: [at(9), at(8)], at: 1_000 };

  test("is shown as of then, until this visit has something", () => {
    const { tape, frame } = createTape(earlier);
    expect(seqs(tape.view.rows)).toEqual([9, 8]);
    expect(tape.view).toMatchObject({ received: 0, asOf: 1_000 });
    const before = filterRows(null, tape.view, ONLY_A);
    tape.push([at(8), at(9), at(10)], true);
    tape.caughtUp();
    expect(seqs(tape.view.rows)).toEqual([9, 8]);
    frame();
    expect(seqs(tape.view.rows)).toEqual([10, 9, 8]);
    expect(tape.view).toMatchObject({ received: 3, asOf: null });
    expect(seqs(filterRows(before, tape.view, ONLY_A).rows)).toEqual([10, 9, 8]);
  });

  test("goes where the feed turns out to have nothing", () => {
    const { tape } = createTape(earlier);
    tape.caughtUp();
    expect(tape.view).toEqual({ rows: [], received: 0, asOf: null });
    expect(createTape({ events: [], at: 1_000 }).tape.view.asOf).toBeNull();
  });

  test("is a screenful at the most, and bounded in size", () => {
    const many = Array.from({ length: 80 }, (_, index) => at(80 - index));
    expect(keptEvents(many).map(({ seq }) => seq)).toEqual(many.slice(0, 50).map(({ seq }) => seq));
    const text = "x".repeat(30_000);
    const large = [80, 79, 78, 77].map((seq) => event("x-large", { text }, { seq }));
    expect(keptEvents(large).map(({ seq }) => seq)).toEqual([80, 79, 78]);
  });
});

test("older events go below, without repeats, and count as nothing new", () => {
  const { tape, frame } = createTape();
  tape.push([at(10), at(11)], false);
  frame();
  tape.addOlder([at(8), at(9), at(10)]);
  expect(seqs(tape.view.rows)).toEqual([11, 10, 9, 8]);
  expect(tape.view.received).toBe(2);
});

test("a hundred thousand events are kept, and the oldest go first", () => {
  const { tape, frame } = createTape();
  tape.push(
    Array.from({ length: TAPE_MAX_EVENTS + 50 }, (_, index) => at(index + 1)),
    true,
  );
  frame();
  expect(tape.view.rows).toHaveLength(TAPE_MAX_EVENTS);
  expect(tape.view.rows.at(-1)?.event.seq).toBe(51);
});

test("whoever waits for the tape to settle hears after the frame that shows it", () => {
  const { tape, frame } = createTape();
  const heard: number[] = [];
  tape.settled(() => heard.push(tape.view.rows.length));
  tape.push([at(1)], true);
  tape.settled(() => heard.push(tape.view.rows.length));
  expect(heard).toEqual([0]);
  frame();
  expect(heard).toEqual([0, 1]);
});

describe("the filter", () => {
  test("kept up from view to view says the same as filtering all of it", () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant("push" as const),
        bots: fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 6 }),
      }),
      fc.record({
        kind: fc.constant("older" as const),
        bots: fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 6 }),
      }),
      fc.constant({ kind: "clear" as const, bots: [] }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const { tape, frame } = createTape();
        const filter = { ...NO_FILTER, bots: new Set(["a", "c"]) };
        let kept: FilteredRows | null = null;
        let newest = 1_000;
        let oldest = 1_001;
        for (const { kind, bots } of steps) {
          if (kind === "clear") tape.clear();
          if (kind === "push")
            tape.push(
              bots.map((bot) => at(++newest, bot)),
              false,
            );
          frame();
          if (kind === "older" && tape.view.rows.length > 0) tape.addOlder(bots.map((bot) => at(--oldest, bot)));
          kept = filterRows(kept, tape.view, filter);
          expect(seqs(kept.rows)).toEqual(seqs(tape.view.rows.filter((row) => matchesTapeFilter(row.event, filter))));
        }
      }),
    );
  });

  test("wants every word of a search, and any of the kinds", () => {
    const closed = event("exit_fill", { is_final_exit: true, exit_reason: "stop_loss" }, { pair: "ETH/USDT" });
    expect(matchesTapeFilter(closed, { ...NO_FILTER, text: "eth stop" })).toBe(true);
    expect(matchesTapeFilter(closed, { ...NO_FILTER, text: "eth roi" })).toBe(false);
    expect(matchesTapeFilter(closed, { ...NO_FILTER, kinds: new Set(["close"]) })).toBe(true);
    expect(matchesTapeFilter(closed, { ...NO_FILTER, kinds: new Set(["order", "alarm"]) })).toBe(false);
  });
});

describe("a held list", () => {
  test("stands still and counts what is new, older ones included at its end", () => {
    const { tape, frame } = createTape();
    tape.push([at(5), at(6)], false);
    frame();
    const top = tape.view.rows[0] ?? null;
    tape.push([at(7), at(8), at(9)], false);
    frame();
    tape.addOlder([at(4)]);
    const held = holdRows(tape.view.rows, top);
    expect(held.newer).toBe(3);
    expect(seqs(held.rows)).toEqual([6, 5, 4]);
  });

  test("is released when the row that it stood on is gone", () => {
    const { tape, frame } = createTape();
    tape.push([at(5)], false);
    frame();
    const top = tape.view.rows[0] ?? null;
    tape.clear();
    tape.push([at(1)], false);
    frame();
    expect(holdRows(tape.view.rows, top)).toEqual({ rows: tape.view.rows, newer: 0 });
  });
});
