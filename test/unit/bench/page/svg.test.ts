import { expect, test } from "vitest";
import { label, marks, shown, toSvg } from "../../../../bench/page/svg.ts";

test.each([
  [1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
  [7, [0, 2, 4, 6, 8]],
  [1_234, [0, 500, 1_000, 1_500]],
  [0.03, [0, 0.01, 0.02, 0.03]],
  [0, [0, 1]],
])("an axis to %d has round marks that reach it", (max, expected) => {
  expect(marks(max)).toEqual(expected);
});

test("numbers at an axis are short", () => {
  expect([shown(1_234.5), shown(12.34), shown(0.256), shown(3)]).toEqual(["1,235", "12.3", "0.26", "3"]);
});

test("text cannot break out of a picture, which has colours for light and dark", () => {
  expect(label(1, 2, "<a> & b")).toContain("&lt;a&gt; &amp; b");
  const svg = toSvg("<script>", 100, []);
  expect(svg).not.toContain("<script>");
  expect(svg).toContain("prefers-color-scheme: dark");
});
