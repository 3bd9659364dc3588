/**
 * The books, a row each, or a strip of cards to swipe on a phone: what the accounts are worth, what was earned today, in seven and
 * thirty days and in all, and what the closed trades say.
 */
import { memo, type ReactNode, useMemo } from "react";
import { ChevronDown, ChevronRight } from "lucide-react";
import { Link } from "wouter";
import { useAddressPart } from "../browser/address.ts";
import { type Account, accountsOf } from "../figures/accounts.ts";
import { type Book, bookId, bookName, MODE_WORDS } from "../figures/book.ts";
import { lastDays } from "../figures/days.ts";
import { EXPLAINED } from "../figures/explained.ts";
import { type BookTotals, isKnown, totalsOfAnswer } from "../figures/totals.ts";
import { useStateTotals } from "../live/book-totals.ts";
import { useBotModes } from "../live/bots.ts";
import { useProfit } from "../live/use-profit.ts";
import { useShownVitals } from "../live/use-shown-state.ts";
import { NO_RELAY, NOT_TOLD } from "../live/vitals.ts";
import { NeverShown } from "../parts/never-shown.tsx";
import { Profit, Unknown, Unreadable } from "../parts/figures.tsx";
import { useCalendar } from "../browser/now.ts";
import { Framed } from "../parts/framed.tsx";
import panel from "../parts/panel.module.css";
import { SparkBars } from "../parts/spark-bars.tsx";
import { useWide } from "../browser/wide.ts";
import { useAddress, useIsShown } from "../browser/chosen-bots.ts";
import { Waiting } from "../views/empty.tsx";
import { amountOf, count, factor, share } from "../words/decimal.ts";
import { type BookRow, bookRowsOf, isDry } from "./book-rows.ts";
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

/** What the accounts of the shown bots are worth, as relays read them. */
function useAccounts(): readonly Account[] {
  const vitals = useShownVitals((all) => all);
  const modes = useBotModes();
  const isShown = useIsShown();
  return useMemo(() => {
    const shown = [...(modes ?? [])].filter(([name]) => isShown(name));
    return accountsOf(vitals, Object.fromEntries(shown.map(([name, mode]) => [name, { mode }])));
  }, [vitals, modes, isShown]);
}

/** `totals` is null while there are none. */
function Panel(props: {
  readonly totals: readonly BookTotals[] | null;
  readonly problem?: string | null;
  readonly today: string;
}) {
  const { totals, problem = null, today } = props;
  const wide = useWide();
  const accounts = useAccounts();
  const rows = totals === null ? null : bookRowsOf(totals, accounts);
  return (
    <section className={panel.section} aria-label="Books">
      <div className={panel.head}>
        <h2>Books</h2>
        <span className={panel.aside}>
          <NeverShown />
        </span>
      </div>
      {rows === null ? (
        problem === null ? (
          <Waiting />
        ) : (
          <p className={styles.none}>Not available: {problem}</p>
        )
      ) : rows.length === 0 ? (
        <p className={styles.none}>No realised profit yet. It appears here after the first filled exit.</p>
      ) : wide ? (
        <Rows rows={rows} today={today} hasAccounts={accounts.length > 0} />
      ) : (
        <Strip rows={rows} today={today} />
      )}
    </section>
  );
}

function Rows(props: { readonly rows: readonly BookRow[]; readonly today: string; readonly hasAccounts: boolean }) {
  const { rows, today, hasAccounts } = props;
  const [dryPart, setDry] = useAddressPart("dry");
  const heads: readonly { readonly label: string; readonly hint: string; readonly minor?: 1 | 2 | 3 | 4 | 5 }[] = [
    ...(hasAccounts
      ? ([
          { label: "Account value", hint: EXPLAINED.accountValue },
          { label: "Open profit", hint: EXPLAINED.openProfit, minor: 5 },
        ] as const)
      : []),
    { label: "Today", hint: EXPLAINED.today },
    { label: "7 days", hint: EXPLAINED.week, minor: 5 },
    { label: "30 days", hint: EXPLAINED.month, minor: 5 },
    { label: "All time", hint: EXPLAINED.realised, minor: 4 },
    { label: "Closed", hint: EXPLAINED.closed, minor: 2 },
    { label: "Win rate", hint: EXPLAINED.winRate, minor: 3 },
    { label: "Profit factor", hint: EXPLAINED.profitFactor, minor: 1 },
  ];
  const dry = rows.filter(isDry);
  const folds = dry.length > 0 && dry.length < rows.length;
  const open = !folds || dryPart !== null;
  const drawn = (each: BookRow): ReactNode => (
    <Row key={bookId(each.book)} row={each} today={today} hasAccounts={hasAccounts} />
  );
  const Arrow = open ? ChevronDown : ChevronRight;
  return (
    <Framed key={String(hasAccounts)}>
      <table className={panel.table} aria-label="Realised profit by book">
        <thead>
          <tr>
            <th scope="col">Book</th>
            {heads.map(({ label, hint, minor }) => (
              <th key={label} scope="col" className={panel.num} data-hint={hint} data-minor={minor}>
                {label}
              </th>
            ))}
            <th scope="col" className={panel.num} data-minor="4">
              Last 30 days
            </th>
          </tr>
        </thead>
        <tbody>{rows.filter((each) => !folds || !isDry(each)).map(drawn)}</tbody>
        {folds && (
          <tbody>
            <tr>
              <td colSpan={heads.length + 2}>
                <button
                  type="button"
                  className={panel.sort}
                  aria-expanded={open}
                  onClick={() => setDry(open ? null : "shown")}
                >
                  <Arrow aria-hidden="true" />
                  Dry run, {dry.length === 1 ? "1 book" : `${dry.length} books`}
                </button>
              </td>
            </tr>
            {open && dry.map(drawn)}
          </tbody>
        )}
      </table>
    </Framed>
  );
}

