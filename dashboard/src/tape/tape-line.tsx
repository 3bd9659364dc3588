/** One line of the tape: an event, on one line where there is room and on two where there is not. All of it opens the event. */
import { memo } from "react";
import { Link, useLocation, useSearch } from "wouter";
import { BotName } from "../live/bot-names.tsx";
import { Percent, Profit } from "../parts/figures.tsx";
import { useZone } from "../browser/preferences.ts";
import { eventAddress } from "../browser/address.ts";
import { describeEvent, type EventWords, fillTime, pairOf } from "../words/event.ts";
import { exactInstant, preciseTime, timeOfDay, type Zone } from "../words/instant.ts";
import { UNREADABLE_WHY } from "../words/unreadable.ts";
import { EventIcon } from "./event-icon.tsx";
import type { TapeLineRow } from "./merged-orders.ts";
import styles from "./tape-line.module.css";

export const TapeLine = memo(function TapeLine(props: { readonly row: TapeLineRow; readonly compact: boolean }) {
  const { row, compact } = props;
  const zone = useZone();
  const words = describeEvent(row.event, row.event.at, zone);
  return compact ? <TwoLines row={row} words={words} zone={zone} /> : <OneLine row={row} words={words} zone={zone} />;
});

interface LineProps {
  readonly row: TapeLineRow;
  readonly words: EventWords;
  readonly zone: Zone;
}

function OneLine({ row, words, zone }: LineProps) {
  const { event } = row;
  return (
    <article className={styles.one} data-tone={words.tone}>
      <time
        className={styles.time}
        dateTime={new Date(event.at).toISOString()}
        data-hint={exactInstant(event.at, zone)}
      >
        {preciseTime(event.at, zone)}
      </time>
      <span className={styles.bot}>
        <BotName bot={event.bot} />
      </span>
      <EventIcon words={words} />
      <OpenLink row={row} words={words} />
      <span className={styles.pair}>{pairOf(event)}</span>
      <Detail row={row} words={words} />
      <span className={styles.profit}>
        {words.profit !== null && (
          <Profit value={words.profit.amount} currency={words.profit.currency} why={UNREADABLE_WHY} unit />
        )}
      </span>
      <span className={styles.ratio}>
        {words.profit?.ratio !== undefined && words.profit.ratio !== null && <Percent value={words.profit.ratio} />}
      </span>
      <span>{row.recovered && <Recovered />}</span>
    </article>
  );
}

function TwoLines({ row, words, zone }: LineProps) {
  const { event } = row;
  return (
    <article className={styles.two} data-tone={words.tone}>
      <EventIcon words={words} />
      <div className={styles.upper}>
        <OpenLink row={row} words={words} />
        <span className={styles.pair}>{pairOf(event)?.split(":")[0]}</span>
        {words.profit !== null && (
          <span className={styles.profit}>
            <Profit value={words.profit.amount} currency={words.profit.currency} why={UNREADABLE_WHY} unit />
          </span>
        )}
      </div>
      <div className={styles.lower}>
        <time dateTime={new Date(event.at).toISOString()} data-hint={exactInstant(event.at, zone)}>
          {timeOfDay(event.at, zone)}
        </time>
        <span className={styles.bot}>
          <BotName bot={event.bot} />
        </span>
        <Detail row={row} words={words} />
        {row.recovered && <Recovered />}
      </div>
    </article>
  );
}

/** What the event says, and of a fill how long its order waited. */
function Detail({ row, words }: { readonly row: TapeLineRow; readonly words: EventWords }) {
  const waited = row.order === undefined ? "" : fillTime(row.order, row.event);
  return <span className={styles.detail}>{[words.detail, waited].filter((part) => part !== "").join(" · ")}</span>;
}

/** Opens the event over the view that the reader is in. */
function OpenLink({ row, words }: { readonly row: TapeLineRow; readonly words: EventWords }) {
  const [path] = useLocation();
  const search = useSearch();
  return (
    <Link className={styles.title} href={eventAddress(path, search, row.event.seq)} data-row>
      {words.title}
    </Link>
  );
}

function Recovered() {
  return (
    <span
      className={styles.recovered}
      data-hint="This event happened while the page was offline and was replayed from the feed's log."
    >
      recovered
    </span>
  );
}
