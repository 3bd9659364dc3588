/** What a book earned: its figures, the line and the daily bars, and who and what earned it. */
import { memo, type ReactNode, useMemo } from "react";
import { useShownState } from "../live/use-shown-state.ts";
import { bookId, bookName, isSameBook } from "../figures/book.ts";
import { daysBetween, lastUtcDay, sum } from "../figures/days.ts";
import { EXPLAINED } from "../figures/explained.ts";
import type { ProfitBook } from "../figures/profit-answer.ts";
import { type BookTotals, isKnown, totalsOfAnswer } from "../figures/totals.ts";
import { useStateTotals } from "../live/book-totals.ts";
import type { ProfitView as ProfitOfLedger } from "../live/profit.ts";
import { profitWords, useProfit } from "../live/use-profit.ts";
import { Factor, Rate } from "../overview/totals-panel.tsx";
import { NoAnswer, Profit, Unknown, Unreadable } from "../parts/figures.tsx";
import { Hint } from "../parts/hint.tsx";
import { NeverShown } from "../parts/never-shown.tsx";
import { useCalendar } from "../browser/now.ts";
import { type RangeDays, rangeWords, type ShownRange, useRange } from "../browser/range.ts";
import panel from "../parts/panel.module.css";
import { RangePicker } from "../parts/range-picker.tsx";
import { Segments } from "../parts/segments.tsx";
import { useAddressPart } from "../browser/address.ts";
import { BotPicker } from "../views/bot-picker.tsx";
import { useChosenBots } from "../browser/chosen-bots.ts";
import { Body } from "../views/body.tsx";
import { Empty, Waiting } from "../views/empty.tsx";
import { ViewHead } from "../views/view-head.tsx";
import { amountOf, count } from "../words/decimal.ts";
import { dayHead, duration, zoneName } from "../words/instant.ts";
import { Breakdown } from "./breakdown.tsx";
import { ProfitChart } from "./profit-chart.tsx";
import styles from "./profit-view.module.css";

/** Days in the chart at most: with two years, a bar is a pixel wide. */
const MAX_DAYS = 730;

export default function ProfitView() {
  const isThere = useShownState(() => true) === true;
  const range = useRange();
  return (
    <>
      <ViewHead title="Profit">
        <RangePicker of={range} />
        <BotPicker />
      </ViewHead>
      <Body>{isThere ? <Books range={range} /> : <Waiting />}</Body>
    </>
  );
}

const GROUPINGS = ["day", "bot", "pair", "tag", "reason"] as const;

function Books({ range }: { readonly range: ShownRange }) {
  const { from, to } = range;
  // The state itself knows all bots and all time.
  const isPart = useChosenBots() !== null || from !== null || to !== null;
  const profit = useProfit({ by: GROUPINGS, from, to, median: true });
  const calendar = useCalendar();
  const ofState = useStateTotals();
  const { answer } = profit;
  const ofAnswer = useMemo(
    () => (!isPart || answer === null ? null : totalsOfAnswer(answer, calendar)),
    [isPart, answer, calendar],
  );
  const totals = isPart ? ofAnswer : ofState;
  const [asked, ask] = useAddressPart("book");
  if (totals === null)
    return profit.problem === null ? (
      <Waiting />
    ) : (
      <Empty title="Not available">
        <p>{profit.problem}</p>
      </Empty>
    );
  const shown = totals.find((total) => bookId(total.book) === asked) ?? totals[0];
  if (shown === undefined) return <NoProfit range={range} />;
  return (
    <>
      <div className={styles.books}>
        {totals.length > 1 && (
          <Segments
            name="Book"
            choices={totals.map(({ book }) => ({ value: bookId(book), label: bookName(book) }))}
            value={bookId(shown.book)}
            onChange={ask}
          />
        )}
        {totals.length === 1 && <h2>{bookName(shown.book)}</h2>}
        <NeverShown />
      </div>
      <BookBody total={shown} profit={profit} range={range} />
    </>
  );
}

function NoProfit({ range: { range } }: { readonly range: ShownRange }) {
  return range.kind === "all" ? (
    <Empty title="No realised profit yet">
      <p>The first exit that fills begins the line.</p>
    </Empty>
  ) : (
    <Empty title={`No realised profit: ${rangeWords(range)}`}>
      <p>Choose another range above.</p>
    </Empty>
  );
}

interface BookProps {
  readonly total: BookTotals;
  readonly profit: ProfitOfLedger;
  readonly range: ShownRange;
}

