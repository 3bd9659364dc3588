/**
 * A picture of a number that changes with another one: a line through the medians of each side, a whisker from the lowest to the
 * highest run at each point. Pure.
 */
import type { Spread } from "../stats.ts";
import { label, line, marks, round, shown, toSvg, WIDTH } from "./svg.ts";

export interface Series {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly spread: Spread }[];
}

const LEFT = 70;
const RIGHT = 140;
const TOP = 48;
const HEIGHT = 260;
const COLOURS = ["c0", "c1", "c2", "c3"];
/** Beyond this ratio between the last and the first point, the lower axis counts in powers. */
const LINEAR_RATIO = 12;
const NAME_HEIGHT = 16;

/** Lines from zero upwards; the lower axis has a mark at each point. */
export function drawCurve(title: string, axis: string, series: readonly Series[]): string {
  const xs = [...new Set(series.flatMap(({ points }) => points.map(({ x }) => x)))].toSorted((a, b) => a - b);
  const toX = scaleOf(xs);
  const ticks = marks(Math.max(...series.flatMap(({ points }) => points.map(({ spread }) => spread.max))));
  const bottom = TOP + HEIGHT;
  const toY = (value: number): number => bottom - (value / ticks.at(-1)!) * HEIGHT;
  const grid = [
    ...ticks.flatMap((tick) => [
      line([LEFT, toY(tick)], [WIDTH - RIGHT, toY(tick)], "grid"),
      label(LEFT - 8, toY(tick) + 4, shown(tick), { anchor: "end", className: "faint" }),
    ]),
    ...xs.map((x) => label(toX(x), bottom + 18, shown(x), { anchor: "middle", className: "faint" })),
    label((LEFT + WIDTH - RIGHT) / 2, bottom + 38, axis, { anchor: "middle", className: "faint" }),
  ];
  const places = namePlaces(series.map(({ points }) => toY(points.at(-1)?.spread.median ?? 0)));
  const lines = series.flatMap(({ name, points }, n) => {
    const colour = COLOURS[n % COLOURS.length]!;
    const path = points.map(({ x, spread }) => `${round(toX(x))},${round(toY(spread.median))}`).join(" ");
    return [
      ...points.map(({ x, spread }) => line([toX(x), toY(spread.min)], [toX(x), toY(spread.max)], "range")),
      `<polyline class="line ${colour}" style="fill:none" points="${path}"/>`,
      ...points.map(({ x, spread }) => {
        return `<circle class="${colour}" cx="${round(toX(x))}" cy="${round(toY(spread.median))}" r="3.5"/>`;
      }),
      `<rect class="${colour}" x="${WIDTH - RIGHT + 14}" y="${round(places[n]! - 4)}" width="8" height="8"/>`,
      label(WIDTH - RIGHT + 28, places[n]! + 4, name),
    ];
  });
  return toSvg(title, bottom + 52, [...grid, ...lines]);
}

/** From a value to its place on the lower axis. */
function scaleOf(xs: readonly number[]): (x: number) => number {
  const [first = 0, last = 1] = [xs[0], xs.at(-1)];
  const isLinear = first <= 0 || last / first <= LINEAR_RATIO;
  const measure = (x: number): number => (isLinear ? x : Math.log(x));
  const [low, high] = [measure(first), measure(last)];
  const width = WIDTH - LEFT - RIGHT;
  return (x) => LEFT + (high === low ? width / 2 : ((measure(x) - low) / (high - low)) * width);
}

/** Names stand at the ends of their lines, and far enough from each other. */
function namePlaces(wished: readonly number[]): number[] {
  const places = [...wished];
  const order = places.map((_, n) => n).toSorted((a, b) => wished[a]! - wished[b]!);
  for (let n = 1; n < order.length; n++) {
    const above = places[order[n - 1]!]!;
    places[order[n]!] = Math.max(places[order[n]!]!, above + NAME_HEIGHT);
  }
  return places;
}
