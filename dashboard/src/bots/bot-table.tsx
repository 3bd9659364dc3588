/** Bots as rows or cards: health, last heard, trades, win rate, and realised profit by book. */
import { useMemo } from "react";
import type { BotState, Trade } from "fillcast";
import { Big } from "big.js";
import { type Book, bookId, bookOf, booksOf } from "../figures/book.ts";
import { EXPLAINED } from "../figures/explained.ts";
import { isReadable } from "../figures/closed.ts";
import { daysOfTrades, lastDays, sum } from "../figures/days.ts";
import { isOfBook } from "../figures/totals.ts";
import { Instant, Profit, Unknown, Unreadable } from "../parts/figures.tsx";
import { useCalendar } from "../browser/now.ts";
import panel from "../parts/panel.module.css";
import { SparkBars } from "../parts/spark-bars.tsx";
import { useWide } from "../browser/wide.ts";
import { share, signOf } from "../words/decimal.ts";
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
interface Earned {
  readonly book: Book;
  readonly realised: string;
  /** Of the book, all that are known. */
  readonly trades: readonly Trade[];
}

const SPARK_DAYS = 30;

/** Worst health first, then by name: what needs eyes stands on top. */
export function botRows(bots: { readonly [name: string]: BotState }, trades: readonly Trade[]): readonly BotRow[] {
  const byBot = Map.groupBy(trades, (trade) => trade.bot);
  return Object.entries(bots)
    .map(([name, bot]) => ({ name, bot, earned: earnedBy(byBot.get(name) ?? []) }))
    .sort(
      (a, b) =>
        Number(b.bot.presence === "silent") - Number(a.bot.presence === "silent") ||
        a.name.localeCompare(b.name, "en", { numeric: true }),
    );
}

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
        {rows.map(({ name, bot, earned }) => (
          <tr key={name} className={panel.row}>
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
              <WinRate bot={bot} />
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
        ))}
      </tbody>
    </table>
  );
}

function Cards({ rows }: { readonly rows: readonly BotRow[] }) {
  return (
    <ul className={panel.cards}>
      {rows.map(({ name, bot, earned }) => (
        <li key={name} className={panel.card}>
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
                <WinRate bot={bot} /> won
              </span>
            )}
          </p>
        </li>
      ))}
    </ul>
  );
}

function WinRate({ bot }: { readonly bot: BotState }) {
  if (bot.closedTrades === 0) return <Unknown why="No closed trade yet." />;
  return share(new Big(bot.wins).div(bot.closedTrades).toFixed(), 0);
}

function Realised({ earned }: { readonly earned: BotRow["earned"] }) {
  if (earned.length === 0) return <Unknown />;
  return (
    <span className={styles.realised}>
      {earned.map(({ book, realised }) => (
        <Profit key={bookId(book)} value={realised} currency={book.currency} unit />
      ))}
    </span>
  );
}

/** A picture for each book: their scales have nothing in common. */
function Days({ earned }: { readonly earned: BotRow["earned"] }) {
  const { today, zone } = useCalendar();
  const byBook = useMemo(
    () =>
      earned.map(({ book, trades }) => ({ book, days: lastDays(daysOfTrades(trades, book, zone), today, SPARK_DAYS) })),
    [earned, today, zone],
  );
  return (
    <span className={styles.days}>
      {byBook.map(({ book, days }) => (
        <SparkBars key={bookId(book)} days={days} currency={book.currency} />
      ))}
    </span>
  );
}

function earnedBy(trades: readonly Trade[]): readonly Earned[] {
  // A trade that is open and gave nothing yet makes no row of zeros.
  const telling = trades.filter(
    (trade) => isReadable(trade) && (trade.status === "closed" || signOf(trade.realised) !== 0),
  );
  return booksOf(telling.map(bookOf)).map((book) => {
    const own = telling.filter((trade) => isOfBook(trade, book));
    return { book, realised: sum(own.flatMap((trade) => trade.realised ?? [])), trades: own };
  });
}

/** The rows, made again only where bots or trades changed. */
export function useBotRows(bots: { readonly [name: string]: BotState }, trades: readonly Trade[]): readonly BotRow[] {
  return useMemo(() => botRows(bots, trades), [bots, trades]);
}