const Row = memo(function Row(props: { readonly row: BookRow; readonly today: string; readonly hasAccounts: boolean }) {
  const { row, today, hasAccounts } = props;
  const { book, total, account } = row;
  const { currency, mode } = book;
  const address = useAddress();
  const known = total !== null && isKnown(total);
  return (
    <tr className={panel.row}>
      <td>
        <Link className={panel.rowLink} href={address("/profit", { book: bookId(book) })} data-row>
          {currency}
        </Link>
        <span className={styles.mode}>{MODE_WORDS[mode]}</span>
        <Unreadable trades={total?.unreadable ?? 0} />
      </td>
      {hasAccounts && (
        <td className={panel.num}>
          <Value account={account} />
        </td>
      )}
      {hasAccounts && (
        <td className={panel.num} data-minor="5">
          <Profit
            value={account?.openProfit ?? null}
            currency={currency}
            why={account === null ? NO_RELAY : NOT_TOLD}
          />
        </td>
      )}
      <td className={panel.num}>
        <strong className={styles.today}>
          <Profit value={known ? total.today : null} currency={currency} />
        </strong>
      </td>
      <td className={panel.num} data-minor="5">
        <Profit value={known ? total.week : null} currency={currency} />
      </td>
      <td className={panel.num} data-minor="5">
        <Profit value={known ? total.month : null} currency={currency} />
      </td>
      <td className={panel.num} data-minor="4">
        <Profit value={known ? total.realised : null} currency={currency} />
      </td>
      <td className={panel.num} data-number data-minor="2">
        {count(total?.closed ?? 0)}
      </td>
      <td className={panel.num} data-number data-minor="3">
        <Rate value={total?.winRate ?? null} />
      </td>
      <td className={panel.num} data-number data-minor="1">
        <Factor value={total?.profitFactor ?? null} />
      </td>
      <td className={panel.num} data-minor="4">
        <SparkBars days={lastDays(total?.days ?? [], today, SPARK_DAYS)} currency={currency} />
      </td>
    </tr>
  );
}, isSameRow);

/** The rows are made of the totals that the state keeps; the accounts are new objects with each reading. */
function isSameRow(
  a: { readonly row: BookRow; readonly today: string; readonly hasAccounts: boolean },
  b: { readonly row: BookRow; readonly today: string; readonly hasAccounts: boolean },
): boolean {
  const [one, other] = [a.row.account, b.row.account];
  return (
    a.today === b.today &&
    a.hasAccounts === b.hasAccounts &&
    a.row.total === b.row.total &&
    isSameBookOf(a.row.book, b.row.book) &&
    one?.value === other?.value &&
    one?.openProfit === other?.openProfit
  );
}

function isSameBookOf(a: Book, b: Book): boolean {
  return a.mode === b.mode && a.currency === b.currency;
}

function Value({ account }: { readonly account: Account | null }) {
  if (account === null || account.value === null) return <Unknown why={account === null ? NO_RELAY : NOT_TOLD} />;
  const { value, currency, free, bots } = account;
  const hint = `${value} ${currency}, ${bots === 1 ? "1 bot" : `${bots} bots`}${free === null ? "" : `, free ${free}`}`;
  return (
    <span data-exact={value} data-hint={hint}>
      {amountOf(value, currency)}
    </span>
  );
}

/** Swiped from book to book. */
function Strip({ rows, today }: { readonly rows: readonly BookRow[]; readonly today: string }) {
  return (
    <ul className={styles.strip} aria-label="Books">
      {rows.map((row) => (
        <Card key={bookId(row.book)} row={row} today={today} />
      ))}
    </ul>
  );
}

const Card = memo(function Card({ row, today }: { readonly row: BookRow; readonly today: string }) {
  const { book, total, account } = row;
  const { currency } = book;
  const address = useAddress();
  const known = total !== null && isKnown(total);
  return (
    <li className={panel.card}>
      <div className={panel.cardTop}>
        <span className={styles.cardName}>
          <Link className={panel.rowLink} href={address("/profit", { book: bookId(book) })} data-row>
            {bookName(book)}
          </Link>{" "}
          <Unreadable trades={total?.unreadable ?? 0} />
        </span>
        <SparkBars days={lastDays(total?.days ?? [], today, SPARK_DAYS)} currency={currency} />
      </div>
      <div className={styles.cardMain}>
        <span className={styles.cardFigure}>
          <Profit value={known ? total.today : null} currency={currency} />
        </span>
        <span className={styles.cardLabel}>today</span>
      </div>
      <dl className={panel.cardFacts}>
        {account !== null && (
          <Fact label="Account value">
            <Value account={account} />
          </Fact>
        )}
        <Fact label="7 days">
          <Profit value={known ? total.week : null} currency={currency} arrow={false} />
        </Fact>
        <Fact label="30 days">
          <Profit value={known ? total.month : null} currency={currency} arrow={false} />
        </Fact>
        <Fact label="Win rate">
          <Rate value={total?.winRate ?? null} />
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
