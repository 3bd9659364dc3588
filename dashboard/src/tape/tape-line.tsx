/**
 * One line of the tape: an event, on one line where there is room and on two where there is not. All of it opens the event. A line
 * asks nobody for anything: what lines have in common, their list asks for once (useLinesAround).
 */
import { memo, useMemo } from "react";
import { useLocation, useSearch } from "wouter";
import { useBotNames } from "../live/bot-names.tsx";
import { Percent, Profit } from "../parts/figures.tsx";
import { RowLink } from "../parts/row-link.tsx";
import { useZone } from "../browser/preferences.ts";
import { eventAddress } from "../browser/address.ts";
import { describeEvent, type EventWords, fillTime, pairOf } from "../words/event.ts";
import { exactInstant, preciseTime, timeOfDay, type Zone } from "../words/instant.ts";
import { UNREADABLE_WHY } from "../words/unreadable.ts";
import { EventIcon } from "./event-icon.tsx";
import type { TapeLineRow } from "./merged-orders.ts";
import styles from "./tape-line.module.css";

/** What lines have in common: the same object until one of it changes. */
export interface LinesAround {
  readonly zone: Zone;
  readonly nameOf: (bot: string) => string;
  /** Where an event opens over the view that the reader is in. */
  readonly hrefOf: (seq: number) => string;
}

export function useLinesAround(): LinesAround {
  const zone = useZone();
  const nameOf = useBotNames();
  const [path] = useLocation();
  const search = useSearch();
  return useMemo(
    () => ({ zone, nameOf, hrefOf: (seq) => eventAddress(path, search, seq) }),
    [zone, nameOf, path, search],
  );
}

interface TapeLineProps {
  readonly row: TapeLineRow;
  readonly compact: boolean;
  readonly around: LinesAround;
}

export const TapeLine = memo(function TapeLine({ row, compact, around }: TapeLineProps) {
  const words = describeEvent(row.event, row.event.at, around.zone);
  return compact ? <TwoLines row={row} words={words} {...around} /> : <OneLine row={row} words={words} {...around} />;
});

interface LineProps extends LinesAround {
  readonly row: TapeLineRow;
  readonly words: EventWords;
}

function OneLine({ row, words, zone, nameOf, hrefOf }: LineProps) {
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
      <span className={styles.bot}>{nameOf(event.bot)}</span>
      <EventIcon words={words} />
      <RowLink className={styles.title} href={hrefOf(event.seq)}>
        {words.title}
      </RowLink>
      <span className={styles.pair}>{pairOf(event)}</span>
      <span className={styles.detail}>{detailOf(row, words)}</span>
      <span className={styles.profit}>
        {words.profit !== null && (
          <Profit value={words.profit.amount} currency={words.profit.currency} why={UNREADABLE_WHY} unit />
        )}
      </span>
      <span className={styles.ratio}>
        {words.profit !== null && words.profit.ratio !== null && <Percent value={words.profit.ratio} />}
      </span>
      <span>{row.recovered && <Recovered />}</span>
    </article>
  );
}

function TwoLines({ row, words, zone, nameOf, hrefOf }: LineProps) {
  const { event } = row;
  return (
    <article className={styles.two} data-tone={words.tone}>
      <EventIcon words={words} />
      <div className={styles.upper}>
        <RowLink className={styles.title} href={hrefOf(event.seq)}>
          {words.title}
        </RowLink>
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
        <span className={styles.bot}>{nameOf(event.bot)}</span>
        <span className={styles.detail}>{detailOf(row, words)}</span>
        {row.recovered && <Recovered />}
      </div>
    </article>
  );
}

/** What the event says, and of a fill how long its order waited. */
function detailOf(row: TapeLineRow, words: EventWords): string {
  const waited = row.order === undefined ? "" : fillTime(row.order, row.event);
  return [words.detail, waited].filter((part) => part !== "").join(" · ");
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
