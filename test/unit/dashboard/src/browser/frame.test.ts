import { expect, test } from "vitest";
import { restAfter } from "../../../../../dashboard/src/browser/frame.ts";

test("drawing gets a third of a device's time, and one slow frame does not stop the page", () => {
  expect(restAfter(6)).toBe(12);
  expect(restAfter(60)).toBe(120);
  expect(restAfter(2_000)).toBe(150);
});
