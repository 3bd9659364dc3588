/** The tape: one insertion a frame, bounded memory, a filter that costs what is new, and a list that holds still. */
import { expect, test } from "vitest";
import { TAPE_MAX_EVENTS, type TapeRow } from "../../../../../dashboard/src/live/tape.ts";
import { holdRows } from "../../../../../dashboard/src/tape/rows.ts";
import { createTape, at, seqs } from "../../../../support/tape.ts";

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
  const { rows, newer } = holdRows(read, kept[0]!.event.seq);
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

test("a listener for the settled tape is called after the frame that shows it", () => {
  const { tape, frame } = createTape();
  const heard: number[] = [];
  tape.settled(() => heard.push(tape.view.rows.length));
  tape.push([at(1)], true);
  tape.settled(() => heard.push(tape.view.rows.length));
  expect(heard).toEqual([0]);
  frame();
  expect(heard).toEqual([0, 1]);
});
