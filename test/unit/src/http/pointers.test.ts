import { expect, test } from "vitest";
import { toPointer } from "../../../../src/http/pointers.ts";

test("pointers are RFC 6901", () => {
  expect(toPointer([])).toBe("");
  expect(toPointer([3, "a/b", "m~n", ""])).toBe("/3/a~1b/m~0n/");
});

test("a pointer's long names are cut, and say so", () => {
  expect(toPointer(["a".repeat(128)])).toBe(`/${"a".repeat(128)}`);
  expect(toPointer(["x", "a".repeat(1_000_000), 1])).toBe(`/x/${"a".repeat(128)}…/1`);
  expect(toPointer([`${"a".repeat(127)}\ud83d\ude80`])).toBe(`/${"a".repeat(127)}\ufffd…`);
});
