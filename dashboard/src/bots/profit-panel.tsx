/** What a bot has earned over time, a line for each of its books, since the date from which it counts. */
import { useMemo } from "react";
import { Link } from "wouter";
import { addressOf } from "../browser/address.ts";
import { useCalendar } from "../browser/now.ts";
import { type Book, bookId, bookName, booksOf } from "../figures/book.ts";
import { type Calendar, cumulative, type DayProfit, daysBetween, daysOfGroups } from "../figures/days.ts";
import { useBotSettings } from "../live/bot-names.tsx";
import { profitWords, useProfit } from "../live/use-profit.ts";
import { Awaited, Profit } from "../parts/figures.tsx";
import panel from "../parts/panel.module.css";
import { dayHead, parseLocal, type Zone } from "../words/instant.ts";
import type { EquityPoint } from "./equity.ts";
import { EquityLine } from "./equity-line.tsx";
import styles from "./profit-panel.module.css";

const BY_DAY = ["day"] as const;
/** Ten years. */
const DAYS_MAX = 3_653;

export function ProfitPanel({ name }: { readonly name: string }) {
  const calendar = useCalendar();
  const { since = null } = useBotSettings(name);
  const bots = useMemo(() => [name], [name]);
  const view = useProfit({ by: BY_DAY, bots, from: since });
  const { answer } = view;
  const lines = useMemo(
    () =>
      booksOf(answer?.books ?? []).map((book) => {
        const days = daysBetween(daysOfGroups(answer?.groups.day ?? [], book), null, calendar.today, DAYS_MAX);
        const points = pointsOf(days, calendar);
        return { book, points, earned: points.at(-1)?.value ?? "0" };
      }),
    [answer, calendar],
  );
  return (
    <section className={panel.section} aria-label="Realised profit">
      <div className={panel.head}>
        <h2>Realised profit</h2>
        {since !== null && <span className={panel.count}>since {dayHead(since, calendar.zone)}</span>}
        <Link
          className={`${panel.aside} ${panel.more}`}
          href={addressOf("/profit", new URLSearchParams({ bots: name }))}
        >
          Its profit
        </Link>
      </div>
      <div className={`${panel.panel} ${styles.panel}`}>
        {answer === null && view.problem === null && <Awaited chars={24} />}
        {answer !== null && lines.length === 0 && <p className={panel.muted}>No realised profit yet.</p>}
        {lines.map((line) => (
          <Line key={bookId(line.book)} {...line} />
        ))}
        {profitWords(view) !== null && <p className={panel.footnote}>{profitWords(view)}</p>}
      </div>
    </section>
  );
}

function Line(props: { readonly book: Book; readonly points: readonly EquityPoint[]; readonly earned: string }) {
  const { book, points, earned } = props;
  return (
    <div>
      <p className={styles.figure}>
        <Profit value={earned} currency={book.currency} unit /> <small>{bookName(book)}</small>
      </p>
      <EquityLine points={points} currency={book.currency} name={`Realised profit in ${bookName(book)}`} />
    </div>
  );
}

/** The running sum at the end of each day, from nothing on. */
function pointsOf(days: readonly DayProfit[], { zone }: Calendar): readonly EquityPoint[] {
  const [first] = days;
  if (first === undefined) return [];
  const sums = cumulative(days, "0");
  return [
    { at: startOf(first.day, zone), value: "0" },
    ...days.map(({ day }, at) => ({ at: startOf(day, zone) + DAY_MS - 1, value: sums[at]! })),
  ];
}

const DAY_MS = 24 * 60 * 60 * 1_000;

function startOf(day: string, zone: Zone): number {
  return parseLocal(`${day}T00:00`, zone) ?? Date.parse(day);
}
