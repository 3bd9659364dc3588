/**
 * What relays took against a history: a message that is gone, there twice, moved or changed is found and named.
 */
import { describe, expect, test } from "vitest";
import type { FeedEvent } from "@fillcast/protocol";
import { Taken } from "../../../../scripts/prove/taken.ts";

const MESSAGES = 4;
const said = (n: number) => ({ bot: "a", type: "x-note", id: null, fields: { n: String(n) } });
const event = (seq: number, n: number, more: Partial<FeedEvent> = {}): FeedEvent => ({
  id: `e${seq}`,
  seq,
  type: "x-note",
  bot: "a",
  source: "freqtrade",
  at: 9_000,
  ts: n * 1_000 + 500,
  edge: { at: 9_000, via: "relay" },
  data: { n: String(n), more: "of the same" },
  ...more,
});

/** `lostAnswers` of the second message. */
function taken(lostAnswers = 0): Taken {
  const all = new Taken();
  for (let n = 1; n <= MESSAGES; n++) {
    const times = { fromMs: n * 1_000, toMs: n * 1_000 + 999 };
    all.note({ said: said(n), ...times, lostAnswers: n === 2 ? lostAnswers : 0 });
  }
  return all;
}

const history: readonly FeedEvent[] = [
  event(1, 1),
  event(2, 2),
  event(3, 9, { bot: "of no relay" }),
  event(4, 3),
  event(5, 4),
];
const again: readonly FeedEvent[] = [event(1, 1), event(2, 2), event(3, 2), event(4, 3), event(5, 4)];

test("each message once and in order passes, whatever others said in between", () => {
  expect(taken().compare(history)).toEqual([]);
  expect(taken().count).toBe(MESSAGES);
});

describe("a message whose answer was lost", () => {
  test("may be there again, and is named", () => {
    expect(taken(1).compare(again)).toEqual([again[2]]);
    expect(taken(1).compare(history)).toEqual([]);
  });

  test("is there no more often than it was posted", () => {
    const thrice = again.toSpliced(2, 0, event(9, 2));
    expect(() => taken(1).compare(thrice)).toThrow(/message 3 of a was taken .* seq 3/);
    expect(taken(2).compare(thrice)).toHaveLength(2);
  });
});

test.each([
  ["is gone", history.toSpliced(1, 1), /message 2 of a was taken .* seq 4/],
  ["is gone from the end", history.slice(0, -1), /message 4 of a .* the history ends/],
  ["is there twice", again, /message 3 of a .* seq 3/],
  ["is there twice at the end", [...history, event(6, 4)], /seq 6 of a twice/],
  ["has changed places", [event(1, 2), event(2, 1), ...history.slice(2)], /message 1 of a .* seq 1/],
  ["has another value", history.with(1, event(2, 2, { data: { n: "22" } })), /message 2 of a/],
  ["came straight", history.with(1, event(2, 2, { edge: { at: 9_000 } })), /seq 2 of a did not come through a relay/],
  ["has the time of its arrival", history.with(1, event(2, 2, { ts: 9_000 })), /seq 2 of a was taken between/],
])("a message that %s is found", (_, events, words) => {
  expect(() => taken().compare(events)).toThrow(words);
});
