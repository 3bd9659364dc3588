/** Bots as rows or cards: health, last heard, trades, win rate, and realised profit by book. */
import { useMemo } from "react";
import type { BotState, Trade } from "fillcast";
import { Big } from "big.js";
import { bookId, bookOf } from "../figures/book.ts";
import { EXPLAINED } from "../figures/explained.ts";
import { sum } from "../figures/days.ts";
import { Instant, Profit, Unknown } from "../parts/figures.tsx";
import panel from "../parts/panel.module.css";
import { useWide } from "../parts/wide.ts";
import { BotLink } from "./bot-link.tsx";
import { lastHeard } from "./presence.ts";
import { PresenceBadge } from "./presence-badge.tsx";
import styles from "./bot-table.module.css";

export interface BotRow {
  readonly name: string;
  readonly bot: BotState;
  /** Realised by book. */
  readonly realised: readonly { readonly book: string; readonly currency: string; readonly value: string }[];
}

/** Worst health first, then by name: what needs eyes stands on top. */
export function botRows(bots: { readonly [name: string]: BotState }, trades: readonly Trade[]): readonly BotRow[] {
  const byBot = Map.groupBy(trades, (trade) => trade.bot);
  return Object.entries(bots)
    .map(([name, bot]) => ({ name, bot, realised: realisedOf(byBot.get(name) ?? []) }))
    .sort(
      (a, b) =>
        Number(b.bot.presence === "silent") - Number(a.bot.presence === "silent") || a.name.localeCompare(b.name),
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
          <th scope="col" className={panel.num}>
            Last heard
          </th>
          <th scope="col" className={panel.num}>
            Open
          </th>
          <th scope="col" className={panel.num} data-hint={EXPLAINED.closed}>
            Closed
          </th>
          <th scope="col" className={panel.num} data-hint={EXPLAINED.winRate}>
            Win rate
          </th>
          <th scope="col" className={panel.num} data-hint={EXPLAINED.realised}>
            Realised
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, bot, realised }) => (
          <tr key={name} className={panel.row}>
            <td>
              <BotLink name={name} mode={bot.mode} />
            </td>
            <td className={styles.state}>
              <PresenceBadge name={name} bot={bot} terse={terse} />
            </td>
            <td className={panel.num}>
              <Instant at={lastHeard(bot)} />
            </td>
            <td className={panel.num} data-number>
              {bot.openTrades}
            </td>
            <td className={panel.num} data-number>
              {bot.closedTrades}
            </td>
            <td className={panel.num} data-number>
              <WinRate bot={bot} />
            </td>
            <td className={panel.num}>
              <Realised realised={realised} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cards({ rows }: { readonly rows: readonly BotRow[] }) {
  return (
    <ul className={panel.cards}>
      {rows.map(({ name, bot, realised }) => (
        <li key={name} className={panel.card}>
          <div className={panel.cardTop}>
            <BotLink name={name} mode={bot.mode} />
            <Realised realised={realised} />
          </div>
          <div className={styles.cardState}>
            <PresenceBadge name={name} bot={bot} dated />
          </div>
          <p className={panel.cardLine} data-number>
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
  return `${new Big(bot.wins).div(bot.closedTrades).times(100).toFixed(0)}%`;
}

function Realised({ realised }: { readonly realised: BotRow["realised"] }) {
  if (realised.length === 0) return <Unknown />;
  return (
    <span className={styles.realised}>
      {realised.map(({ book, currency, value }) => (
        <Profit key={book} value={value} currency={currency} unit />
      ))}
    </span>
  );
}

function realisedOf(trades: readonly Trade[]): BotRow["realised"] {
  const groups = Map.groupBy(trades, (trade) => {
    const book = bookOf(trade);
    return book === null ? null : bookId(book);
  });
  return [...groups].flatMap(([id, own]) => {
    const currency = own[0]?.stakeCurrency ?? null;
    return id === null || currency === null
      ? []
      : [{ book: id, currency, value: sum(own.map((trade) => trade.realised)) }];
  });
}

/** The rows, made again only where bots or trades changed. */
export function useBotRows(bots: { readonly [name: string]: BotState }, trades: readonly Trade[]): readonly BotRow[] {
  return useMemo(() => botRows(bots, trades), [bots, trades]);
}
