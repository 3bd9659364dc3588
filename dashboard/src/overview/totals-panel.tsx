/** What was earned, a row a book: today, seven and thirty days, all time, and what the closed trades say. */
import type { ReactNode } from "react";
import type { FeedState, Trade } from "fillcast";
import { Big } from "big.js";
import { Link } from "wouter";
import { bookId, bookName, MODE_WORDS } from "../figures/book.ts";
import { lastDays } from "../figures/days.ts";
import { EXPLAINED } from "../figures/explained.ts";
import { type BookTotals, totalsOfState, totalsOfTrades } from "../figures/totals.ts";
import { NeverShown } from "../parts/never-shown.tsx";
import { Profit, Unknown } from "../parts/figures.tsx";
import { useToday } from "../parts/now.ts";
import { Framed } from "../parts/framed.tsx";
import panel from "../parts/panel.module.css";
import { SparkBars } from "../parts/spark-bars.tsx";
import { useWide } from "../parts/wide.ts";
import { useAddress } from "../shell/chosen-bots.ts";
import { count, price } from "../words/decimal.ts";
import styles from "./totals-panel.module.css";

const SPARK_DAYS = 30;

/** `chosen` are the trades of the chosen bots, or null where all bots are shown and the state's own sums stand. */
export function TotalsPanel({
  state,
  chosen,
}: {
  readonly state: FeedState;
  readonly chosen: readonly Trade[] | null;
}) {
  const today = useToday();
  const wide = useWide();
  const totals = chosen === null ? totalsOfState(state, today) : totalsOfTrades(chosen, today);
  return (
    <section className={panel.section}>
      <div className={panel.head}>
        <h2>Realised profit</h2>
        <span className={panel.aside}>
          <NeverShown />
        </span>
      </div>
      {totals.length === 0 ? (
        <p className={styles.none}>Nothing was realised yet. The first exit that fills is counted here.</p>
      ) : wide ? (
        <Rows totals={totals} chosen={chosen !== null} today={today} />
      ) : (
        <Cards totals={totals} today={today} />
      )}
    </section>
  );
}

function Rows(props: { readonly totals: readonly BookTotals[]; readonly chosen: boolean; readonly today: number }) {
  const dayHint = props.chosen ? EXPLAINED.chosenDays : null;
  const heads: readonly { readonly label: string; readonly hint: string; readonly minor?: 3 | 4 }[] = [
    { label: "Today (UTC)", hint: dayHint ?? EXPLAINED.today },
    { label: "7 days", hint: dayHint ?? EXPLAINED.week },
    { label: "30 days", hint: dayHint ?? EXPLAINED.month },
    { label: "All time", hint: EXPLAINED.realised, minor: 4 },
    { label: "Closed", hint: EXPLAINED.closed, minor: 3 },
    { label: "Win rate", hint: EXPLAINED.winRate },
    { label: "Profit factor", hint: EXPLAINED.profitFactor, minor: 3 },
  ];
  return (
    <Framed>
      <table className={panel.table} aria-label="Realised profit by book">
        <thead>
          <tr>
            <th scope="col">Book</th>
            {heads.map(({ label, hint, minor }) => (
              <th key={label} scope="col" className={panel.num} data-hint={hint} data-minor={minor}>
                {label}
              </th>
            ))}
            <th scope="col" className={panel.num}>
              Last 30 days
            </th>
          </tr>
        </thead>
        <tbody>
          {props.totals.map((total) => (
            <Row key={bookId(total.book)} total={total} today={props.today} />
          ))}
        </tbody>
      </table>
    </Framed>
  );
}

function Row({ total, today }: { readonly total: BookTotals; readonly today: number }) {
  const { currency, mode } = total.book;
  const address = useAddress();
  return (
    <tr className={panel.row}>
      <td>
        <Link className={panel.rowLink} href={address("/profit", { book: bookId(total.book) })} data-row>
          {currency}
        </Link>
        <span className={styles.mode}>{MODE_WORDS[mode]}</span>
      </td>
      <td className={panel.num}>
        <strong className={styles.today}>
          <Profit value={total.today} currency={currency} />
        </strong>
      </td>
      <td className={panel.num}>
        <Profit value={total.week} currency={currency} />
      </td>
      <td className={panel.num}>
        <Profit value={total.month} currency={currency} />
      </td>
      <td className={panel.num} data-minor="4">
        <Profit value={total.realised} currency={currency} />
      </td>
      <td className={panel.num} data-number data-minor="3">
        {count(total.closed)}
      </td>
      <td className={panel.num} data-number>
        <Rate value={total.winRate} />
      </td>
      <td className={panel.num} data-number data-minor="3">
        <Factor value={total.profitFactor} />
      </td>
      <td className={panel.num}>
        <SparkBars days={lastDays(total.days, today, SPARK_DAYS)} currency={currency} />
      </td>
    </tr>
  );
}

function Cards({ totals, today }: { readonly totals: readonly BookTotals[]; readonly today: number }) {
  return (
    <ul className={panel.cards}>
      {totals.map((total) => (
        <li key={bookId(total.book)} className={panel.card}>
          <div className={panel.cardTop}>
            <span className={styles.cardName}>{bookName(total.book)}</span>
            <SparkBars days={lastDays(total.days, today, SPARK_DAYS)} currency={total.book.currency} />
          </div>
          <div className={styles.cardMain}>
            <span className={styles.cardFigure}>
              <Profit value={total.today} currency={total.book.currency} />
            </span>
            <span className={styles.cardLabel}>today (UTC)</span>
          </div>
          <dl className={panel.cardFacts}>
            <Fact label="7 days">
              <Profit value={total.week} currency={total.book.currency} arrow={false} />
            </Fact>
            <Fact label="30 days">
              <Profit value={total.month} currency={total.book.currency} arrow={false} />
            </Fact>
            <Fact label="Win rate">
              <Rate value={total.winRate} />
            </Fact>
          </dl>
        </li>
      ))}
    </ul>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd data-number>{children}</dd>
    </div>
  );
}

export function Rate({ value }: { readonly value: string | null }) {
  return value === null ? <Unknown why="No closed trade yet." /> : `${new Big(value).times(100).toFixed(1)}%`;
}

export function Factor({ value }: { readonly value: string | null }) {
  return value === null ? <Unknown why="No losing trade yet." /> : price(new Big(value).toFixed(2));
}
