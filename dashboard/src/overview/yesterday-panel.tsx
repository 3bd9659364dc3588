/** Yesterday: what was earned, and what stood out; by bot where somebody opens it. */
import { useId, useState } from "react";
import { ChevronRight, X } from "lucide-react";
import { Link } from "wouter";
import { useAddress, useIsShown } from "../browser/chosen-bots.ts";
import { useCalendar } from "../browser/now.ts";
import { toSegment } from "../browser/segment.ts";
import { bookId, MODE_WORDS } from "../figures/book.ts";
import { dayAfter, startOfDay } from "../figures/days.ts";
import type { ProfitAnswer } from "../figures/profit-answer.ts";
import { BotName } from "../live/bot-names.tsx";
import { tradePath } from "../live/trade-key.ts";
import { profitWords, useProfit } from "../live/use-profit.ts";
import controls from "../parts/controls.module.css";
import { Awaited, Profit } from "../parts/figures.tsx";
import { count } from "../words/decimal.ts";
import { dayHead, duration } from "../words/instant.ts";
import {
  type BookSum,
  booksOfDay,
  type BotDay,
  botsOfDay,
  countsOf,
  type DayEvents,
  type Outstanding,
  outstandingOf,
} from "./day-figures.ts";
import { useDayEvents } from "./use-day-events.ts";
import styles from "./yesterday.module.css";

/** Bots that have a line of their own. */
const BOTS_SHOWN = 12;

export default function YesterdayPanel({ day, onDismiss }: { readonly day: string; readonly onDismiss: () => void }) {
  const { zone } = useCalendar();
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const from = startOfDay(day, zone);
  const to = startOfDay(dayAfter(day, 1), zone) - 1;
  const profit = useProfit({ by: ["bot", "pair"], from, to });
  const events = useShownEvents(useDayEvents({ from, to }));
  const { answer } = profit;
  const problem = profitWords(profit);
  return (
    <>
      <div className={styles.line}>
        <button
          type="button"
          className={styles.open}
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setOpen(!isOpen)}
        >
          <ChevronRight size={14} aria-hidden="true" />
          <strong>Yesterday</strong>
          <span className={styles.date}>{dayHead(from, zone)}</span>
        </button>
        <p className={styles.facts}>
          {answer === null ? (
            problem === null ? (
              <Awaited chars={24} />
            ) : (
              <span>{problem}</span>
            )
          ) : (
            <Facts answer={answer} events={events} />
          )}
        </p>
        <button type="button" className={controls.icon} aria-label="Dismiss yesterday's summary" onClick={onDismiss}>
          <X size={15} aria-hidden="true" />
        </button>
      </div>
      <div id={id} hidden={!isOpen}>
        {isOpen && answer !== null && <ByBot answer={answer} events={events} day={day} note={problem} />}
      </div>
    </>
  );
}

