/** Bots as rows or cards: health, last heard, trades, win rate, and realised profit by book. */
import { memo, useMemo, useRef } from "react";
import type { BotState } from "fillcast";
import { Big } from "big.js";
import { bookId, booksOf, isSameBook } from "../figures/book.ts";
import { EXPLAINED } from "../figures/explained.ts";
import { daysOfGroups, lastDays, startOfDays } from "../figures/days.ts";
import type { ProfitGroup } from "../figures/profit-answer.ts";
import { useProfit } from "../live/use-profit.ts";
import { useShownState } from "../live/use-shown-state.ts";
import { Instant, NoAnswer, Profit, Unknown, Unreadable } from "../parts/figures.tsx";
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
}

const SPARK_DAYS = 30;
/** Of all bots, whichever are shown: one answer serves each of them. */
export const EARNED = { by: ["bot"], bots: null } as const;
const BY_DAY = ["bot.day"] as const;

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
const Row = memo(function Row({ name, bot, terse }: BotRow & { readonly terse: boolean }) {
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
        <Realised name={name} />
        <Unreadable trades={bot.unreadable ?? 0} />
      </td>
      {!terse && (
        <td className={panel.num} data-minor="2">
          <Days name={name} />
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

const Card = memo(function Card({ name, bot }: BotRow) {
  return (
    <li className={panel.card}>
      <div className={panel.cardTop}>
        <BotLink name={name} mode={bot.mode} />
        <Realised name={name} />
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

/** What the bot has earned, a book each. */
const Realised = memo(function Realised({ name }: { readonly name: string }) {
  const { answer, problem } = useProfit(EARNED);
  if (answer === null) return <NoAnswer problem={problem} chars={9} />;
  const earned = (answer.groups.bot ?? []).filter((row) => row.bot === name && tells(row));
  if (earned.length === 0) return <Unknown />;
  return (
    <span className={styles.realised}>
      {booksOf(earned).map((book) => (
        <Profit
          key={bookId(book)}
          value={earned.find((row) => isSameBook(row, book))?.realised ?? null}
          currency={book.currency}
          unit
        />
      ))}
    </span>
  );
});

/** A trade that is open and gave nothing yet makes no row of zeros. */
function tells({ closed, realised }: ProfitGroup): boolean {
  return closed > 0 || realised !== "0";
}

/** A picture for each book: their scales have nothing in common. */
const Days = memo(function Days({ name }: { readonly name: string }) {
  const calendar = useCalendar();
  const from = startOfDays(calendar, SPARK_DAYS);
  const { answer, problem } = useProfit({ by: BY_DAY, bots: null, from });
  const books = useProfit(EARNED).answer?.groups.bot ?? NO_GROUPS;
  const own = useSameRows((answer?.groups["bot.day"] ?? NO_GROUPS).filter((row) => row.bot === name));
  const earned = useSameRows(books.filter((row) => row.bot === name && tells(row)));
  const byBook = useMemo(
    () =>
      booksOf(earned).map((book) => {
        return { book, days: lastDays(daysOfGroups(own, book), calendar.today, SPARK_DAYS) };
      }),
    [own, earned, calendar.today],
  );
  if (answer === null) return <NoAnswer problem={problem} chars={12} />;
  return (
    <span className={styles.days}>
      {byBook.map(({ book, days }) => (
        <SparkBars key={bookId(book)} days={days} currency={book.currency} />
      ))}
    </span>
  );
});

const NO_GROUPS: readonly ProfitGroup[] = [];

/** The list from before while it has the same rows: a trade of another bot moves none of them. */
function useSameRows(rows: readonly ProfitGroup[]): readonly ProfitGroup[] {
  const kept = useRef(rows);
  const isSame = rows.length === kept.current.length && rows.every((row, at) => row === kept.current[at]);
  if (!isSame) kept.current = rows;
  return kept.current;
}

/** The rows of the shown bots, worst health first, then by name: what needs eyes stands on top. Null where nothing was ever known. */
export function useBotRows(isShown: (bot: string) => boolean): readonly BotRow[] | null {
  const bots = useShownState((state) => state.bots);
  return useMemo(() => {
    if (bots === null) return null;
    const rows: BotRow[] = [];
    for (const name in bots) if (isShown(name)) rows.push({ name, bot: bots[name]! });
    return rows.sort(byHealth);
  }, [bots, isShown]);
}

const NAMES = new Intl.Collator("en", { numeric: true });

function byHealth(a: BotRow, b: BotRow): number {
  return Number(b.bot.presence === "silent") - Number(a.bot.presence === "silent") || NAMES.compare(a.name, b.name);
}
