/** A trade's fills over time: a picture of prices with average entry and stop, and a row for each. */
import { useEffect, useRef, useState } from "react";
import type { Trade } from "fillcast";
import { serverNow } from "../browser/now.ts";
import { useZone } from "../browser/preferences.ts";
import { useWide } from "../browser/wide.ts";
import { EXPLAINED } from "../figures/explained.ts";
import { useNewestPrice } from "../live/newest-price.ts";
import { usePosition, useVitalsOf } from "../live/vitals.ts";
import { Instant, Percent, Price, Profit, Quantity, Unknown } from "../parts/figures.tsx";
import { Framed } from "../parts/framed.tsx";
import panel from "../parts/panel.module.css";
import { price, quantity } from "../words/decimal.ts";
import { clock, exactInstant } from "../words/instant.ts";
import { UNREADABLE_WHY } from "../words/unreadable.ts";
import { ladderOf, type Rung, type RungKind, type StopStep, stopsOf } from "./ladder.ts";
import { type LadderPicture, layOutLadder } from "./ladder-geometry.ts";
import styles from "./ladder-panel.module.css";
import type { Timeline } from "./timeline.ts";

const HEIGHT_PX = 190;
const AXIS_PX = 20;
const SCALE_PX = 68;
const MARK_PX = 5;

const KIND_WORDS: { readonly [kind in RungKind]: string } = {
  entry: "Entry",
  addition: "Addition",
  partial: "Partial exit",
  exit: "Exit",
};

export function LadderPanel({ trade, events }: { readonly trade: Trade; readonly events: Timeline["events"] }) {
  const rungs = ladderOf(trade, events);
  const isWide = useWide();
  if (rungs.length === 0) return null;
  return (
    <section className={panel.section}>
      <div className={panel.head}>
        <h2>Fills</h2>
        <span className={panel.count} data-number>
          {rungs.length}
        </span>
      </div>
      <div className={styles.ladder}>
        <Chart trade={trade} rungs={rungs} stops={stopsOf(trade, events)} />
        {isWide ? <Rows trade={trade} rungs={rungs} /> : <Cards trade={trade} rungs={rungs} />}
      </div>
    </section>
  );
}

function Chart(props: { readonly trade: Trade; readonly rungs: readonly Rung[]; readonly stops: readonly StopStep[] }) {
  const { trade, rungs } = props;
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const last = useLast(trade);
  const position = usePosition(trade);
  const stop = position?.stopLoss ?? null;
  const stops =
    stop === null || last === null || props.stops.at(-1)?.price === stop
      ? props.stops
      : [...props.stops, { at: last.at, price: stop }];
  const size = { width, height: HEIGHT_PX, scaleWidth: SCALE_PX };
  const picture = layOutLadder({ rungs, stops, last }, size);
  if (picture === null) return null;
  // The bot knows it better than a sum of fills.
  const average = trade.averageEntry ?? rungs.at(-1)?.average ?? null;
  const shownStop = stops.at(-1)?.price ?? null;
  return (
    <figure className={`${panel.panel} ${styles.chart}`}>
      <div
        ref={box}
        className={styles.plot}
        role="img"
        aria-label={`Prices of ${rungs.length} fills over time. The list says the same.`}
      >
        {width > 0 && <Picture trade={trade} rungs={rungs} picture={picture} width={width} />}
      </div>
      <figcaption className={styles.legend}>
        <Named name="Average entry" value={average} line="average" />
        <Named name="Stop" value={shownStop} line="stop" />
        <Named name="Last price" value={last?.price ?? null} line="last" />
      </figcaption>
    </figure>
  );
}

function Named(props: { readonly name: string; readonly value: string | null; readonly line: string }) {
  if (props.value === null) return null;
  return (
    <span>
      <i data-line={props.line} aria-hidden="true" />
      {props.name} <Price value={props.value} />
    </span>
  );
}

function Picture(props: {
  readonly trade: Trade;
  readonly rungs: readonly Rung[];
  readonly picture: LadderPicture;
  readonly width: number;
}) {
  const { trade, rungs, picture, width } = props;
  const zone = useZone();
  const plot = width - SCALE_PX;
  const { marks, average, stop, last, ticks, times } = picture;
  return (
    <svg className={styles.picture} width={width} height={HEIGHT_PX + AXIS_PX} aria-hidden="true">
      {ticks.map(({ y, value }) => (
        <g key={value}>
          <line className={styles.grid} x1={0} x2={plot} y1={y} y2={y} />
          <text className={styles.scale} x={plot + 8} y={y + 3.5}>
            {price(String(value))}
          </text>
        </g>
      ))}
      <path className={styles.average} d={average} />
      <path className={styles.stop} d={stop} />
      {last !== null && (
        <>
          <line className={styles.last} x1={0} x2={plot} y1={last.y} y2={last.y} />
          <circle className={styles.dot} cx={last.x} cy={last.y} r={3} />
        </>
      )}
      {marks.map(({ index, x, y }) => {
        const rung = rungs[index]!;
        return (
          <path
            key={index}
            className={styles.mark}
            data-kind={rung.kind}
            // Up where it was bought, down where it was sold.
            d={triangle(x, y, isEntry(rung) === (trade.direction === "long") ? -1 : 1)}
            data-hint={`${KIND_WORDS[rung.kind]}: ${quantity(rung.amount ?? "?")} at ${price(rung.price ?? "?")}, ${exactInstant(rung.at, zone)}`}
          />
        );
      })}
      {times.map(({ x, at }, index) => (
        <text
          key={at}
          className={styles.axis}
          x={times.length === 1 || (index > 0 && index < times.length - 1) ? x : index === 0 ? 0 : plot}
          y={HEIGHT_PX + AXIS_PX - 4}
          textAnchor={
            times.length === 1 || (index > 0 && index < times.length - 1) ? "middle" : index === 0 ? "start" : "end"
          }
        >
          {clock(at, serverNow(), zone)}
        </text>
      ))}
    </svg>
  );
}

