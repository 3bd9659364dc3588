/** What a book earned: its figures, its line with the drawdown, and when, by whom and with what it was earned. */
import { type ReactNode, useMemo } from "react";
import { useShownState } from "../live/use-shown-state.ts";
import { bookId, isSameBook } from "../figures/book.ts";
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
import { rangeWords, type ShownRange, useRange } from "../browser/range.ts";
import panel from "../parts/panel.module.css";
import { RangePicker } from "../parts/range-picker.tsx";
import { useAddressPart } from "../browser/address.ts";
import { BotPicker } from "../views/bot-picker.tsx";
import { useChosenBots } from "../browser/chosen-bots.ts";
import { Body } from "../views/body.tsx";
import { Empty, Waiting } from "../views/empty.tsx";
import { ViewHead } from "../views/view-head.tsx";
import { amountOf, count } from "../words/decimal.ts";
import { duration } from "../words/instant.ts";
import { BookPicker } from "./book-picker.tsx";
import { type BookProps, ChartPanel, isShort } from "./chart-panel.tsx";
import { ExecutionMenu } from "./execution-menu.tsx";
import { Tabs } from "./tabs.tsx";
import { useZoom } from "./zoom.ts";
import styles from "./profit-view.module.css";

export default function ProfitView() {
  const isThere = useShownState(() => true) === true;
  const range = useRange();
  const zoom = useZoom(range);
  return (
    <>
      <ViewHead title="Profit">
        <RangePicker of={range} />
        <BotPicker />
        <ExecutionMenu of={range} />
      </ViewHead>
      <Body>{isThere ? <Books range={range} zoom={zoom} /> : <Waiting />}</Body>
    </>
  );
}

const GROUPINGS = ["day", "bot", "pair", "tag", "reason", "direction"] as const;
/** The same with hours, where days would be few points of a line. */
const WITH_HOURS = [...GROUPINGS, "hour"] as const;

function Books({ range, zoom }: Pick<BookProps, "range" | "zoom">) {
  const { from, to } = range;
  // The state itself knows all bots and all time.
  const isChosen = useChosenBots() !== null;
  const isPart = isChosen || from !== null || to !== null;
  const calendar = useCalendar();
  const profit = useProfit({ by: isShort(range, calendar) ? WITH_HOURS : GROUPINGS, from, to, median: true });
  const ofState = useStateTotals();
  const { answer } = profit;
  const ofAnswer = useMemo(
    () => (!isPart || answer === null ? null : totalsOfAnswer(answer, calendar)),
    [isPart, answer, calendar],
  );
  const totals = isPart ? ofAnswer : ofState;
  const [asked, ask] = useAddressPart("book");
  // Books stay where they are while another range is asked for, and where a range has nothing of one.
  const books = (isChosen ? (totals ?? ofState) : (ofState ?? totals)) ?? [];
  const { book } = books.find((each) => bookId(each.book) === asked) ?? books[0] ?? { book: null };
  if (totals === null && (book === null || profit.problem !== null))
    return profit.problem === null ? (
      <Waiting />
    ) : (
      <Empty title="Not available">
        <p>{profit.problem}</p>
      </Empty>
    );
  if (book === null) return <NoProfit range={range} />;
  const shown = totals?.find((each) => isSameBook(each.book, book));
  return (
    <>
      <div className={styles.books}>
        <div>
          <BookPicker books={books.map((each) => each.book)} shown={book} onChange={ask} />
        </div>
        <NeverShown />
      </div>
      {totals === null ? (
        <Waiting />
      ) : shown === undefined ? (
        <NoProfit range={range} />
      ) : (
        <BookBody total={shown} profit={profit} range={range} zoom={zoom} />
      )}
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

function BookBody(props: BookProps) {
  const { total, profit } = props;
  const words = profitWords(profit);
  return (
    <>
      <FigureStrip total={total} profit={profit} />
      <ChartPanel {...props} />
      {words !== null && (
        <p className={panel.footnote}>Best, worst, median hold, drawdown and what is below: {words}</p>
      )}
      <Tabs {...props} />
    </>
  );
}

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