/** Of the chosen bots, as the sums are. */
function useShownEvents(events: DayEvents | null): DayEvents | null {
  const isShown = useIsShown();
  if (events === null) return null;
  const chosen = <Value,>(all: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> =>
    new Map([...all].filter(([bot]) => isShown(bot)));
  return { ...events, exceptions: chosen(events.exceptions), silences: chosen(events.silences) };
}

/** The most important first: what has no room in the line stands in what it opens. */
function Facts({ answer, events }: { readonly answer: ProfitAnswer; readonly events: DayEvents | null }) {
  const { closed, wins } = countsOf(answer);
  const { best, worst } = outstandingOf(answer);
  const exceptions = sum(events?.exceptions.values());
  const silent = events?.silences.size ?? 0;
  return (
    <>
      {booksOfDay(answer).map((one) => (
        <Earned key={bookId(one.book)} sum={one} />
      ))}
      <span>{closed === 0 ? "No trade closed" : `${count(closed)} closed, ${count(wins)} won`}</span>
      {exceptions > 0 && (
        <span className={styles.bad}>
          {atLeast(events)}
          {count(exceptions)} {exceptions === 1 ? "exception" : "exceptions"}
        </span>
      )}
      {silent > 0 && (
        <span className={styles.bad}>
          {count(silent)} {silent === 1 ? "bot was" : "bots were"} silent
        </span>
      )}
      {best.slice(0, 1).map((one) => (
        <Trade key={one.trade.key} word="Best" one={one} />
      ))}
      {worst.slice(0, 1).map((one) => (
        <Trade key={one.trade.key} word="Biggest loss" one={one} />
      ))}
    </>
  );
}

function Earned({ sum: { book, realised } }: { readonly sum: BookSum }) {
  return (
    <span>
      <Profit value={realised} currency={book.currency} unit />
      {book.mode !== "live" && ` ${MODE_WORDS[book.mode].toLowerCase()}`}
    </span>
  );
}

function Trade({ word, one }: { readonly word: string; readonly one: Outstanding }) {
  const address = useAddress();
  const { trade, pair, book } = one;
  return (
    <span>
      {word}{" "}
      <Link className={styles.link} href={address(tradePath(trade.key))}>
        {pair?.split(":")[0] ?? "trade"}
      </Link>{" "}
      <Profit value={trade.realised} currency={book.currency} unit arrow={false} />
    </span>
  );
}

function ByBot(props: {
  readonly answer: ProfitAnswer;
  readonly events: DayEvents | null;
  readonly day: string;
  readonly note: string | null;
}) {
  const { answer, events, day, note } = props;
  const address = useAddress();
  const bots = botsOfDay(answer, events);
  const { best, worst } = outstandingOf(answer);
  return (
    <div className={styles.more}>
      {best.length + worst.length > 0 && (
        <p className={styles.trades}>
          {best.map((one) => (
            <Trade key={one.trade.key} word="Best" one={one} />
          ))}
          {worst.map((one) => (
            <Trade key={one.trade.key} word="Biggest loss" one={one} />
          ))}
        </p>
      )}
      {bots.length === 0 ? (
        <p>No bot closed a trade, had an exception or was silent.</p>
      ) : (
        <ul aria-label="Yesterday by bot">
          {bots.slice(0, BOTS_SHOWN).map((bot) => (
            <BotLine key={bot.bot} of={bot} events={events} />
          ))}
        </ul>
      )}
      <p className={styles.foot}>
        {bots.length > BOTS_SHOWN && `${count(bots.length - BOTS_SHOWN)} more bots. `}
        {note !== null && `${note} `}
        {events === null && "Exceptions and silences are not known. "}
        <Link className={styles.link} href={address("/profit", { range: day })}>
          Profit of that day
        </Link>
      </p>
    </div>
  );
}

function BotLine({ of, events }: { readonly of: BotDay; readonly events: DayEvents | null }) {
  const { bot, sums, exceptions, silence } = of;
  const closed = sum(sums.map((one) => one.closed));
  const wins = sum(sums.map((one) => one.wins));
  const facts = [
    closed === 0
      ? sums.length === 0
        ? "no trade closed"
        : "partial exits only"
      : `${count(closed)} closed, ${count(wins)} won`,
    exceptions > 0 && `${atLeast(events)}${count(exceptions)} ${exceptions === 1 ? "exception" : "exceptions"}`,
    silence.times > 0 &&
      `silent ${duration(silence.ms)}${silence.times === 1 ? "" : ` in ${count(silence.times)} times`}`,
  ].filter((fact) => fact !== false);
  return (
    <li>
      <span className={styles.bot}>
        <Link className={styles.name} href={`/bots/${toSegment(bot)}`}>
          <BotName bot={bot} />
        </Link>
        <small>{facts.join(" · ")}</small>
      </span>
      <span className={styles.sums}>
        {sums.map((one) => (
          <Earned key={bookId(one.book)} sum={one} />
        ))}
      </span>
    </li>
  );
}

function atLeast(events: DayEvents | null): string {
  return events?.isWhole === false ? "at least " : "";
}

function sum(values: Iterable<number> | undefined): number {
  return [...(values ?? [])].reduce((total, value) => total + value, 0);
}
