/** Bots as rows or cards: health, last heard, trades, win rate, and realised profit by book. */
import { memo, useCallback, useMemo } from "react";
import type { BotState } from "fillcast";
import { Big } from "big.js";
import { bookId } from "../figures/book.ts";
import { type DayProfit, lastDays } from "../figures/days.ts";
import { type Earned, Earnings } from "../figures/earnings.ts";
import { EXPLAINED } from "../figures/explained.ts";
import { useCoverage, useKept } from "../live/kept.ts";
import { useShownState } from "../live/use-shown-state.ts";
import { Instant, Profit, Unknown, Unreadable } from "../parts/figures.tsx";
import { useCalendar } from "../browser/now.ts";
import panel from "../parts/panel.module.css";
import { SparkBars } from "../parts/spark-bars.tsx";
import { useWide } from "../browser/wide.ts";
import { share } from "../words/decimal.ts";
import { BotLink, ModeLink } from "./bot-link.tsx";
import { lastHeard } from "./presence.ts";
import { PresenceBadge } from "./presence-badge.tsx";
import styles from "./bot-table.module.css";

export interface BotRow {
  readonly name: string;
  readonly bot: BotState;
  /** What it earned, a book each. */
  readonly earned: readonly Earned[];
}

const SPARK_DAYS = 30;
const NOTHING: readonly Earned[] = [];

export function BotTable({ rows, terse }: { readonly rows: readonly BotRow[]; readonly terse: boolean }) {
  return useWide() ? <Rows rows={rows} terse={terse} /> : <Cards rows={rows} />;
}

function Rows({ rows, terse }: { readonly rows: readonly BotRow[]; readonly terse: boolean }) {
  return (
    <table className={panel.table} aria-label="Bots">
      <thead>
        <tr>
          <th scope="col">Bot</th>
          <th scope="col">State</th>
          {!terse && (
            <th scope="col" data-minor="4">
              Money
            </th>
          )}
          <th scope="col" className={panel.num}>
            Last heard
          </th>
          <th scope="col" className={panel.num}>
            Open
          </th>
          <th scope="col" className={panel.num} data-hint={EXPLAINED.closed} data-minor="3">
            Closed
          </th>
          <th scope="col" className={panel.num} data-hint={EXPLAINED.winRate} data-minor="4">
            Win rate
          </th>
          <th scope="col" className={panel.num} data-hint={EXPLAINED.realised}>
            Realised
          </th>
          {!terse && (
            <th scope="col" className={panel.num} data-hint={EXPLAINED.days} data-minor="2">
              Last 30 days
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.name} {...row} terse={terse} />
        ))}
      </tbody>
    </table>
  );
}

/** Most events are about one bot, and leave the others' rows as they are. */
const Row = memo(function Row({ name, bot, earned, terse }: BotRow & { readonly terse: boolean }) {
  return (
    <tr className={panel.row}>
      <td>
        <BotLink name={name} mode={bot.mode} />
      </td>
      <td className={styles.state}>
        <PresenceBadge name={name} bot={bot} terse={terse} />
      </td>
      {!terse && (
        <td data-minor="4">
          <ModeLink name={name} bot={bot} />
        </td>
      )}
      <td className={panel.num}>
        <Instant at={lastHeard(bot)} />
      </td>
      <td className={panel.num} data-number>
        {bot.openTrades}
      </td>
      <td className={panel.num} data-number data-minor="3">
        {bot.closedTrades}
      </td>
      <td className={panel.num} data-number data-minor="4">
        <WinRate wins={bot.wins} closed={bot.closedTrades} />
      </td>
      <td className={panel.num}>
        <Realised earned={earned} />
        <Unreadable trades={bot.unreadable ?? 0} />
      </td>
      {!terse && (
        <td className={panel.num} data-minor="2">
          <Days earned={earned} />
        </td>
      )}
    </tr>
  );
});

function Cards({ rows }: { readonly rows: readonly BotRow[] }) {
  return (
    <ul className={panel.cards}>
      {rows.map((row) => (
        <Card key={row.name} {...row} />
      ))}
    </ul>
  );
}

const Card = memo(function Card({ name, bot, earned }: BotRow) {
  return (
    <li className={panel.card}>
      <div className={panel.cardTop}>
        <BotLink name={name} mode={bot.mode} />
        <Realised earned={earned} />
      </div>
      <Unreadable trades={bot.unreadable ?? 0} />
      <div className={styles.cardState}>
        <PresenceBadge name={name} bot={bot} dated />
      </div>
      <p className={panel.cardLine} data-number>
        <span>
          <ModeLink name={name} bot={bot} />
        </span>
        <span>{bot.openTrades} open</span>
        <span>{bot.closedTrades} closed</span>
        {bot.closedTrades > 0 && (
          <span>
            <WinRate wins={bot.wins} closed={bot.closedTrades} /> won
          </span>
        )}
      </p>
    </li>
  );
});

const WinRate = memo(function WinRate({ wins, closed }: { readonly wins: number; readonly closed: number }) {
  if (closed === 0) return <Unknown why="No closed trade yet." />;
  return share(new Big(wins).div(closed).toFixed(), 0);
});

const Realised = memo(function Realised({ earned }: { readonly earned: BotRow["earned"] }) {
  if (earned.length === 0) return <Unknown />;
  return (
    <span className={styles.realised}>
      {earned.map(({ book, realised }) => (
        <Profit key={bookId(book)} value={realised} currency={book.currency} unit />
      ))}
    </span>
  );
});

/** A picture for each book: their scales have nothing in common. */
const Days = memo(function Days({ earned }: { readonly earned: BotRow["earned"] }) {
  const { today } = useCalendar();
  return (
    <span className={styles.days}>
      {earned.map(({ book, days }) => (
        <Spark key={bookId(book)} days={days ?? NO_DAYS} today={today} currency={book.currency} />
      ))}
    </span>
  );
});

const NO_DAYS: readonly DayProfit[] = [];

const Spark = memo(function Spark(props: {
  readonly days: readonly DayProfit[];
  readonly today: string;
  readonly currency: string;
}) {
  return <SparkBars days={lastDays(props.days, props.today, SPARK_DAYS)} currency={props.currency} />;
});

/**
 * The rows of the shown bots, worst health first, then by name: what needs eyes stands on top. `withDays` also keeps up what the
 * pictures of their days show.
 */
export function useBotRows(isShown: (bot: string) => boolean, withDays: boolean): readonly BotRow[] | null {
  const bots = useShownState((state) => state.bots);
  const { zone } = useCalendar();
  const make = useCallback(() => new Earnings(withDays ? zone : null), [withDays, zone]);
  const earnings = useKept(make);
  useCoverage();
  return useMemo(() => {
    if (bots === null) return null;
    const rows: BotRow[] = [];
    for (const name in bots)
      if (isShown(name)) rows.push({ name, bot: bots[name]!, earned: earnings.get(name) ?? NOTHING });
    return rows.sort(byHealth);
  }, [bots, earnings, isShown]);
}

const NAMES = new Intl.Collator("en", { numeric: true });

function byHealth(a: BotRow, b: BotRow): number {
  return Number(b.bot.presence === "silent") - Number(a.bot.presence === "silent") || NAMES.compare(a.name, b.name);
}
