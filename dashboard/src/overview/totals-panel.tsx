/** What was earned, a row a book: today, seven and thirty days, all time, and what the closed trades say. */
import { memo, type ReactNode, useMemo } from "react";
import { Link } from "wouter";
import { bookId, bookName, MODE_WORDS } from "../figures/book.ts";
import { lastDays } from "../figures/days.ts";
import { EXPLAINED } from "../figures/explained.ts";
import { type BookTotals, isKnown, totalsOfAnswer } from "../figures/totals.ts";
import { useStateTotals } from "../live/book-totals.ts";
import { useProfit } from "../live/use-profit.ts";
import { NeverShown } from "../parts/never-shown.tsx";
import { Profit, Unknown, Unreadable } from "../parts/figures.tsx";
import { useCalendar } from "../browser/now.ts";
import { Framed } from "../parts/framed.tsx";
import panel from "../parts/panel.module.css";
import { SparkBars } from "../parts/spark-bars.tsx";
import { useWide } from "../browser/wide.ts";
import { useAddress } from "../browser/chosen-bots.ts";
import { Waiting } from "../views/empty.tsx";
import { count, factor, share } from "../words/decimal.ts";
import styles from "./totals-panel.module.css";

const SPARK_DAYS = 30;

const BY_DAY = { by: ["day"] } as const;

/** All bots: the state's own sums. */
export function TotalsPanel() {
  const { today } = useCalendar();
  return <Panel totals={useStateTotals()} today={today} />;
}

/** The chosen bots: what the server adds up of theirs. */
export function ChosenTotalsPanel() {
  const calendar = useCalendar();
  const { answer, problem } = useProfit(BY_DAY);
  const totals = useMemo(() => (answer === null ? null : totalsOfAnswer(answer, calendar)), [answer, calendar]);
  return <Panel totals={totals} problem={problem} today={calendar.today} />;
}

/** `totals` is null while there are none. */
function Panel(props: {
  readonly totals: readonly BookTotals[] | null;
  readonly problem?: string | null;
  readonly today: string;
}) {
  const { totals, problem = null, today } = props;
  const wide = useWide();
  return (
    <section className={panel.section}>
      <div className={panel.head}>
        <h2>Realised profit</h2>
        <span className={panel.aside}>
          <NeverShown />
        </span>
      </div>
      {totals === null ? (
        problem === null ? (
          <Waiting />
        ) : (
          <p className={styles.none}>Not available: {problem}</p>
        )
      ) : totals.length === 0 ? (
        <p className={styles.none}>No realised profit yet. It appears here after the first filled exit.</p>
      ) : wide ? (
        <Rows totals={totals} today={today} />
      ) : (
        <Cards totals={totals} today={today} />
      )}
    </section>
  );
}

function Rows(props: { readonly totals: readonly BookTotals[]; readonly today: string }) {
  const heads: readonly { readonly label: string; readonly hint: string; readonly minor?: 3 | 4 }[] = [
    { label: "Today", hint: EXPLAINED.today },
    { label: "7 days", hint: EXPLAINED.week },
    { label: "30 days", hint: EXPLAINED.month },
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

const Row = memo(function Row({ total, today }: { readonly total: BookTotals; readonly today: string }) {
  const { currency, mode } = total.book;
  const address = useAddress();
  const known = isKnown(total);
  return (
    <tr className={panel.row}>
      <td>
        <Link className={panel.rowLink} href={address("/profit", { book: bookId(total.book) })} data-row>
          {currency}
        </Link>
        <span className={styles.mode}>{MODE_WORDS[mode]}</span>
        <Unreadable trades={total.unreadable} />
      </td>
      <td className={panel.num}>
        <strong className={styles.today}>
          <Profit value={known ? total.today : null} currency={currency} />
        </strong>
      </td>
      <td className={panel.num}>
        <Profit value={known ? total.week : null} currency={currency} />
      </td>
      <td className={panel.num}>
        <Profit value={known ? total.month : null} currency={currency} />
      </td>
      <td className={panel.num} data-minor="4">
        <Profit value={known ? total.realised : null} currency={currency} />
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
});

function Cards({ totals, today }: { readonly totals: readonly BookTotals[]; readonly today: string }) {
  return (
    <ul className={panel.cards}>
      {totals.map((total) => (
        <Card key={bookId(total.book)} total={total} today={today} />
      ))}
    </ul>
  );
}

const Card = memo(function Card({ total, today }: { readonly total: BookTotals; readonly today: string }) {
  return (
    <li className={panel.card}>
      <div className={panel.cardTop}>
        <span className={styles.cardName}>
          {bookName(total.book)} <Unreadable trades={total.unreadable} />
        </span>
        <SparkBars days={lastDays(total.days, today, SPARK_DAYS)} currency={total.book.currency} />
      </div>
      <div className={styles.cardMain}>
        <span className={styles.cardFigure}>
          <Profit value={isKnown(total) ? total.today : null} currency={total.book.currency} />
        </span>
        <span className={styles.cardLabel}>today</span>
      </div>
      <dl className={panel.cardFacts}>
        <Fact label="7 days">
          <Profit value={isKnown(total) ? total.week : null} currency={total.book.currency} arrow={false} />
        </Fact>
        <Fact label="30 days">
          <Profit value={isKnown(total) ? total.month : null} currency={total.book.currency} arrow={false} />
        </Fact>
        <Fact label="Win rate">
          <Rate value={total.winRate} />
        </Fact>
      </dl>
    </li>
  );
});

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd data-number>{children}</dd>
    </div>
  );
}

export function Rate({ value }: { readonly value: string | null }) {
  return value === null ? <Unknown why="No closed trade yet." /> : share(value, 1);
}

export function Factor({ value }: { readonly value: string | null }) {
  return value === null ? <Unknown why="No losing trade yet." /> : factor(value);
}
