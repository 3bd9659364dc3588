/** Bots in short, as rows or cards: health, last heard, trades, win rate, and realised profit by book. comparison.tsx has all of it. */
import { memo, type ReactNode, useMemo } from "react";
import type { BotState } from "fillcast";
import { Big } from "big.js";
import { bookId, booksOf, isSameBook } from "../figures/book.ts";
import { EXPLAINED } from "../figures/explained.ts";
import type { ProfitGroup } from "../figures/profit-answer.ts";
import { useBotSettings, useSettings } from "../live/bot-names.tsx";
import { settingsOf } from "../live/feed-settings.ts";
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
  const { earned, problem } = useEarnedByBot();
  const settings = useSettings();
  const wide = useWide();
  const drawn = rows.map(({ name, bot }) => {
    if (settingsOf(settings, name).since !== undefined)
      return <LineSince key={name} name={name} bot={bot} wide={wide} />;
    const own = earned === null ? null : (earned.get(name) ?? NOTHING_EARNED);
    return <Line key={name} name={name} bot={bot} wide={wide} counts={countsOf(bot)} earned={own} problem={problem} />;
  });
  return wide ? <Table>{drawn}</Table> : <ul className={panel.cards}>{drawn}</ul>;
}

function Table({ children }: { readonly children: ReactNode }) {
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
      <tbody>{children}</tbody>
    </table>
  );
}

interface LineProps {
  readonly name: string;
  readonly bot: BotState;
  readonly wide: boolean;
  /** Null while they are not known. */
  readonly counts: Counts | null;
  /** A book each; null until the server has answered. */
  readonly earned: readonly ProfitGroup[] | null;
  readonly problem: string | null;
}

interface Counts {
  readonly closed: number;
  readonly wins: number;
}

/** Most events are about one bot, and leave the others' lines as they are. */
const Line = memo(function Line(props: LineProps) {
  return props.wide ? <Row {...props} /> : <Card {...props} />;
}, isSameLine);

function isSameLine(a: LineProps, b: LineProps): boolean {
  return (
    a.name === b.name &&
    a.bot === b.bot &&
    a.wide === b.wide &&
    a.problem === b.problem &&
    a.counts?.closed === b.counts?.closed &&
    a.counts?.wins === b.counts?.wins &&
    a.earned?.length === b.earned?.length &&
    (a.earned ?? NOTHING_EARNED).every((row, at) => row === b.earned?.[at])
  );
}

/** The line of a bot that counts since a date. */
function LineSince({ name, bot, wide }: Pick<LineProps, "name" | "bot" | "wide">) {
  const { since = null } = useBotSettings(name);
  const { answer, problem } = useProfit({ by: BY_BOT, bots: null, from: since });
  const earned = answer === null ? null : (answer.groups.bot ?? []).filter((row) => row.bot === name);
  const counts =
    earned?.reduce((sum, row) => ({ closed: sum.closed + row.closed, wins: sum.wins + row.wins }), NO_COUNTS) ?? null;
  return <Line name={name} bot={bot} wide={wide} counts={counts} earned={earned} problem={problem} />;
}

function Row({ name, bot, counts, earned, problem }: LineProps) {
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
        <Realised earned={earned} problem={problem} />
        <Unreadable trades={bot.unreadable ?? 0} />
      </td>
    </tr>
  );
}

function Card({ name, bot, counts, earned, problem }: LineProps) {
  return (
    <li className={panel.card}>
      <div className={panel.cardTop}>
        <BotLink name={name} mode={bot.mode} />
        <Realised earned={earned} problem={problem} />
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
}

const WinRate = memo(function WinRate({ wins, closed }: { readonly wins: number; readonly closed: number }) {
  if (closed === 0) return <Unknown why="No closed trade yet." />;
  return share(new Big(wins).div(closed).toFixed(), 0);
});

const BY_BOT = ["bot"] as const;
const NOTHING_EARNED: readonly ProfitGroup[] = [];
const NO_COUNTS: Counts = { closed: 0, wins: 0 };

/** As the state counts. */
function countsOf({ closedTrades, wins }: BotState): Counts {
  return { closed: closedTrades, wins };
}

/** What each bot has earned, asked for once for all of them; null until the server has answered. */
function useEarnedByBot(): {
  readonly earned: ReadonlyMap<string, readonly ProfitGroup[]> | null;
  readonly problem: string | null;
} {
  const { answer, problem } = useProfit({ by: BY_BOT, bots: null });
  const earned = useMemo(
    () => (answer === null ? null : Map.groupBy(answer.groups.bot ?? [], ({ bot }) => bot ?? "")),
    [answer],
  );
  return { earned, problem };
}

/** What the bot has earned, a book each. */
function Realised({ earned, problem }: Pick<LineProps, "earned" | "problem">) {
  if (earned === null) return <NoAnswer problem={problem} chars={9} />;
  const told = earned.filter(tells);
  if (told.length === 0) return <Unknown />;
  return (
    <span className={styles.realised}>
      {booksOf(told).map((book) => (
        <Profit
          key={bookId(book)}
          value={told.find((row) => isSameBook(row, book))?.realised ?? null}
          currency={book.currency}
          unit
        />
      ))}
    </span>
  );
}

/** A trade that is open and gave nothing yet makes no row of zeros. */
function tells({ closed, realised }: ProfitGroup): boolean {
  return closed > 0 || realised !== "0";
}
