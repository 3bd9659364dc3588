/**
 * A row of daily bars, small enough for a table cell: up for a gain, down for a loss, one scale: their own, or that of pictures which
 * are compared with them.
 */
import type { DayProfit } from "../figures/days.ts";
import { signedMoney } from "../words/decimal.ts";
import styles from "./spark-bars.module.css";

const BAR_PX = 3;
const GAP_PX = 1;
const HEIGHT_PX = 22;

export function SparkBars({
  days,
  currency,
  range = { up: 0, down: 0 },
}: {
  readonly days: readonly DayProfit[];
  readonly currency: string;
  /** The scale reaches at least so far up and down, in the currency. */
  readonly range?: { readonly up: number; readonly down: number };
}) {
  // A picture's geometry is floats; the figures beside it are exact.
  const values = days.map((day) => Number(day.realised));
  const up = Math.max(range.up, 0, ...values);
  const down = Math.min(range.down, 0, ...values);
  const scale = up - down === 0 ? 0 : (HEIGHT_PX - 1) / (up - down);
  // With nothing to show, a line through the middle.
  const zero = scale === 0 ? HEIGHT_PX / 2 : up * scale;
  const width = days.length * (BAR_PX + GAP_PX);
  const best = days.reduce((a, b) => (Number(b.realised) > Number(a.realised) ? b : a), days[0] ?? NO_DAY);
  const worst = days.reduce((a, b) => (Number(b.realised) < Number(a.realised) ? b : a), days[0] ?? NO_DAY);
  const label = `Daily realised profit: best ${signedMoney(best.realised, currency)} on ${best.day}, worst ${signedMoney(worst.realised, currency)} on ${worst.day}`;
  return (
    <svg className={styles.bars} width={width} height={HEIGHT_PX} role="img" aria-label={label}>
      {days.map((day, index) => {
        const value = values[index] ?? 0;
        const height = Math.max(1, Math.abs(value) * scale);
        return (
          <rect
            key={day.day}
            data-sign={Math.sign(value)}
            x={index * (BAR_PX + GAP_PX)}
            y={value >= 0 ? zero - height + 1 : zero}
            width={BAR_PX}
            height={height}
          />
        );
      })}
    </svg>
  );
}

const NO_DAY: DayProfit = { day: "no day", realised: "0", closed: 0, wins: 0 };
