import { expect, test } from "vitest";
import { restAfter } from "../../../../../dashboard/src/browser/frame.ts";

test("drawing gets half of a device's time, and one slow frame does not stop the page", () => {
  expect(restAfter(6)).toBe(6);
  expect(restAfter(60)).toBe(60);
  expect(restAfter(2_000)).toBe(100);
});
