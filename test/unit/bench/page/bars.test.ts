import { expect, test } from "vitest";
import { type Bar, drawBars } from "../../../../bench/page/bars.ts";

const bar = (name: string, median: number, more: Partial<Bar> = {}): Bar => ({
  name,
  group: "durable",
  spread: { median, min: median / 2, max: median * 2 },
  isSubject: false,
  ...more,
});

test("a bar is as long as its median, on one scale from zero", () => {
  const svg = drawBars("t", [bar("a", 50), bar("b", 100, { isSubject: true })]);
  const widths = [...svg.matchAll(/<rect class="(?:rest|c0)"[^>]* width="([\d.]+)"/g)].map(([, width]) =>
    Number(width),
  );
  expect(widths[1]! / widths[0]!).toBeCloseTo(2, 1);
  expect(svg).toContain('class="c0"');
});

test("groups stand under their names, in the order given", () => {
  const svg = drawBars("t", [bar("a", 1), bar("b", 1, { group: "in memory" })]);
  expect(svg.indexOf(">durable<")).toBeLessThan(svg.indexOf(">a<"));
  expect(svg.indexOf(">a<")).toBeLessThan(svg.indexOf(">in memory<"));
});
