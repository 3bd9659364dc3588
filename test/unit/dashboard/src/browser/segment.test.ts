import { describe, expect, test } from "vitest";
import { findTrade } from "../../../../support/kept.ts";
import { readSegment, toSegment } from "../../../../../dashboard/src/browser/segment.ts";
import { trade } from "../../../../support/shown-trades.ts";
import { TEXTS } from "../../../../support/address-texts.ts";

/** What lies between the page and itself: the server's own decoding and encoding of a path, part by part. */
function served(path: string): string {
  const decoded = path
    .split("/")
    .map((part) => decodeURIComponent(part))
    .join("/")
    .replaceAll(/\/+/g, "/");
  return decoded.split("/").map(encodeURIComponent).join("/");
}

describe("a segment", () => {
  test.each(TEXTS)("brings %j back, unchanged by what serves the page and by what resolves it", (text) => {
    const path = `/trades/${toSegment(text)}`;
    expect(served(path)).toBe(path);
    expect(new URL(path, "https://host").pathname).toBe(path);
    expect(readSegment(path.slice("/trades/".length))[0]).toBe(text);
  });

  test("that was written by hand is read too, also where its slashes were decoded on the way", () => {
    for (const text of TEXTS) expect(readSegment(encodeURIComponent(text))).toContain(text);
    expect(readSegment("spot-1%3Aa/b%3A2024")).toEqual(["spot-1:a/b:2024"]);
  });

  test("with a percent sign that begins no sequence says what stands there", () => {
    for (const malformed of ["%", "50%", "%E0%A4%A", "%C3%28", "%zz/%", "%2"]) {
      expect(readSegment(malformed)).toEqual([malformed]);
      expect(findTrade(readSegment(malformed), [trade()])).toBeUndefined();
    }
  });

  test("of half a surrogate pair is still one", () => {
    expect(readSegment(toSegment("a\ud800b"))[0]).toBe("a\ufffdb");
  });
});
