import { expect, test } from "vitest";
import { refusalWords } from "../../../../../dashboard/src/access/refusal-words.ts";

test.each([
  [{ feed: "bob", scope: "owner" }, /for the feed bob, not for alice/],
  [{ feed: "bob", scope: "publish" }, /for the feed bob, not for alice/],
  [{ feed: "alice", scope: "publish" }, /a bot's key/],
  [{ feed: "alice", scope: "inspect" }, /not its events/],
  [{ feed: null, scope: null }, /cannot read alice/],
] as const)("a key %j that may not read says why", (claims, words) => {
  expect(refusalWords("forbidden", "alice", claims).text).toMatch(words);
});