function Rows({ trade, rungs }: { readonly trade: Trade; readonly rungs: readonly Rung[] }) {
  const currency = trade.stakeCurrency ?? "";
  return (
    <Framed>
      <table className={panel.table} aria-label="Fills">
        <thead>
          <tr>
            <th scope="col">Fill</th>
            <th scope="col" className={panel.num}>
              Price
            </th>
            <th scope="col" className={panel.num}>
              <span data-hint={EXPLAINED.fromAverage}>From average</span>
            </th>
            <th scope="col" className={panel.num}>
              Amount
            </th>
            <th scope="col" className={panel.num} data-minor={1}>
              Held after
            </th>
            <th scope="col" className={panel.num}>
              Profit
            </th>
            <th scope="col" className={panel.num}>
              When
            </th>
          </tr>
        </thead>
        <tbody>
          {rungs.map((rung, index) => (
            <tr key={index} className={panel.row}>
              <td>{KIND_WORDS[rung.kind]}</td>
              <td className={panel.num}>
                <Price value={rung.price} />
              </td>
              <td className={panel.num}>
                <Move rung={rung} />
              </td>
              <td className={panel.num}>
                <Quantity value={rung.amount} />
              </td>
              <td className={panel.num} data-minor={1}>
                <Quantity value={rung.held} />
              </td>
              <td className={panel.num}>
                {isEntry(rung) ? null : <Profit value={rung.profit} currency={currency} why={UNREADABLE_WHY} unit />}
              </td>
              <td className={panel.num}>
                <Instant at={rung.at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Framed>
  );
}

function Cards({ trade, rungs }: { readonly trade: Trade; readonly rungs: readonly Rung[] }) {
  const currency = trade.stakeCurrency ?? "";
  return (
    <ol className={panel.cards} aria-label="Fills">
      {rungs.map((rung, index) => (
        <li key={index} className={panel.card}>
          <div className={panel.cardTop}>
            <span>{KIND_WORDS[rung.kind]}</span>
            {isEntry(rung) ? (
              <Price value={rung.price} />
            ) : (
              <Profit value={rung.profit} currency={currency} why={UNREADABLE_WHY} unit />
            )}
          </div>
          <p className={panel.cardLine}>
            <span>
              <Quantity value={rung.amount} /> at <Price value={rung.price} />
            </span>
            {rung.move !== null && (
              <span>
                <Move rung={rung} /> from average
              </span>
            )}
            <span>
              <Instant at={rung.at} />
            </span>
          </p>
        </li>
      ))}
    </ol>
  );
}

/** An addition under the average is no loss, so only exits have colours. */
function Move({ rung }: { readonly rung: Rung }) {
  if (rung.move === null) return rung.kind === "entry" ? null : <Unknown />;
  return isEntry(rung) ? (
    <span className={styles.plain}>
      <Percent value={rung.move} />
    </span>
  ) : (
    <Percent value={rung.move} />
  );
}

function isEntry({ kind }: Rung): boolean {
  return kind === "entry" || kind === "addition";
}

/** The newest price of a trade that goes on: read by a relay, or heard in a message. */
function useLast(trade: Trade): { readonly at: number; readonly price: string } | null {
  const { lastPrice, lastPriceAt } = useNewestPrice(trade);
  const position = usePosition(trade);
  const readAt = useVitalsOf(trade.bot)?.at ?? 0;
  if (trade.status !== "open") return null;
  const rate = position?.currentRate ?? null;
  if (rate !== null && readAt >= (lastPriceAt ?? 0)) return { at: readAt, price: rate };
  return lastPrice === null || lastPriceAt === null ? null : { at: lastPriceAt, price: lastPrice };
}

function triangle(x: number, y: number, up: -1 | 1): string {
  const [left, right] = [x - MARK_PX, x + MARK_PX];
  return `M${x.toFixed(1)} ${(y + up * MARK_PX).toFixed(1)}L${right.toFixed(1)} ${(y - up * MARK_PX).toFixed(1)}H${left.toFixed(1)}Z`;
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
