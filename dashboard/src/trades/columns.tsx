/** The columns of open trades and what stands in their cells; each figure explains itself in its head. The other columns come later (all-columns.tsx). */
import type { Trade } from "fillcast";
import { useBotName } from "../live/bot-names.tsx";
import { useNewestPrice } from "../live/newest-price.ts";
import { usePosition, useVitalsOf } from "../live/vitals.ts";
import { EXPLAINED } from "../figures/explained.ts";
import { Instant, Price, Profit, Quantity, Unknown } from "../parts/figures.tsx";
import { amountOf, signOf } from "../words/decimal.ts";
import { UNREADABLE_WHY } from "../words/unreadable.ts";
import styles from "./columns.module.css";
import { Distance, OpenProfit } from "./position.tsx";
import type { TradeColumn } from "./trade-column.ts";
import { missingWhy } from "./trade-words.tsx";

export const BOT: TradeColumn = {
  key: "bot",
  label: "Bot",
  card: "line",
  roomRem: 8,
  cell: (trade) => <Bot name={trade.bot} />,
};
export const OPENED: TradeColumn = {
  key: "opened",
  label: "Opened",
  card: "line",
  roomRem: 6,
  minor: 4,
  numeric: true,
  cell: (trade) => <Instant at={Date.parse(trade.openedAt)} />,
};
export const ENTRY: TradeColumn = {
  key: "entry",
  label: "Average entry",
  card: "fact",
  hint: EXPLAINED.averageEntry,
  roomRem: 5.5,
  numeric: true,
  cell: (trade) => <Price value={trade.averageEntry} why={missingWhy(trade)} />,
};

export const OPEN_COLUMNS: readonly TradeColumn[] = [
  BOT,
  OPENED,
  {
    key: "amount",
    label: "Amount left",
    hint: EXPLAINED.amountLeft,
    roomRem: 6,
    numeric: true,
    minor: 2,
    cell: (trade) => <Quantity value={trade.amount} why={missingWhy(trade)} />,
  },
  ENTRY,
  {
    key: "price",
    label: "Last price",
    card: "fact",
    hint: EXPLAINED.lastPrice,
    roomRem: 8,
    numeric: true,
    cell: (trade) => <LastPrice trade={trade} />,
  },
  {
    key: "stake",
    label: "Stake",
    hint: EXPLAINED.stake,
    roomRem: 7,
    numeric: true,
    minor: 4,
    cell: (trade) => <Stake trade={trade} />,
  },
  {
    key: "openProfit",
    label: "Open profit",
    card: "fact",
    hint: EXPLAINED.openProfit,
    roomRem: 8.5,
    numeric: true,
    minor: 5,
    cell: (trade) => <OpenProfit trade={trade} />,
  },
  {
    key: "stop",
    label: "Stop",
    card: "fact",
    hint: EXPLAINED.stopLoss,
    roomRem: 9,
    numeric: true,
    minor: 3,
    cell: (trade) => <Distance trade={trade} to="stopLoss" />,
  },
  {
    key: "profit",
    label: "Realised",
    hint: EXPLAINED.realised,
    roomRem: 5.5,
    numeric: true,
    minor: 1,
    cell: (trade) => <Profit value={trade.realised} currency={trade.stakeCurrency ?? ""} why={UNREADABLE_WHY} />,
  },
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
  const { lastPrice, lastPriceAt } = useNewestPrice(trade);
  const position = usePosition(trade);
  const vitals = useVitalsOf(trade.bot);
  const readAt = vitals?.at ?? 0;
  const rate = position?.currentRate ?? null;
  const [price, at] = rate === null || readAt < (lastPriceAt ?? 0) ? [lastPrice, lastPriceAt] : [rate, readAt];
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
