/** Questions of the service worker, and answers to it, from whatever comes over the channel. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { decodeAnswer, decodeQuestion } from "../../../../../dashboard/src/push/question.ts";

test("a question is read, and of its events those that are numbers", () => {
  expect(decodeQuestion({ kind: "go", path: "/bots" })).toEqual({ kind: "go", path: "/bots" });
  expect(decodeQuestion({ kind: "shows", feed: "alice", seqs: [1, "2", 3] })).toEqual({
    kind: "shows",
    feed: "alice",
    seqs: [1, 3],
  });
  for (const none of [
    null,
    7,
    "go",
    {},
    { kind: "go" },
    { kind: "shows", feed: 7, seqs: [] },
    { kind: "shows", feed: "a" },
  ])
    expect(decodeQuestion(none)).toBeNull();
});

test("an answer says yes where it says so, whatever else it is", () => {
  expect(decodeAnswer({ shows: true, told: true })).toEqual({ shows: true, told: true });
  fc.assert(
    fc.property(fc.anything(), (value) => {
      const { shows, told } = decodeAnswer(value);
      expect([typeof shows, typeof told]).toEqual(["boolean", "boolean"]);
    }),
  );
});
