/** The columns by which bots are compared; each figure explains itself in its head. */
import type { ReactNode } from "react";
import { EXPLAINED } from "../figures/explained.ts";
import { bookId } from "../figures/book.ts";
import { NO_RELAY, NOT_TOLD } from "../live/vitals.ts";
import { Awaited, NoAnswer, Profit, Unknown, Unreadable } from "../parts/figures.tsx";
import { SparkBars } from "../parts/spark-bars.tsx";
import { Big } from "big.js";
import { useClocked } from "../browser/now.ts";
import { amountOf, count, factor, share, signOf } from "../words/decimal.ts";
import { agoPhrase, exactInstant } from "../words/instant.ts";
import { useZone } from "../browser/preferences.ts";
import { versionWords } from "../words/relay-event.ts";
import { ModeLink } from "./bot-link.tsx";
import type { BotSortKey } from "./bot-sort.ts";
import { type ComparedBook, type ComparedBot, countsOf, profitFactorOf } from "./compared.ts";
import styles from "./comparison.module.css";
import { lastHeard } from "./presence.ts";
import { PresenceBadge } from "./presence-badge.tsx";
import { READ_MAX_EXCEPTIONS } from "./reports.ts";

/** Why figures are missing, where they are. */
export interface Problems {
  readonly profit: string | null;
  readonly errors: string | null;
}
export interface BotColumn {
  readonly key: BotSortKey;
  readonly label: string;
  readonly hint?: string;
  readonly numeric?: boolean;
  /** Gives way in a narrow table: 1 first, 5 last. */
  readonly minor?: 1 | 2 | 3 | 4 | 5;
  /** What a card shows in its head already. */
  readonly inHead?: true;
  readonly cell: (bot: ComparedBot, problems: Problems) => ReactNode;
}

export const BOT_COLUMNS: readonly BotColumn[] = [
  {
    key: "state",
    label: "State",
    inHead: true,
    cell: ({ name, bot }) => <PresenceBadge name={name} bot={bot} terse />,
  },
  {
    key: "heard",
    label: "Active",
    hint: "When anything was last heard of the bot, a heartbeat or an event.",
    numeric: true,
    minor: 4,
    cell: ({ bot }) => <Active at={lastHeard(bot)} />,
  },
  {
    key: "errors",
    label: "Errors 24 h",
    hint: "Exceptions that the bot reported in the last 24 hours.",
    numeric: true,
    minor: 5,
    cell: ({ errors }, problems) =>
      errors === null ? <NoAnswer problem={problems.errors} chars={2} /> : <Errors errors={errors} />,
  },
  {
    key: "open",
    label: "Open",
    numeric: true,
    minor: 4,
    cell: ({ bot, vitals }) => <Open open={bot.openTrades} most={vitals?.maxOpenTrades ?? null} />,
  },
  {
    key: "openProfit",
    label: "Open profit",
    hint: EXPLAINED.openProfit,
    numeric: true,
    minor: 3,
    cell: ({ vitals }) => (
      <Profit
        value={vitals?.openProfit ?? null}
        currency={vitals?.balance.currency ?? ""}
        why={vitals === undefined ? NO_RELAY : NOT_TOLD}
        unit
      />
    ),
  },
  {
    key: "value",
    label: "Account value",
    hint: EXPLAINED.accountValue,
    numeric: true,
    minor: 1,
    cell: ({ vitals }) => {
      const { value, currency } = vitals?.balance ?? { value: null, currency: null };
      if (value === null || currency === null) return <Unknown why={vitals === undefined ? NO_RELAY : NOT_TOLD} />;
      return (
        <span data-exact={value} data-hint={`${value} ${currency}`}>
          {amountOf(value, currency)} <small className={styles.unit}>{currency}</small>
        </span>
      );
    },
  },
  {
    key: "closed",
    label: "Closed",
    hint: EXPLAINED.closed,
    numeric: true,
    minor: 3,
    cell: (bot, problems) => {
      const counts = countsOf(bot);
      return counts === null ? <NoAnswer problem={problems.profit} chars={3} /> : count(counts.closed);
    },
  },
  {
    key: "winRate",
    label: "Win rate",
    hint: EXPLAINED.winRate,
    numeric: true,
    minor: 3,
    cell: (bot, problems) => {
      const counts = countsOf(bot);
      if (counts === null) return <NoAnswer problem={problems.profit} chars={3} />;
      if (counts.closed === 0) return <Unknown why="No closed trade yet." />;
      return share(new Big(counts.wins).div(counts.closed).toFixed(), 0);
    },
  },
  {
    key: "profitFactor",
    label: "Profit factor",
    hint: EXPLAINED.profitFactor,
    numeric: true,
    minor: 2,
    cell: (bot, problems) => {
      if (bot.books === null) return <NoAnswer problem={problems.profit} chars={4} />;
      const value = profitFactorOf(bot);
      return value === null ? (
        <Unknown why={bot.books.length > 1 ? "It trades in several books." : "No losing trade yet."} />
      ) : (
        factor(value)
      );
    },
  },
  {
    key: "realised",
    label: "Realised",
    hint: EXPLAINED.realised,
    numeric: true,
    inHead: true,
    cell: (bot, problems) => <Realised bot={bot} problem={problems.profit} bars />,
  },
  {
    key: "month",
    label: "Last 30 days",
    hint: `${EXPLAINED.days} All bots of a book have one scale. Sorted by their sum.`,
    numeric: true,
    minor: 2,
    cell: ({ books }, problems) => {
      if (books === null) return <NoAnswer problem={problems.profit} chars={12} />;
      return (
        <span className={styles.stack}>
          {books.map(({ book, days, range }) => (
            <SparkBars key={bookId(book)} days={days} currency={book.currency} range={range} />
          ))}
        </span>
      );
    },
  },
  {
    key: "strategy",
    label: "Strategy",
    hint: "As its relay reads it, or as its newest startup message says.",
    minor: 1,
    cell: ({ strategy, vitals }) =>
      strategy === null ? (
        <Unknown why="Neither a relay nor a startup message named it." />
      ) : (
        <span className={styles.strategy} data-hint={strategy}>
          {strategy}
          {vitals?.timeframe !== null && vitals?.timeframe !== undefined && (
            <small className={styles.unit}> {vitals.timeframe}</small>
          )}
        </span>
      ),
  },
  {
    key: "version",
    label: "Version",
    minor: 1,
    cell: ({ vitals }) =>
      versionWords(vitals?.version ?? null) ?? <Unknown why={vitals === undefined ? NO_RELAY : NOT_TOLD} />,
  },
  {
    key: "group",
    label: "Group",
    minor: 2,
    cell: ({ settings }) => settings.group ?? <Unknown why="Set on the bot's page." />,
  },
  { key: "mode", label: "Money", minor: 4, cell: ({ name, bot }) => <ModeLink name={name} bot={bot} /> },
];

