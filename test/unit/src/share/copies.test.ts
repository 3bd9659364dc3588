import { expect, it } from "vitest";
import { SHARE_CACHED_S } from "@fillcast/protocol";
import { cacheControl, copySeconds } from "../../../../src/share/copies.ts";

it.each([
  [null, SHARE_CACHED_S, "public, max-age=60"],
  [1_000_000, SHARE_CACHED_S, "public, max-age=60"],
  [12_999, 12, "public, max-age=12"],
  [999, 0, "no-store"],
  [-5_000, 0, "no-store"],
])("a link that ends in %s ms is kept for %d s", (leftMs, seconds, control) => {
  expect(copySeconds(leftMs, 0)).toBe(seconds);
  expect(cacheControl(seconds)).toBe(control);
});
