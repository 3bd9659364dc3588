/** What a book earned: its figures, the line and the daily bars, and who and what earned it. */
import { memo, type ReactNode, useCallback, useMemo } from "react";
import type { Trade } from "fillcast";
import { useShownState } from "../live/use-shown-state.ts";
import { bookId, bookName, type Book } from "../figures/book.ts";
import { BookFigures } from "../figures/book-figures.ts";
import type { ClosedFigures } from "../figures/closed.ts";
import { allDays, lastDays, lastUtcDay, sum } from "../figures/days.ts";
import { EXPLAINED } from "../figures/explained.ts";
import { type BookTotals, isKnown, isOfBook } from "../figures/totals.ts";
import { useBookTotals } from "../live/book-totals.ts";
import { useCoverage, useKept } from "../live/kept.ts";
import { coverageWords } from "../live/trades.ts";
import { Factor, Rate } from "../overview/totals-panel.tsx";
import { Profit, Unknown, Unreadable } from "../parts/figures.tsx";
import { Hint } from "../parts/hint.tsx";
import { NeverShown } from "../parts/never-shown.tsx";
import { useCalendar } from "../browser/now.ts";
import panel from "../parts/panel.module.css";
import { Segments } from "../parts/segments.tsx";
import { useAddressPart } from "../browser/address.ts";
import { BotPicker } from "../views/bot-picker.tsx";
import { useChosenBots, useIsShown } from "../browser/chosen-bots.ts";
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

function Books() {
  const totals = useBookTotals();
  const [asked, ask] = useAddressPart("book");
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
      <BookBody total={shown} />
    </>
  );
}

const UNREALISED = "webhooks do not include a market price, so unrealised profit is never shown.";

function BookBody({ total }: { readonly total: BookTotals }) {
  const { mode, currency } = total.book;
  const isShown = useIsShown();
  const isOwn = useCallback(
    (trade: Trade) => isShown(trade.bot) && isOfBook(trade, { mode, currency }),
    [isShown, mode, currency],
  );
  const make = useCallback(() => new BookFigures(isOwn), [isOwn]);
  const figures = useKept(make);
  const words = coverageWords(useCoverage());
  return (
    <>
      <FigureStrip total={total} figures={figures} partial={words} />
      <ChartPanel days={total.days} book={total.book} />
      {words !== null && (
        <p className={panel.footnote}>Best, worst, median hold, drawdown and the tables below: {words}</p>
      )}
      <Breakdown isOwn={isOwn} currency={currency} />
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

function FigureStrip(props: {
  readonly total: BookTotals;
  readonly figures: ClosedFigures;
  readonly partial: string | null;
}) {
  const { total, figures } = props;
  const { currency } = total.book satisfies Book;
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
          <Profit value={figures.best?.realised ?? null} currency={currency} arrow={false} />
        </Figure>
        <Figure name="Worst trade" hint={EXPLAINED.worst}>
          <Profit value={figures.worst?.realised ?? null} currency={currency} arrow={false} />
        </Figure>
        <Figure name="Median hold" hint={EXPLAINED.medianHold}>
          {figures.medianHoldMs === null ? <Unknown /> : duration(figures.medianHoldMs)}
        </Figure>
        <Figure name="Drawdown" hint={EXPLAINED.drawdown}>
          {figures.closed === 0 ? (
            <Unknown />
          ) : (
            <span data-exact={figures.drawdown}>
              {amountOf(figures.drawdown, currency)} <small>{currency}</small>
            </span>
          )}
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
