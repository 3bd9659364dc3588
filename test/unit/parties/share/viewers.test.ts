import { expect, it } from "vitest";
import { changedParts } from "../../../../parties/share/viewers.ts";

const parts = { about: "a", books: "b", open: "o", closed: "c" };

it("sends all parts to who has none, then only those that differ, and nothing if none does", () => {
  expect(changedParts(null, parts)).toEqual(parts);
  expect(changedParts(parts, { ...parts, open: "p" })).toEqual({ open: "p" });
  expect(changedParts(parts, { ...parts })).toBeNull();
});
