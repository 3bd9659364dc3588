/** Bots in short, as rows or cards: health, last heard, trades, win rate, and realised profit by book. comparison.tsx has all of it. */
import { memo } from "react";
import type { BotState } from "fillcast";
import { Big } from "big.js";
import { bookId, booksOf, isSameBook } from "../figures/book.ts";
import { EXPLAINED } from "../figures/explained.ts";
import type { ProfitGroup } from "../figures/profit-answer.ts";
import { useBotSettings } from "../live/bot-names.tsx";
import { useProfit } from "../live/use-profit.ts";
import { Awaited, Instant, NoAnswer, Profit, Unknown, Unreadable } from "../parts/figures.tsx";
import panel from "../parts/panel.module.css";
import { useWide } from "../browser/wide.ts";
import { share } from "../words/decimal.ts";
import { BotLink, ModeLink } from "./bot-link.tsx";
import type { BotRow } from "./bot-rows.ts";
import { lastHeard } from "./presence.ts";
import { PresenceBadge } from "./presence-badge.tsx";
import styles from "./bot-table.module.css";

export function BotTable({ rows }: { readonly rows: readonly BotRow[] }) {
  return useWide() ? <Rows rows={rows} /> : <Cards rows={rows} />;
}

function Rows({ rows }: { readonly rows: readonly BotRow[] }) {
  return (
    <table className={panel.table} aria-label="Bots">
      <thead>
        <tr>
          <th scope="col">Bot</th>
          <th scope="col">State</th>
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
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.name} {...row} />
        ))}
      </tbody>
    </table>
  );
}

/** Most events are about one bot, and leave the others' rows as they are. */
const Row = memo(function Row({ name, bot }: BotRow) {
  const counts = useCounts(name, bot);
  return (
    <tr className={panel.row}>
      <td>
        <BotLink name={name} mode={bot.mode} />
      </td>
      <td className={styles.state}>
        <PresenceBadge name={name} bot={bot} terse />
      </td>
      <td className={panel.num}>
        <Instant at={lastHeard(bot)} />
      </td>
      <td className={panel.num} data-number>
        {bot.openTrades}
      </td>
      <td className={panel.num} data-number data-minor="3">
        {counts === null ? <Awaited chars={3} /> : counts.closed}
      </td>
      <td className={panel.num} data-number data-minor="4">
        {counts === null ? <Awaited chars={3} /> : <WinRate {...counts} />}
      </td>
      <td className={panel.num}>
        <Realised name={name} />
        <Unreadable trades={bot.unreadable ?? 0} />
      </td>
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
  const counts = useCounts(name, bot);
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
        {counts !== null && <span>{counts.closed} closed</span>}
        {counts !== null && counts.closed > 0 && (
          <span>
            <WinRate {...counts} /> won
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

const BY_BOT = ["bot"] as const;

/** Its groups, a book each, since the date from which it counts; null while the server has not answered. */
function useEarned(name: string): { readonly rows: readonly ProfitGroup[] | null; readonly problem: string | null } {
  const { since = null } = useBotSettings(name);
  const { answer, problem } = useProfit({ by: BY_BOT, bots: null, from: since });
  return { rows: answer === null ? null : (answer.groups.bot ?? []).filter((row) => row.bot === name), problem };
}

/** As the state counts, or since its date; null while that is not known. */
function useCounts(name: string, bot: BotState): { readonly closed: number; readonly wins: number } | null {
  const { since } = useBotSettings(name);
  const { rows } = useEarned(name);
  if (since === undefined) return { closed: bot.closedTrades, wins: bot.wins };
  return (
    rows?.reduce((sum, row) => ({ closed: sum.closed + row.closed, wins: sum.wins + row.wins }), {
      closed: 0,
      wins: 0,
    }) ?? null
  );
}

/** What the bot has earned, a book each. */
const Realised = memo(function Realised({ name }: { readonly name: string }) {
  const { rows, problem } = useEarned(name);
  if (rows === null) return <NoAnswer problem={problem} chars={9} />;
  const earned = rows.filter(tells);
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
