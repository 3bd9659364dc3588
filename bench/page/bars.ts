/**
 * A picture of a number of several sides: a bar for the median, a whisker from the lowest to the highest run. Pure.
 */
import type { Spread } from "../stats.ts";
import { label, line, marks, round, shown, toSvg, WIDTH } from "./svg.ts";

export interface Bar {
  readonly name: string;
  /** Under which the bar stands: bars of two groups are not to be compared. */
  readonly group: string;
  readonly spread: Spread;
  /** What the page is about. */
  readonly isSubject: boolean;
}

const LEFT = 210;
const RIGHT = 80;
const TOP = 48;
const ROW = 26;
const BAR = 16;

/** Bars from zero on one scale, group by group. */
export function drawBars(title: string, bars: readonly Bar[]): string {
  const ticks = marks(Math.max(...bars.map(({ spread }) => spread.max)));
  const end = ticks.at(-1)!;
  const toX = (value: number): number => LEFT + (value / end) * (WIDTH - LEFT - RIGHT);
  const groups = [...new Set(bars.map(({ group }) => group))];
  const parts: string[] = [];
  let y = TOP;
  for (const group of groups) {
    parts.push(label(20, y + BAR, group, { className: "faint" }));
    y += ROW;
    for (const { name, spread, isSubject } of bars.filter((bar) => bar.group === group)) {
      const middle = y + BAR / 2;
      parts.push(
        label(LEFT - 10, middle + 4, name, { anchor: "end" }),
        `<rect class="${isSubject ? "c0" : "rest"}" x="${LEFT}" y="${round(y)}" width="${round(Math.max(1, toX(spread.median) - LEFT))}" height="${BAR}"/>`,
        line([toX(spread.min), middle], [toX(spread.max), middle], "range"),
        label(toX(spread.max) + 8, middle + 4, shown(spread.median)),
      );
      y += ROW;
    }
  }
  const bottom = y + 4;
  const grid = ticks.flatMap((tick) => [
    line([toX(tick), TOP], [toX(tick), bottom], "grid"),
    label(toX(tick), bottom + 16, shown(tick), { anchor: "middle", className: "faint" }),
  ]);
  return toSvg(title, bottom + 32, [...grid, ...parts]);
}
