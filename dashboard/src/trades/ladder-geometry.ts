/** Where the marks of a trade's ladder stand, in pixels. Pure; the picture may be floats, the figures that it names are the exact ones. */
import type { Rung, StopStep } from "./ladder.ts";

export interface LadderSize {
  readonly width: number;
  readonly height: number;
  /** Room at the right for the prices. */
  readonly scaleWidth: number;
}
export interface LadderQuestion {
  readonly rungs: readonly Rung[];
  readonly stops: readonly StopStep[];
  /** The newest price of a trade that goes on. */
  readonly last: { readonly at: number; readonly price: string } | null;
}
interface Point {
  readonly x: number;
  readonly y: number;
}
export interface LadderPicture {
  /** One for each rung whose price is known, by the rung's index. */
  readonly marks: readonly (Point & { readonly index: number })[];
  /** The average entry from fill to fill, and the stop, as steps; empty where unknown. */
  readonly average: string;
  readonly stop: string;
  readonly last: Point | null;
  readonly ticks: readonly { readonly y: number; readonly value: number }[];
  /** Instants under the axis, from left to right. */
  readonly times: readonly { readonly x: number; readonly at: number }[];
}

/** Of the height and the width: what is at the edge is not cut. */
const INSET_PX = 10;
const TIME_EVERY_PX = 240;
const TICKS = 4;

/** Null where no price is known. */
export function layOutLadder({ rungs, stops, last }: LadderQuestion, size: LadderSize): LadderPicture | null {
  const priced = rungs.flatMap((rung, index) =>
    rung.price === null ? [] : [{ index, at: rung.at, price: rung.price }],
  );
  if (priced.length === 0) return null;
  const plot = Math.max(1, size.width - size.scaleWidth);
  const start = Math.min(...rungs.map(({ at }) => at));
  const end = Math.max(...rungs.map(({ at }) => at), last?.at ?? 0);
  const averages = rungs.flatMap(({ at, average }) => (average === null ? [] : [{ at, price: average }]));
  const x = scaleOf(start, end, INSET_PX, plot - INSET_PX);
  const values = [...priced, ...averages, ...stops, ...(last === null ? [] : [last])].map(({ price }) => Number(price));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  // The largest price stands on top.
  const y = scaleOf(low, high, size.height - INSET_PX, INSET_PX);
  const within = (at: number): number => x(Math.min(end, Math.max(start, at)));
  const stepsOf = (steps: readonly StopStep[]): string =>
    steps
      .map(({ at, price }, index) => {
        const [left, level] = [px(within(at)), px(y(Number(price)))];
        return index === 0 ? `M${left} ${level}` : `H${left}V${level}`;
      })
      .join("") + (steps.length === 0 ? "" : `H${px(x(end))}`);
  const times = Math.max(1, Math.floor(plot / TIME_EVERY_PX));
  return {
    marks: priced.map(({ index, at, price }) => ({ index, x: x(at), y: y(Number(price)) })),
    average: stepsOf(averages),
    stop: stepsOf(stops),
    last: last === null ? null : { x: x(last.at), y: y(Number(last.price)) },
    ticks: ticksOf(low, high).map((value) => ({ value, y: y(value) })),
    times:
      start === end
        ? [{ x: x(start), at: start }]
        : Array.from({ length: times + 1 }, (_, index) => {
            const at = start + ((end - start) * index) / times;
            return { x: x(at), at };
          }),
  };
}

/** Round values within a range, about four: steps of 1, 2 or 5 times a power of ten. The value itself where there is no range. */
export function ticksOf(low: number, high: number): readonly number[] {
  if (!(high > low)) return [low];
  const raw = (high - low) / TICKS;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((times) => times * power).find((candidate) => candidate >= raw) ?? raw;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, index) => (first + index) * step);
}

/** What has no range stands in the middle. */
function scaleOf(from: number, to: number, start: number, end: number): (value: number) => number {
  if (!(to > from)) return () => (start + end) / 2;
  return (value) => start + ((value - from) / (to - from)) * (end - start);
}

function px(value: number): string {
  return value.toFixed(1);
}
