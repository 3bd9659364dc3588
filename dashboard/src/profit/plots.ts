/**
 * Two pictures by uPlot, one below the other, with one pointer: a line of values, and its drawdown. Made again when their width,
 * the theme or the pixels of the screen are others. Colours are those of elements with `data-ink` beside them, since a canvas knows
 * no custom property.
 */
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Point } from "./series.ts";

const LINE_PX = 200;
const FALL_PX = 96;
const AXIS_PX = 24;
const SCALE_PX = 62;
const LABEL_EVERY_PX = 92;
/** Where the scale is (`uPlot.Axis.Side.Right`): the enum of uPlot's types has no values at run time, and takes no number. */
const ON_THE_RIGHT: object = { side: 1 };
/** A name nearer to the edge would be cut. */
const LABEL_EDGE_PX = 22;
/** Less is a click that trembled. */
const DRAG_MIN_PX = 6;
const FONT = '11px "Inter Variable", system-ui, sans-serif';

export interface PlotWords {
  /** A value of the scale. */
  readonly valueWords: (value: number) => string;
  /** The name of a point, by its index. */
  readonly axisWords: (index: number) => string;
  /** Somebody has dragged from one point to another. */
  readonly onSpan: (first: number, last: number) => void;
}

type Pointed = { readonly at: number; readonly isLeft: boolean } | null;

export class Plots {
  readonly #box: HTMLElement;
  readonly #words: PlotWords;
  readonly #key = `plots-${made++}`;
  readonly #stop: () => void;
  #pictures: readonly uPlot[] = [];
  #points: readonly Point[] = [];
  #hasZero = true;
  #width = 0;
  #tell: (pointed: Pointed) => void = () => undefined;

  constructor(box: HTMLElement, words: PlotWords) {
    this.#box = box;
    this.#words = words;
    const again = (): void => this.#draw();
    const size = new ResizeObserver(([entry]) => {
      const width = Math.floor(entry?.contentRect.width ?? 0);
      if (width === this.#width) return;
      this.#width = width;
      again();
    });
    size.observe(box);
    const theme = new MutationObserver(again);
    theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", again);
    void document.fonts.ready.then(again);
    this.#stop = () => {
      size.disconnect();
      theme.disconnect();
      scheme.removeEventListener("change", again);
    };
  }

  /** `hasZero`: the scale shows zero, whatever the values. */
  show(points: readonly Point[], hasZero: boolean): void {
    const isSame = points.length === this.#points.length && hasZero === this.#hasZero;
    this.#points = points;
    this.#hasZero = hasZero;
    if (!isSame || this.#pictures.length === 0) this.#draw();
    else this.#pictures.forEach((picture, index) => picture.setData(this.#dataOf(index)));
  }

  /** Moves the pointer's line to a point; null takes it away. */
  pointAt(index: number | null): void {
    const [line] = this.#pictures;
    if (line === undefined) return;
    const left = index === null ? -10 : line.valToPos(index, "x");
    for (const picture of this.#pictures) picture.setCursor({ left, top: index === null ? -10 : 0 }, false);
  }

  /** Tells where the pointer is; the result ends that. */
  onPoint(tell: (pointed: Pointed) => void): () => void {
    this.#tell = tell;
    return () => {
      this.#tell = () => undefined;
    };
  }

  end(): void {
    this.#stop();
    this.#clear();
  }

  #clear(): void {
    for (const picture of this.#pictures) picture.destroy();
    this.#pictures = [];
  }

  #dataOf(index: number): uPlot.AlignedData {
    const points = this.#points;
    return [points.map((_, at) => at), points.map(({ value, drawdown }) => Number(index === 0 ? value : drawdown))];
  }

  #draw(): void {
    this.#clear();
    if (this.#width <= 0 || this.#points.length === 0) return;
    const line = new uPlot(this.#optionsOf("line"), this.#dataOf(0), this.#box);
    const fall = new uPlot(this.#optionsOf("fall"), this.#dataOf(1), this.#box);
    this.#pictures = [line, fall];
  }

  #optionsOf(which: "line" | "fall"): uPlot.Options {
    const ink = (name: string): string => {
      const probe = this.#box.parentElement?.querySelector(`[data-ink="${name}"]`);
      return probe == null ? "gray" : getComputedStyle(probe).color;
    };
    const [stroke, grid, text] = [ink(which), ink("grid"), ink("text")];
    const isLine = which === "line";
    const count = this.#points.length;
    return {
      width: this.#width,
      height: isLine ? LINE_PX : FALL_PX + AXIS_PX,
      padding: [8, 0, isLine ? 8 : 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        sync: { key: this.#key },
        points: { size: 7, fill: stroke, width: 0 },
        drag: { x: true, y: false, setScale: false, dist: DRAG_MIN_PX },
      },
      scales: {
        x: { time: false, range: [-0.5, count - 0.5] },
        y: { range: (_, low, high) => (isLine ? roomFor(low, high, this.#hasZero) : roomFor(low, 0, true)) },
      },
      axes: [
        {
          show: !isLine,
          size: AXIS_PX,
          font: FONT,
          stroke: text,
          gap: 4,
          grid: { show: false },
          ticks: { show: false },
          splits: () => this.#labelled(),
          values: (_, splits) => splits.map((index) => this.#words.axisWords(index)),
        },
        {
          ...ON_THE_RIGHT,
          size: SCALE_PX,
          font: FONT,
          stroke: text,
          gap: 6,
          space: isLine ? 42 : 30,
          grid: { stroke: grid, width: 1 },
          ticks: { show: false },
          values: (_, splits) => splits.map((value) => this.#words.valueWords(value)),
        },
      ],
      series: [
        {},
        {
          stroke,
          width: isLine ? 1.75 : 1.25,
          points: { show: count === 1, size: 7, fill: stroke },
          ...(isLine ? {} : { fill: ink("fallen"), fillTo: 0 }),
        },
      ],
      hooks: isLine
        ? { setCursor: [(picture) => this.#pointed(picture)], setSelect: [(picture) => this.#selected(picture)] }
        : {},
    };
  }

  /** Indices of points whose names stand under the axis. */
  #labelled(): number[] {
    const count = this.#points.length;
    const step = (this.#width - SCALE_PX) / count;
    const every = Math.max(1, Math.ceil(LABEL_EVERY_PX / step));
    const least = Math.ceil(LABEL_EDGE_PX / step - 0.5);
    const first = Math.max(Math.floor(((count - 1) % every) / 2), Math.min(least, count - 1));
    return Array.from({ length: Math.ceil((count - first) / every) }, (_, index) => first + index * every);
  }

  #pointed({ cursor: { idx, left = -1 }, over }: uPlot): void {
    this.#tell(idx == null || left < 0 ? null : { at: idx, isLeft: left < over.clientWidth / 2 });
  }

  #selected(picture: uPlot): void {
    const { left, width } = picture.select;
    if (width < DRAG_MIN_PX) return;
    const last = this.#points.length - 1;
    const at = (px: number): number => Math.max(0, Math.min(last, Math.round(picture.posToVal(px, "x"))));
    for (const each of this.#pictures) each.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.#words.onSpan(at(left), at(left + width));
  }
}

let made = 0;

/** A scale with a little room around its values, never without a height. */
function roomFor(low: number | null, high: number | null, hasZero: boolean): [number, number] {
  const [least, most] = [low ?? 0, high ?? 0];
  const [from, to] = hasZero ? [Math.min(0, least), Math.max(0, most)] : [least, most];
  const room = (to - from) * 0.04 || Math.abs(to) * 0.01 || 1;
  return [from - room, to + room];
}
