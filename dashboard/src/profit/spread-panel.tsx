/** How the closed trades of a book lie: results in a histogram, how long winners and losers were held, and runs. */
import type { ReactNode } from "react";
import type { ProfitBook } from "../figures/profit-answer.ts";
import { EXPLAINED } from "../figures/explained.ts";
import { Unknown } from "../parts/figures.tsx";
import { Hint } from "../parts/hint.tsx";
import panel from "../parts/panel.module.css";
import { Empty } from "../views/empty.tsx";
import { count, signedMoney } from "../words/decimal.ts";
import { duration } from "../words/instant.ts";
import styles from "./spread-panel.module.css";

const HEIGHT_PX = 150;
const BIN_PX = 30;
const GAP_PX = 2;

export function Spread({ book }: { readonly book: ProfitBook | undefined }) {
  const { histogram = [] } = book ?? {};
  // An earlier server does not say it.
  if (book === undefined || histogram.length === 0) return <Empty title="No closed trades in this range" />;
  return (
    <div className={`${panel.panel} ${styles.spread}`}>
      <Histogram bins={histogram} currency={book.currency} />
      <dl className={styles.facts}>
        <Fact name="Winners held" hint={EXPLAINED.winHold}>
          {holdWords(book.winHoldMs)}
        </Fact>
        <Fact name="Losers held" hint={EXPLAINED.lossHold}>
          {holdWords(book.lossHoldMs)}
        </Fact>
        <Fact name="Wins in a row" hint={EXPLAINED.streaks}>
          {count(book.longestWins)}
        </Fact>
        <Fact name="Losses in a row" hint={EXPLAINED.streaks}>
          {count(book.longestLosses)}
        </Fact>
        <Fact name="Now" hint={EXPLAINED.streak}>
          {streakWords(book.streak)}
        </Fact>
      </dl>
    </div>
  );
}

function Fact({
  name,
  hint,
  children,
}: {
  readonly name: string;
  readonly hint: string;
  readonly children: ReactNode;
}) {
  return (
    <div>
      <dt>
        <Hint text={hint}>{name}</Hint>
      </dt>
      <dd data-number>{children}</dd>
    </div>
  );
}

function holdWords(ms: number | null): ReactNode {
  return ms === null ? <Unknown /> : duration(ms);
}

function streakWords(streak: number): string {
  if (streak === 0) return "–";
  const many = Math.abs(streak);
  return streak > 0
    ? `${count(many)} ${many === 1 ? "win" : "wins"}`
    : `${count(many)} ${many === 1 ? "loss" : "losses"}`;
}

type Bins = ProfitBook["histogram"];

function Histogram({ bins, currency }: { readonly bins: Bins; readonly currency: string }) {
  const most = Math.max(...bins.map(({ closed }) => closed));
  const width = bins.length * BIN_PX;
  return (
    <figure className={styles.histogram}>
      <svg viewBox={`0 0 ${width} ${HEIGHT_PX}`} preserveAspectRatio="none" aria-hidden="true">
        {bins.map((bin, index) => {
          const height = bin.closed === 0 ? 0 : Math.max(2, (bin.closed / most) * HEIGHT_PX);
          return (
            <rect
              key={bin.to ?? "most"}
              data-sign={isLoss(bin) ? -1 : 1}
              data-hint={`${binWords(bin, currency)}: ${count(bin.closed)}`}
              x={index * BIN_PX + GAP_PX / 2}
              y={HEIGHT_PX - height}
              width={BIN_PX - GAP_PX}
              height={height}
            />
          );
        })}
      </svg>
      <figcaption aria-hidden="true">
        <span>{binWords(bins[0]!, currency)}</span>
        <span>{bins.length > 1 && binWords(bins.at(-1)!, currency)}</span>
      </figcaption>
      <div className={panel.spoken}>
        <table aria-label="Closed trades by result">
          <thead>
            <tr>
              <th scope="col">Result</th>
              <th scope="col">Closed trades</th>
            </tr>
          </thead>
          <tbody>
            {bins.map((bin) => (
              <tr key={bin.to ?? "most"}>
                <td>{binWords(bin, currency)}</td>
                <td>{count(bin.closed)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}

function isLoss({ to }: Bins[number]): boolean {
  return to !== null && Number(to) <= 0;
}

/** "−20.00 to −10.00 USDT", "less than −20.00 USDT", "5.00 USDT and more". */
function binWords({ from, to }: Bins[number], currency: string): string {
  if (from === null && to === null) return "any result";
  if (from === null) return `less than ${signedMoney(to!, currency)} ${currency}`;
  if (to === null) return `${signedMoney(from, currency)} ${currency} and more`;
  return `${signedMoney(from, currency)} to ${signedMoney(to, currency)} ${currency}`;
}
