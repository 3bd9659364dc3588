/**
 * A line of values with its drawdown below it. The pointer reads a point, dragging chooses a span, a double click takes that back;
 * arrow keys read the points to those who see no picture.
 */
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { Profit } from "../parts/figures.tsx";
import panel from "../parts/panel.module.css";
import { amountOf, signedMoney } from "../words/decimal.ts";
import { Plots } from "./plots.ts";
import type { Point } from "./series.ts";
import styles from "./profit-chart.module.css";

export interface ProfitChartProps {
  readonly points: readonly Point[];
  readonly currency: string;
  /** What the line is: "Cumulative realised profit". */
  readonly title: string;
  /** `account` is an amount, `profit` has a sign, and its scale shows zero. */
  readonly kind: "profit" | "account";
  /** A point in words: "Sun 24 Oct". */
  readonly nameOf: (point: Point) => string;
  /** The same under the axis. */
  readonly axisOf: (point: Point) => string;
  readonly stepWords: string;
  readonly onZoom: (from: Point, to: Point) => void;
  readonly onReset: () => void;
}

export function ProfitChart(props: ProfitChartProps) {
  const { points, currency, title, kind } = props;
  const [box, plots] = usePlots(props);
  const [read, setRead] = useState<number | null>(null);
  const [pointed, setPointed] = useState<{ readonly at: number; readonly isLeft: boolean } | null>(null);
  useEffect(() => plots?.onPoint(setPointed), [plots]);
  const last = points.at(-1);
  const shown = read === null ? last : points[read];
  const tip = pointed === null || read !== null ? undefined : points[pointed.at];

  const onKey = (event: KeyboardEvent): void => {
    const by = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(points.length - 1, (read ?? points.length - 1) + by));
    setRead(next);
    plots?.pointAt(next);
  };
  const label = `${title} by ${props.stepWords}, ${points.length} ${props.stepWords}s, now ${valueWords(last?.value ?? "0", kind, currency)} ${currency}. Use the arrow keys to read each ${props.stepWords}.`;
  return (
    <figure className={styles.chart}>
      <figcaption className={styles.readout} aria-live="polite">
        {shown !== undefined && <Readout {...props} point={shown} />}
      </figcaption>
      <div
        className={styles.plot}
        role="img"
        tabIndex={0}
        aria-label={label}
        onKeyDown={onKey}
        onBlur={() => {
          setRead(null);
          plots?.pointAt(null);
        }}
        onPointerDown={() => setRead(null)}
        onDoubleClick={props.onReset}
      >
        <div ref={box} />
        {tip !== undefined && (
          <div className={styles.tip} data-side={pointed?.isLeft === true ? "right" : "left"} aria-hidden="true">
            <Readout {...props} point={tip} />
          </div>
        )}
        <i className={styles.ink} data-ink="line" />
        <i className={styles.ink} data-ink="fall" />
        <i className={styles.ink} data-ink="fallen" />
        <i className={styles.ink} data-ink="text" />
        <i className={styles.ink} data-ink="grid" />
      </div>
      <p className={`${styles.legend} ${panel.footnote}`}>
        Drawdown below: from the highest value of the range.
        <span> Drag to zoom, double-click to go back.</span>
      </p>
    </figure>
  );
}

function Readout({ point, currency, kind, nameOf, stepWords }: ProfitChartProps & { readonly point: Point }) {
  return (
    <>
      <span className={styles.day}>{nameOf(point)}</span>
      <span>
        <small>that {stepWords} </small>
        <Profit value={point.gain} currency={currency} />
      </span>
      <span>
        <small>{kind === "profit" ? "cumulative" : "value"} </small>
        {kind === "profit" ? (
          <Profit value={point.value} currency={currency} unit />
        ) : (
          <span data-exact={point.value}>
            {amountOf(point.value, currency)} {currency}
          </span>
        )}
      </span>
      <span>
        <small>drawdown </small>
        <span data-exact={point.drawdown}>{amountOf(point.drawdown, currency)}</span>
      </span>
    </>
  );
}

function valueWords(value: string, kind: ProfitChartProps["kind"], currency: string): string {
  return kind === "profit" ? signedMoney(value, currency) : amountOf(value, currency);
}

/** The picture, which is made when its place has a width, and moved with what it shows. */
function usePlots(props: ProfitChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const [plots, setPlots] = useState<Plots | null>(null);
  const newest = useRef(props);
  newest.current = props;
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const made = new Plots(element, {
      valueWords: (value) => valueWords(String(value), newest.current.kind, newest.current.currency),
      axisWords: (index) => {
        const point = newest.current.points[index];
        return point === undefined ? "" : newest.current.axisOf(point);
      },
      onSpan: (first, last) => {
        const { points, onZoom } = newest.current;
        const [from, to] = [points[first], points[last]];
        if (from !== undefined && to !== undefined) onZoom(from, to);
      },
    });
    setPlots(made);
    return () => made.end();
  }, []);
  const { points, kind, currency } = props;
  useEffect(() => plots?.show(points, kind === "profit"), [plots, points, kind, currency]);
  return [box, plots] as const;
}
