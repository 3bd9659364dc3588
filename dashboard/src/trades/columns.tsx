/** The columns of trades, open and closed; each figure explains itself in its head. */
import type { ReactNode } from "react";
import type { Trade } from "fillcast";
import { useBotName } from "../live/bot-names.tsx";
import { usePosition, useVitalsOf } from "../live/vitals.ts";
import { holdMs } from "../figures/closed.ts";
import { EXPLAINED } from "../figures/explained.ts";
import { Instant, Percent, Price, Profit, Quantity, Unknown } from "../parts/figures.tsx";
import { amountOf, signOf } from "../words/decimal.ts";
import { duration } from "../words/instant.ts";
import { UNREADABLE_WHY } from "../words/unreadable.ts";
import styles from "./columns.module.css";
import { OpenProfit } from "./position.tsx";
import type { SortKey } from "./sort.ts";
import { missingWhy, reasonWords } from "./trade-words.tsx";

export interface TradeColumn {
  readonly key: SortKey;
  readonly label: string;
  readonly hint?: string;
  readonly numeric?: boolean;
  /** Gives way in a narrow table: 1 first, 5 last. */
  readonly minor?: 1 | 2 | 3 | 4 | 5;
  /** Where it stands on a phone's card: named below, or without its name in the line under the pair; absent: nowhere. */
  readonly card?: "fact" | "line";
  readonly cell: (trade: Trade) => ReactNode;
}

const bot: TradeColumn = {
  key: "bot",
  label: "Bot",
  card: "line",
  cell: (trade) => <Bot name={trade.bot} />,
};
const opened: TradeColumn = {
  key: "opened",
  label: "Opened",
  card: "line",
  minor: 4,
  numeric: true,
  cell: (trade) => <Instant at={Date.parse(trade.openedAt)} />,
};
const entry: TradeColumn = {
  key: "entry",
  label: "Average entry",
  card: "fact",
  hint: EXPLAINED.averageEntry,
  numeric: true,
  cell: (trade) => <Price value={trade.averageEntry} why={missingWhy(trade)} />,
};
const tag: TradeColumn = {
  key: "tag",
  label: "Tag",
  minor: 1,
  cell: (trade) => <Tag value={trade.entryTag} />,
};

export const OPEN_COLUMNS: readonly TradeColumn[] = [
  bot,
  opened,
  {
    key: "amount",
    label: "Amount left",
    card: "fact",
    hint: EXPLAINED.amountLeft,
    numeric: true,
    minor: 3,
    cell: (trade) => <Quantity value={trade.amount} why={missingWhy(trade)} />,
  },
  entry,
  {
    key: "price",
    label: "Last price",
    card: "fact",
    hint: EXPLAINED.lastPrice,
    numeric: true,
    cell: (trade) => <LastPrice trade={trade} />,
  },
  {
    key: "stake",
    label: "Stake",
    hint: EXPLAINED.stake,
    numeric: true,
    minor: 2,
    cell: (trade) => <Stake trade={trade} />,
  },
  {
    key: "openProfit",
    label: "Open profit",
    card: "fact",
    hint: EXPLAINED.openProfit,
    numeric: true,
    minor: 5,
    cell: (trade) => <OpenProfit trade={trade} />,
  },
  {
    key: "profit",
    label: "Realised",
    hint: EXPLAINED.realised,
    numeric: true,
    minor: 4,
    cell: (trade) => <Profit value={trade.realised} currency={trade.stakeCurrency ?? ""} why={UNREADABLE_WHY} />,
  },
];

/** For lists with room to spare. */
export const OPEN_COLUMNS_WITH_TAG: readonly TradeColumn[] = [...OPEN_COLUMNS, { ...tag, card: "line" }];

