/** Days as a heat map, a block for each month. A day leads to the trades that closed on it, a month to its own profit. */
import { memo, useMemo, useState } from "react";
import { Link } from "wouter";
import type { Book } from "../figures/book.ts";
import type { DayProfit } from "../figures/days.ts";
import { Profit } from "../parts/figures.tsx";
import panel from "../parts/panel.module.css";
import { useAddress } from "../browser/chosen-bots.ts";
import { Empty } from "../views/empty.tsx";
import { count, signedMoney } from "../words/decimal.ts";
import { dayWords, monthWords } from "../words/instant.ts";
import controls from "../parts/controls.module.css";
import { heatOf, type HeatDay, type HeatMonth } from "./heat.ts";
import { tradesBehind, useProfitAddress } from "./links.ts";
import styles from "./calendar.module.css";

/** Months that are shown at first, and with each step further back. */
const STEP_MONTHS = 12;
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

export const Calendar = memo(function Calendar({
  days,
  book,
}: {
  readonly days: readonly DayProfit[];
  readonly book: Book;
}) {
  const months = useMemo(() => heatOf(days), [days]);
  const [shown, setShown] = useState(STEP_MONTHS);
  if (months.length === 0) return <Empty title="No days with realised profit yet" />;
  return (
    <>
      <div className={`${panel.panel} ${styles.months}`}>
        {months.slice(0, shown).map((month) => (
          <Month key={month.month} month={month} book={book} />
        ))}
      </div>
      {months.length > shown && (
        <button type="button" className={controls.quiet} onClick={() => setShown(shown + STEP_MONTHS)}>
          Earlier months
        </button>
      )}
    </>
  );
});

function Month({ month: { month, realised, lead, days }, book }: { readonly month: HeatMonth; readonly book: Book }) {
  const profit = useProfitAddress();
  return (
    <section className={styles.month} aria-label={monthWords(month)}>
      <h3>
        <Link href={profit({ range: month })}>{monthWords(month)}</Link>
        <Profit value={realised} currency={book.currency} arrow={false} />
      </h3>
      <div className={styles.days}>
        {WEEKDAYS.map((name) => (
          <span key={name} className={styles.weekday} aria-hidden="true">
            {name.slice(0, 1)}
          </span>
        ))}
        {Array.from({ length: lead }, (_, index) => (
          <span key={index} />
        ))}
        {days.map((day) => (
          <Day key={day.day} day={day} book={book} />
        ))}
      </div>
    </section>
  );
}

function Day({ day: { day, realised, closed, level }, book }: { readonly day: HeatDay; readonly book: Book }) {
  const address = useAddress();
  const number = String(Number(day.slice(8)));
  if (closed === 0 && realised === "0")
    return (
      <span className={styles.day} data-level="0">
        {number}
      </span>
    );
  const words = `${dayWords(day)}: ${signedMoney(realised, book.currency)} ${book.currency}, ${count(closed)} closed`;
  return (
    <Link
      className={styles.day}
      href={address("/trades", tradesBehind(book, { range: day }))}
      data-level={level}
      data-hint={words}
      aria-label={words}
    >
      {number}
    </Link>
  );
}
