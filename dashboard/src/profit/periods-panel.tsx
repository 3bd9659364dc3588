/** Realised profit by day, week or month; a row opens the trades behind it. */
import { useMemo, useState } from "react";
import { Link } from "wouter";
import type { Book } from "../figures/book.ts";
import type { DayProfit } from "../figures/days.ts";
import { quotients } from "../figures/closed.ts";
import { useAddressPart } from "../browser/address.ts";
import { useAddress } from "../browser/chosen-bots.ts";
import { Rate } from "../overview/totals-panel.tsx";
import controls from "../parts/controls.module.css";
import { Profit } from "../parts/figures.tsx";
import { Framed } from "../parts/framed.tsx";
import panel from "../parts/panel.module.css";
import { Segments } from "../parts/segments.tsx";
import { Empty } from "../views/empty.tsx";
import { count } from "../words/decimal.ts";
import { dayHead, dayWords, monthWords } from "../words/instant.ts";
import { tradesBehind } from "./links.ts";
import { type Period, type PeriodProfit, periodsOfDays } from "./periods.ts";
import { ShareBar } from "./share-bar.tsx";
import breakdown from "./breakdown.module.css";

const PERIODS: readonly { readonly value: Period; readonly label: string }[] = [
  { value: "day", label: "Day" },
  { value: "week", label: "Week" },
  { value: "month", label: "Month" },
];
const STEP_ROWS = 60;

export function Periods({ days, book }: { readonly days: readonly DayProfit[]; readonly book: Book }) {
  const [asked, ask] = useAddressPart("per");
  const period = PERIODS.find(({ value }) => value === asked)?.value ?? "day";
  const periods = useMemo(() => periodsOfDays(days, period), [days, period]);
  const [shown, setShown] = useState(STEP_ROWS);
  const largest = Math.max(...periods.map(({ realised }) => Math.abs(Number(realised))));
  return (
    <>
      <div className={panel.head}>
        <Segments
          name="Period"
          choices={PERIODS}
          value={period}
          onChange={(value) => ask(value === "day" ? null : value)}
        />
      </div>
      {periods.length === 0 ? (
        <Empty title="No days with realised profit yet" />
      ) : (
        <Framed>
          <table className={panel.table} aria-label="Realised profit by period">
            <thead>
              <tr>
                <th scope="col">{PERIODS.find(({ value }) => value === period)?.label}</th>
                <th scope="col" className={panel.num}>
                  Closed
                </th>
                <th scope="col" className={panel.num} data-minor="3">
                  Win rate
                </th>
                <th scope="col" className={panel.num}>
                  Profit
                </th>
                <th scope="col" className={breakdown.share} data-minor="5">
                  <span className={panel.spoken}>Share</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {periods.slice(0, shown).map((own) => (
                <Row key={own.first} own={own} period={period} book={book} largest={largest} />
              ))}
            </tbody>
          </table>
        </Framed>
      )}
      {periods.length > shown && (
        <button type="button" className={controls.quiet} onClick={() => setShown(shown + STEP_ROWS)}>
          Earlier
        </button>
      )}
    </>
  );
}

function Row(props: {
  readonly own: PeriodProfit;
  readonly period: Period;
  readonly book: Book;
  readonly largest: number;
}) {
  const { own, period, book, largest } = props;
  const address = useAddress();
  const range = period === "day" ? own.first : period === "month" ? own.first.slice(0, 7) : `${own.first}..${own.last}`;
  const { winRate } = quotients({ ...own, grossProfit: "0", grossLoss: "0" });
  return (
    <tr className={panel.row}>
      <td>
        <Link className={panel.rowLink} href={address("/trades", tradesBehind(book, { range }))} data-row>
          {periodWords(own, period)}
        </Link>
      </td>
      <td className={panel.num} data-number>
        {count(own.closed)}
      </td>
      <td className={panel.num} data-number data-minor="3">
        <Rate value={winRate} />
      </td>
      <td className={panel.num}>
        <Profit value={own.realised} currency={book.currency} />
      </td>
      <td className={breakdown.share} data-minor="5">
        <ShareBar value={Number(own.realised)} largest={largest} />
      </td>
    </tr>
  );
}

function periodWords({ first, last }: PeriodProfit, period: Period): string {
  if (period === "month") return monthWords(first.slice(0, 7));
  const start = dayHead(Date.parse(first), "utc");
  return period === "day"
    ? `${start} ${first.slice(0, 4)}`
    : `${start.slice(start.indexOf(" ") + 1)} – ${dayWords(last)}`;
}