export const CLOSED_COLUMNS: readonly TradeColumn[] = [
  bot,
  {
    key: "closed",
    label: "Closed",
    card: "line",
    numeric: true,
    cell: (trade) => <Instant at={trade.closedAt === null ? null : Date.parse(trade.closedAt)} />,
  },
  {
    key: "held",
    label: "Held",
    card: "fact",
    hint: EXPLAINED.held,
    numeric: true,
    minor: 3,
    cell: (trade) => <Held trade={trade} />,
  },
  entry,
  {
    key: "price",
    label: "Exit price",
    card: "fact",
    hint: EXPLAINED.exitPrice,
    numeric: true,
    minor: 2,
    cell: (trade) => <Price value={trade.lastPrice} />,
  },
  {
    key: "profit",
    label: "Profit",
    hint: EXPLAINED.realised,
    numeric: true,
    cell: (trade) => <Profit value={trade.realised} currency={trade.stakeCurrency ?? ""} why={UNREADABLE_WHY} unit />,
  },
  {
    key: "percent",
    label: "Profit %",
    hint: EXPLAINED.tradePercent,
    numeric: true,
    cell: (trade) => <Percent value={trade.profitRatio} />,
  },
  {
    key: "reason",
    label: "Exit reason",
    minor: 4,
    card: "line",
    cell: (trade) => (trade.exitReason === null ? <Unknown /> : reasonWords(trade.exitReason)),
  },
  tag,
];

/** Nothing was bought or sold: there is nothing to earn or to lose. */
export const UNFILLED_COLUMNS: readonly TradeColumn[] = [
  bot,
  opened,
  {
    key: "stake",
    label: "Stake",
    card: "fact",
    hint: EXPLAINED.stake,
    numeric: true,
    cell: (trade) => <Stake trade={trade} />,
  },
  {
    key: "reason",
    label: "Ended",
    card: "line",
    cell: (trade) => (trade.dismissed === true ? "dismissed" : "nothing filled"),
  },
  { ...tag, card: "line" },
];

/** Something was bought or sold, and the end was never reported. */
export const ORPHANED_COLUMNS: readonly TradeColumn[] = [
  ...OPEN_COLUMNS.filter(({ key }) => key !== "openProfit" && key !== "profit"),
  {
    key: "profit",
    label: "Realised",
    card: "fact",
    hint: EXPLAINED.realised,
    numeric: true,
    cell: (trade) => <LastKnownProfit trade={trade} />,
  },
  tag,
];

/** What a trade realised before its end was lost; nothing realised is not a result of zero. */
export function LastKnownProfit({ trade, unit = false }: { readonly trade: Trade; readonly unit?: boolean }) {
  if (trade.realised !== null && signOf(trade.realised) === 0) return <Unknown why={END_UNKNOWN_WHY} />;
  return <Profit value={trade.realised} currency={trade.stakeCurrency ?? ""} why={UNREADABLE_WHY} unit={unit} />;
}

const END_UNKNOWN_WHY = "Its end was never reported, so what it earned is not known.";

function Bot({ name }: { readonly name: string }) {
  const shown = useBotName(name);
  return (
    <span className={styles.bot} data-hint={shown === name ? name : `${shown} (${name})`}>
      {shown}
    </span>
  );
}

/** The newest price that was heard, and how old it is: in a message, or by a relay. */
export function LastPrice({ trade }: { readonly trade: Trade }) {
  const position = usePosition(trade);
  const vitals = useVitalsOf(trade.bot);
  const readAt = vitals?.at ?? 0;
  const rate = position?.currentRate ?? null;
  const [price, at] =
    rate === null || readAt < (trade.lastPriceAt ?? 0) ? [trade.lastPrice, trade.lastPriceAt] : [rate, readAt];
  if (price === null) return <Unknown />;
  return (
    <span className={styles.aged}>
      <Price value={price} />
      <small>
        <Instant at={at} />
      </small>
    </span>
  );
}

export function Stake({ trade }: { readonly trade: Trade }) {
  if (trade.stake === null) return <Unknown />;
  const currency = trade.stakeCurrency ?? "";
  return (
    <span data-exact={trade.stake} data-hint={`${trade.stake} ${currency}`}>
      {amountOf(trade.stake, currency)} <small className={styles.unit}>{currency}</small>
    </span>
  );
}

function Held({ trade }: { readonly trade: Trade }) {
  const held = holdMs(trade);
  return held === null ? <Unknown /> : <span data-number>{duration(held)}</span>;
}

function Tag({ value }: { readonly value: string | null }) {
  return value === null ? <Unknown /> : <span className={styles.tag}>{value}</span>;
}
