import { expect, test } from "vitest";
import { parseBots } from "../../../../../dashboard/src/browser/chosen-bots.ts";

test("chosen bots are a list in the address, and an empty one means all", () => {
  expect(parseBots("a,b")).toEqual(new Set(["a", "b"]));
  expect(parseBots("")).toBeNull();
  expect(parseBots(null)).toBeNull();
});