function BookBody({ total, profit, range }: BookProps) {
  const words = profitWords(profit);
  return (
    <>
      <FigureStrip total={total} profit={profit} />
      <ChartPanel days={total.days} book={total.book} first={range.first} last={range.last} />
      {words !== null && (
        <p className={panel.footnote}>Best, worst, median hold, drawdown and the tables below: {words}</p>
      )}
      <Breakdown profit={profit} book={total.book} />
    </>
  );
}

const ChartPanel = memo(function ChartPanel(props: Pick<BookTotals, "days" | "book"> & RangeDays) {
  const { days: known, book } = props;
  const { today, zone } = useCalendar();
  const days = daysBetween(known, props.first, props.last ?? today, MAX_DAYS);
  const first = days[0]?.day ?? "";
  const isChosen = useChosenBots() !== null;
  // Days of trades know their instants.
  const stateDays = useShownState((state) => state.days);
  const utcUntil = useMemo(
    () => (isChosen || stateDays === null ? null : lastUtcDay(stateDays, book, zone)),
    [isChosen, stateDays, book, zone],
  );
  const before = useMemo(() => sum(known.filter((day) => day.day < first).map((day) => day.realised)), [known, first]);
  return (
    <section className={panel.section}>
      <div className={panel.head}>
        <h2>By day, {zoneName(zone)}</h2>
      </div>
      <div className={panel.panel}>
        {known.length === 0 ? (
          <Empty title="No days with realised profit yet" />
        ) : (
          <ProfitChart days={days} startAt={before} currency={book.currency} />
        )}
      </div>
      {utcUntil !== null && utcUntil >= first && (
        <p className={panel.footnote}>Days up to {dayHead(Date.parse(utcUntil), "utc")} are UTC days.</p>
      )}
    </section>
  );
});

function FigureStrip({ total, profit }: { readonly total: BookTotals; readonly profit: ProfitOfLedger }) {
  const { currency } = total.book;
  const { answer, problem } = profit;
  const own = answer?.books.find((row) => isSameBook(row, total.book));
  /** A figure of the whole ledger: the answer's, or what stands in its place. */
  const ofLedger = (show: (book: ProfitBook) => ReactNode): ReactNode =>
    answer === null || own?.corrected === true ? (
      <NoAnswer problem={answer === null ? problem : null} chars={9} />
    ) : own === undefined || own.closed === 0 ? (
      <Unknown />
    ) : (
      show(own)
    );
  return (
    <section className={panel.section} aria-label="Figures">
      <dl className={`${panel.panel} ${styles.strip}`}>
        <Figure name="Realised" hint={EXPLAINED.realised} main>
          <Profit value={isKnown(total) ? total.realised : null} currency={currency} unit />
        </Figure>
        <Figure name="Closed trades" hint={EXPLAINED.closed}>
          {count(total.closed)} <Unreadable trades={total.unreadable} />
        </Figure>
        <Figure name="Win rate" hint={EXPLAINED.winRate}>
          <Rate value={total.winRate} />
        </Figure>
        <Figure name="Profit factor" hint={EXPLAINED.profitFactor}>
          <Factor value={total.profitFactor} />
        </Figure>
        <Figure name="Expectancy" hint={EXPLAINED.expectancy}>
          <Profit value={total.expectancy} currency={currency} arrow={false} />
        </Figure>
        <Figure name="Best trade" hint={EXPLAINED.best}>
          {ofLedger(({ best }) => (
            <Profit value={best?.realised ?? null} currency={currency} arrow={false} />
          ))}
        </Figure>
        <Figure name="Worst trade" hint={EXPLAINED.worst}>
          {ofLedger(({ worst }) => (
            <Profit value={worst?.realised ?? null} currency={currency} arrow={false} />
          ))}
        </Figure>
        <Figure name="Median hold" hint={EXPLAINED.medianHold}>
          {ofLedger(({ medianHoldMs }) => (medianHoldMs === null ? <Unknown /> : duration(medianHoldMs)))}
        </Figure>
        <Figure name="Drawdown" hint={EXPLAINED.drawdown}>
          {ofLedger(({ drawdown }) => (
            <span data-exact={drawdown}>
              {amountOf(drawdown, currency)} <small>{currency}</small>
            </span>
          ))}
        </Figure>
      </dl>
    </section>
  );
}

function Figure(props: {
  readonly name: string;
  readonly hint: string;
  readonly main?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <div data-main={props.main === true}>
      <dt>
        <Hint text={props.hint}>{props.name}</Hint>
      </dt>
      <dd data-number>{props.children}</dd>
    </div>
  );
}
