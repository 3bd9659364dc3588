/**
 * Cumulative realised profit as a line over daily bars. Pointer and arrow keys read a day; the same days stand in a table for
 * those who cannot see a picture.
 */
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import type { DayProfit } from "../figures/days.ts";
import { Profit } from "../parts/figures.tsx";
import { signedMoney } from "../words/decimal.ts";
import { dayHead } from "../words/instant.ts";
import { type Chart, type ChartPoint, type ChartSize, layOutChart } from "./chart-geometry.ts";
import styles from "./profit-chart.module.css";

const LINE_PX = 190;
const BARS_PX = 84;
const GAP_PX = 18;
const AXIS_PX = 22;
const SCALE_PX = 58;

export function ProfitChart(props: {
  readonly days: readonly DayProfit[];
  readonly startAt: string;
  readonly currency: string;
}) {
  const { days, startAt, currency } = props;
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const [at, setAt] = useState<number | null>(null);
  const size: ChartSize = { width, lineHeight: LINE_PX, barsHeight: BARS_PX, gap: GAP_PX, scaleWidth: SCALE_PX };
  const chart = layOutChart(days, startAt, size);
  const point = at === null ? undefined : chart.points[at];
  const last = chart.points.at(-1);

  const onPointer = (event: PointerEvent<HTMLDivElement>): void => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const index = Math.floor((x / Math.max(1, width - SCALE_PX)) * days.length);
    setAt(Math.max(0, Math.min(days.length - 1, index)));
  };
  const onKey = (event: KeyboardEvent): void => {
    const by = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    if (by === 0) return;
    event.preventDefault();
    setAt((before) => Math.max(0, Math.min(days.length - 1, (before ?? days.length - 1) + by)));
  };
  const shown = point ?? last;
  return (
    <figure className={styles.chart}>
      <figcaption className={styles.readout} aria-live="polite">
        {shown !== undefined && <Readout point={shown} currency={currency} isLast={point === undefined} />}
      </figcaption>
      <div
        ref={box}
        className={styles.plot}
        role="img"
        tabIndex={0}
        aria-label={`Cumulative realised profit by day, ${days.length} days, now ${signedMoney(last?.cumulative ?? "0", currency)} ${currency}. Use the arrow keys to read each day.`}
        onPointerMove={onPointer}
        onPointerLeave={() => setAt(null)}
        onKeyDown={onKey}
        onBlur={() => setAt(null)}
      >
        {width > 0 && <Picture chart={chart} width={width} point={point} currency={currency} />}
      </div>
    </figure>
  );
}

function Picture(props: {
  readonly chart: Chart;
  readonly width: number;
  readonly point: ChartPoint | undefined;
  readonly currency: string;
}) {
  const { chart, width, point, currency } = props;
  const plot = width - SCALE_PX;
  const height = LINE_PX + GAP_PX + BARS_PX + AXIS_PX;
  const steps = chart.points.map(({ x, lineY }) => `L${x.toFixed(1)} ${lineY.toFixed(1)}`).join("");
  const path = `M0 ${chart.lineStart.toFixed(1)}${steps}`;
  return (
    <svg className={styles.picture} width={width} height={height} aria-hidden="true">
      {chart.lineTicks.map(({ y, value }) => (
        <g key={value}>
          <line className={value === 0 ? styles.zero : styles.grid} x1={0} x2={plot} y1={y} y2={y} />
          <text className={styles.scale} x={plot + 8} y={y + 3.5}>
            {signedMoney(String(value), currency)}
          </text>
        </g>
      ))}
      <line className={styles.zero} x1={0} x2={plot} y1={chart.barZero} y2={chart.barZero} />
      {chart.points.map(({ day, x, realised, barY, barHeight }) => (
        <rect
          key={day}
          className={styles.bar}
          data-sign={realised.startsWith("-") ? "-1" : realised === "0" ? "0" : "1"}
          data-at={point?.day === day}
          x={x - chart.barWidth / 2}
          y={barY}
          width={chart.barWidth}
          height={barHeight}
        />
      ))}
      <path className={styles.line} d={path} />
      {point !== undefined && (
        <g>
          <line className={styles.cross} x1={point.x} x2={point.x} y1={0} y2={LINE_PX + GAP_PX + BARS_PX} />
          <circle className={styles.dot} cx={point.x} cy={point.lineY} r={3.5} />
        </g>
      )}
      {chart.labels.map(({ x, day }) => (
        <text key={day} className={styles.axis} x={x} y={height - 5}>
          {dayHead(Date.parse(day), "utc").replace(/^\w+ /, "")}
        </text>
      ))}
    </svg>
  );
}

function Readout({
  point,
  currency,
  isLast,
}: {
  readonly point: ChartPoint;
  readonly currency: string;
  readonly isLast: boolean;
}) {
  return (
    <>
      <span className={styles.day}>{isLast ? "Today" : dayHead(Date.parse(point.day), "utc")}</span>
      <span>
        <small>that day </small>
        <Profit value={point.realised} currency={currency} />
      </span>
      <span>
        <small>cumulative </small>
        <Profit value={point.cumulative} currency={currency} unit />
      </span>
    </>
  );
}

/** The element's width in px, 0 before it is known. */
function useWidth(box: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
  return width;
}
