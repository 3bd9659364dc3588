import { expect, test } from "vitest";
import type { Filter } from "@fillcast/protocol";
import { createPiece, type Piece } from "../../../../src/history/piece.ts";

const NAMES = ["a", "ab", 'a"b', "a\\b", "ü", "😀", "\ud800", "a/b", "__proto__", "bot", '"bot":"a"'];

function sift(events: readonly object[], filter: Filter): readonly number[] {
  const texts = events.map((event, index) => JSON.stringify({ seq: index + 1, at: 1, ...event }));
  const piece = createPiece({ low: 0, high: texts.length }, texts, "forward", { filter }) as Piece;
  return piece.events.map(({ seq }) => seq);
}

test("a filter finds each name as a whole, whatever is in it", () => {
  const events = NAMES.map((bot) => ({ type: "status", bot, data: {} }));
  for (const [index, bot] of NAMES.entries()) expect(sift(events, { bots: [bot] }), bot).toEqual([index + 1]);
  expect(sift(events, { bots: ["a", "ü"], types: ["status", "entry"] })).toEqual([1, 5]);
  expect(sift(events, { bots: ["a"], types: ["entry"] })).toEqual([]);
  expect(sift(events, { bots: [] })).toEqual([]);
});

test("what an event says of others is not what it is", () => {
  const events = [
    { type: "status", bot: "b", data: { bot: "a", pair: "X/Y", type: "entry" } },
    { type: "status", bot: "b", pair: "X/Y", data: {} },
    { type: "entry", bot: "a", data: { text: '"pair":"X/Y"' } },
  ];
  expect(sift(events, { bots: ["a"] })).toEqual([3]);
  expect(sift(events, { pairs: ["X/Y"] })).toEqual([2]);
  expect(sift(events, { types: ["entry"], bots: ["b"] })).toEqual([]);
});

test("a search finds words in texts and numbers, in either case, and never in the names of members", () => {
  const events = [
    { type: "exit_fill", bot: "a", pair: "ETH/USDT", data: { exit_reason: "stop_loss", profit_amount: "-3.5" } },
    { type: "exception", bot: "b", data: { status: 'KeyError: "\u00c9tat"', deep: [{ n: 404 }] } },
    { type: "status", bot: "c", data: { status: "Σ says \\ stop" }, trade: { id: "t-9" } },
  ];
  const found = (...words: readonly string[]) => {
    const texts = events.map((event, index) => JSON.stringify({ seq: index + 1, at: 1, ...event }));
    const piece = createPiece({ low: 0, high: texts.length }, texts, "forward", { filter: {}, words }) as Piece;
    return piece.events.map(({ seq }) => seq);
  };
  expect(found("stop")).toEqual([1, 3]);
  expect(found("stop", "eth")).toEqual([1]);
  expect(found("profit")).toEqual([]);
  expect(found("seq")).toEqual([]);
  expect(found("-3.5")).toEqual([1]);
  expect(found("404")).toEqual([2]);
  expect(found('"état"')).toEqual([2]);
  expect(found("\\", "σ", "t-9")).toEqual([3]);
});
