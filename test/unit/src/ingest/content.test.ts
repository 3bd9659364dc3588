import { describe, expect, test } from "vitest";
import { canonicalJson } from "../../../../src/ingest/content.ts";

describe("canonical JSON", () => {
  test("does not depend on the order of members", () => {
    const a = { b: [1, { d: null, c: "x" }], a: true };
    const b = { a: true, b: [1, { c: "x", d: null }] };
    expect(canonicalJson(a)).toBe('{"a":true,"b":[1,{"c":"x","d":null}]}');
    expect(canonicalJson(b)).toBe(canonicalJson(a));
  });

  test("depends on the order of elements and on types", () => {
    const texts = [[1, 2], [2, 1], ["1", 2], "[1,2]", { "0": 1, "1": 2 }].map((value) => canonicalJson(value));
    expect(new Set(texts).size).toBe(texts.length);
  });

  test("tells lone surrogates apart", () => {
    expect(canonicalJson("\ud800")).not.toBe(canonicalJson("\ud801"));
  });
});