/** What the bot has earned, a book each; with a bar that has one scale for all bots of the book. */
export function Realised(props: {
  readonly bot: ComparedBot;
  readonly problem: string | null;
  readonly bars?: boolean;
}) {
  const { bot, problem, bars = false } = props;
  if (bot.books === null) return problem === null ? <Awaited chars={9} /> : <NoAnswer problem={problem} />;
  return (
    <span className={styles.stack}>
      {bot.books.length === 0 && <Unknown />}
      {bot.books.map((each) => (
        <span key={bookId(each.book)} className={styles.realised}>
          <Profit value={each.earned.realised} currency={each.book.currency} unit />
          {bars && <Bar {...each} />}
        </span>
      ))}
      <Unreadable trades={bot.bot.unreadable ?? 0} />
    </span>
  );
}

/** The figure beside it says the same to those who listen. */
function Bar({ earned, whole }: ComparedBook) {
  const part = whole === 0 ? 0 : (Math.abs(Number(earned.realised)) / whole) * 100;
  return (
    <span className={styles.track} aria-hidden="true">
      <span
        className={styles.fill}
        data-tone={signOf(earned.realised) < 0 ? "loss" : "gain"}
        style={{ inlineSize: `${part}%` }}
      />
    </span>
  );
}

function Errors({ errors }: { readonly errors: number }) {
  if (errors === 0) return "0";
  return (
    <span className={styles.errors}>
      {count(errors)}
      {errors >= READ_MAX_EXCEPTIONS && "+"}
    </span>
  );
}

function Open({ open, most }: { readonly open: number; readonly most: number | null }) {
  return (
    <span data-number>
      {count(open)}
      {most !== null && most > 0 && <small className={styles.unit}> of {count(most)}</small>}
    </span>
  );
}

/** "12 s ago". */
export function Active({ at }: { readonly at: number }) {
  const zone = useZone();
  const words = useClocked((now) => agoPhrase(at, now, zone));
  return (
    <time dateTime={new Date(at).toISOString()} data-hint={exactInstant(at, zone)} data-number>
      {words}
    </time>
  );
}
