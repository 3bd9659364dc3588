/** What a book earned: its figures, the line and the daily bars, and who and what earned it. */
import { memo, type ReactNode, useMemo } from "react";
import { useShownState } from "../live/use-shown-state.ts";
import { bookId, bookName, isSameBook } from "../figures/book.ts";
import { allDays, lastDays, lastUtcDay, sum } from "../figures/days.ts";
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
import panel from "../parts/panel.module.css";
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

type Range = "7" | "30" | "90" | "all";
const RANGES: readonly { readonly value: Range; readonly label: string }[] = [
  { value: "7", label: "7 d" },
  { value: "30", label: "30 d" },
  { value: "90", label: "90 d" },
  { value: "all", label: "All" },
];
/** Days in the chart at most: with two years, a bar is a pixel wide. */
const MAX_DAYS = 730;

export default function ProfitView() {
  const isThere = useShownState(() => true) === true;
  return (
    <>
      <ViewHead title="Profit">
        <BotPicker />
      </ViewHead>
      <Body>{isThere ? <Books /> : <Waiting />}</Body>
    </>
  );
}

const ALL_TIME = { by: ["day", "bot", "pair", "tag", "reason"], median: true } as const;

function Books() {
  const isChosen = useChosenBots() !== null;
  const profit = useProfit(ALL_TIME);
  const calendar = useCalendar();
  const ofState = useStateTotals();
  const { answer } = profit;
  const ofAnswer = useMemo(
    () => (!isChosen || answer === null ? null : totalsOfAnswer(answer, calendar)),
    [isChosen, answer, calendar],
  );
  const totals = isChosen ? ofAnswer : ofState;
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
  if (shown === undefined)
    return (
      <Empty title="No realised profit yet">
        <p>The first exit that fills begins the line. Only closed money counts here: {UNREALISED}</p>
      </Empty>
    );
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
      <BookBody total={shown} profit={profit} />
    </>
  );
}

const UNREALISED = "webhooks do not include a market price, so unrealised profit is never shown.";

function BookBody({ total, profit }: { readonly total: BookTotals; readonly profit: ProfitOfLedger }) {
  const words = profitWords(profit);
  return (
    <>
      <FigureStrip total={total} profit={profit} />
      <ChartPanel days={total.days} book={total.book} />
      {words !== null && (
        <p className={panel.footnote}>Best, worst, median hold, drawdown and the tables below: {words}</p>
      )}
      <Breakdown profit={profit} book={total.book} />
    </>
  );
}

const ChartPanel = memo(function ChartPanel({ days: known, book }: Pick<BookTotals, "days" | "book">) {
  const { today, zone } = useCalendar();
  const [asked, ask] = useAddressPart("range");
  const range: Range = asked === "7" || asked === "90" || asked === "all" ? asked : "30";
  const days = range === "all" ? allDays(known, today, MAX_DAYS) : lastDays(known, today, Number(range));
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
        <span className={panel.aside}>
          <Segments
            name="Range"
            choices={RANGES}
            value={range}
            onChange={(value) => ask(value === "30" ? null : value)}
          />
        </span>
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
