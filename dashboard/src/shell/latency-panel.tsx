/** What stands behind the badge: the distribution of edge-to-screen times, and what each figure is. */
import type { LatencyStats } from "fillcast";
import { distributionOf, MIN_SAMPLES, type PaintSample } from "../live/paint-meter.ts";
import { wholeMs } from "../live/badge-text.ts";
import styles from "./latency-panel.module.css";

/** Upper edges of the histogram's columns, ms; the last takes the rest. */
const EDGES_MS = [5, 10, 15, 20, 30, 40, 60, 80, 120, 200, 400, Number.POSITIVE_INFINITY];
const COLUMN_PX = 22;
const HEIGHT_PX = 64;

export default function LatencyPanel({
  samples,
  stats,
}: {
  readonly samples: readonly PaintSample[];
  readonly stats: LatencyStats;
}) {
  const shape = distributionOf(samples.map((sample) => sample.ms));
  return (
    <div className={styles.panel}>
      <h2>Edge to screen</h2>
      {shape === null || shape.n < MIN_SAMPLES ? (
        <p className={styles.measuring}>
          Measuring: {shape?.n ?? 0} of {MIN_SAMPLES} live events. Only events that arrive while this tab is visible
          count.
        </p>
      ) : (
        <Histogram samples={samples} />
      )}
      <dl className={styles.parts}>
        <Part
          name="Edge → screen"
          value={shape === null ? "–" : `p50 ${wholeMs(shape.p50)} · p95 ${wholeMs(shape.p95)} ms`}
        >
          From the server that received the event to the painted row, including this page's rendering. Live events of
          the last 15 minutes, at most 1,000.
        </Part>
        <Part name="Edge → here" value={figureWords(stats.edgeToHere)}>
          The same, but measured in the client library, before rendering.
        </Part>
        <Part name="Bot → edge" value={figureWords(stats.botToEdge)}>
          By the bot's own clock, if it sends a timestamp. Freqtrade's webhooks do not.
        </Part>
        <Part name="Round trip" value={figureWords(stats.roundTrip)}>
          This page's heartbeats to the server and back.
        </Part>
        <Part
          name="Clock"
          value={
            stats.clockOffset === null ? "–" : `${signedMs(stats.clockOffset)} ± ${wholeMs(stats.uncertainty ?? 0)} ms`
          }
        >
          The server's clock minus this device's clock, from the fastest round trips. The figures above are corrected by
          it and have the same uncertainty.
        </Part>
        {stats.colo !== null && (
          <Part name="Edge" value={stats.colo}>
            The data centre that received the latest live event.
          </Part>
        )}
      </dl>
    </div>
  );
}

function Part(props: { readonly name: string; readonly value: string; readonly children: string }) {
  return (
    <div>
      <dt>
        {props.name} <span data-number>{props.value}</span>
      </dt>
      <dd>{props.children}</dd>
    </div>
  );
}

function Histogram({ samples }: { readonly samples: readonly PaintSample[] }) {
  const counts = EDGES_MS.map((upper, index) => {
    const lower = EDGES_MS[index - 1] ?? 0;
    return samples.filter(({ ms }) => ms < upper && ms >= (index === 0 ? Number.NEGATIVE_INFINITY : lower)).length;
  });
  const most = Math.max(1, ...counts);
  return (
    <svg
      className={styles.histogram}
      width={EDGES_MS.length * COLUMN_PX}
      height={HEIGHT_PX + 16}
      role="img"
      aria-label={`Distribution of ${samples.length} samples`}
    >
      {counts.map((count, index) => {
        const upper = EDGES_MS[index] ?? 0;
        const height = count === 0 ? 0 : Math.max(2, (count / most) * HEIGHT_PX);
        return (
          <g key={upper}>
            <rect x={index * COLUMN_PX + 1} y={HEIGHT_PX - height} width={COLUMN_PX - 3} height={height} rx={1.5} />
            <text x={index * COLUMN_PX + COLUMN_PX - 2} y={HEIGHT_PX + 12}>
              {Number.isFinite(upper) ? upper : "ms"}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

function figureWords({ p50, p95, count }: LatencyStats["roundTrip"]): string {
  return p50 === null || p95 === null ? "–" : `p50 ${wholeMs(p50)} · p95 ${wholeMs(p95)} ms (n ${count})`;
}

function signedMs(ms: number): string {
  const rounded = Math.round(ms);
  return rounded < 0 ? `−${-rounded}` : `+${rounded}`;
}
