/** Every column that a list of trades can have, by what became of them; those that are shown can be chosen. */
import { useMemo } from "react";
import type { Trade } from "fillcast";
import { useChosenColumns } from "../browser/chosen-columns.ts";
import { MODE_WORDS } from "../figures/book.ts";
import { holdMs } from "../figures/closed.ts";
import { EXPLAINED } from "../figures/explained.ts";
import { useWhyUnknown } from "../live/vitals.ts";
import { Instant, Percent, Price, Profit, Unknown } from "../parts/figures.tsx";
import { duration } from "../words/instant.ts";
import { UNREADABLE_WHY } from "../words/unreadable.ts";
import styles from "./columns.module.css";
import { BOT, ENTRY, LastKnownProfit, OPEN_COLUMNS, OPENED, Stake } from "./columns.tsx";
import { Cost } from "./cost.tsx";
import { shownColumns, type SideColumns, type TradeColumn } from "./trade-column.ts";
import type { Side } from "./trade-list.ts";
import { reasonWords } from "./trade-words.tsx";

const TAG: TradeColumn = {
  key: "tag",
  label: "Tag",
  roomRem: 5,
  minor: 1,
  cell: ({ entryTag }) => (entryTag === null ? <Unknown /> : <span className={styles.tag}>{entryTag}</span>),
};
const STAKE: TradeColumn = {
  key: "stake",
  label: "Stake",
  card: "fact",
  hint: EXPLAINED.stake,
  roomRem: 7,
  numeric: true,
  cell: (trade) => <Stake trade={trade} />,
};
/** What no list shows unless somebody wants it. */
const SELDOM: readonly TradeColumn[] = [
  {
    key: "fees",
    label: "Fees",
    hint: EXPLAINED.fees,
    roomRem: 4.5,
    numeric: true,
    cell: (trade) => <Cost trade={trade} of="fees" />,
  },
  {
    key: "funding",
    label: "Funding",
    hint: EXPLAINED.funding,
    roomRem: 4.5,
    numeric: true,
    cell: (trade) => <Cost trade={trade} of="funding" />,
  },
  { key: "direction", label: "Direction", cell: (trade) => trade.direction },
  {
    key: "leverage",
    label: "Leverage",
    numeric: true,
    cell: ({ leverage }) => (leverage === null ? <Unknown /> : `${leverage}×`),
  },
  { key: "strategy", label: "Strategy", cell: (trade) => <Strategy trade={trade} /> },
  { key: "exchange", label: "Exchange", cell: ({ exchange }) => exchange ?? <Unknown /> },
  { key: "mode", label: "Mode", cell: ({ mode }) => MODE_WORDS[mode] },
  { key: "id", label: "Trade id", cell: ({ id }) => id },
];

const CLOSED: readonly TradeColumn[] = [
  BOT,
  {
    key: "closed",
    label: "Closed",
    card: "line",
    roomRem: 6,
    numeric: true,
    cell: (trade) => <Instant at={trade.closedAt === null ? null : Date.parse(trade.closedAt)} />,
  },
  {
    key: "held",
    label: "Held",
    card: "fact",
    hint: EXPLAINED.held,
    roomRem: 5,
    numeric: true,
    minor: 3,
    cell: (trade) => <Held trade={trade} />,
  },
  ENTRY,
  {
    key: "price",
    label: "Exit price",
    card: "fact",
    hint: EXPLAINED.exitPrice,
    roomRem: 5.5,
    numeric: true,
    minor: 2,
    cell: (trade) => <Price value={trade.lastPrice} />,
  },
  {
    key: "profit",
    label: "Profit",
    hint: EXPLAINED.realised,
    roomRem: 8,
    numeric: true,
    cell: (trade) => <Profit value={trade.realised} currency={trade.stakeCurrency ?? ""} why={UNREADABLE_WHY} unit />,
  },
  {
    key: "percent",
    label: "Profit %",
    hint: EXPLAINED.tradePercent,
    roomRem: 4,
    numeric: true,
    cell: (trade) => <Percent value={trade.profitRatio} />,
  },
  {
    key: "reason",
    label: "Exit reason",
    minor: 4,
    card: "line",
    roomRem: 7,
    cell: (trade) => (trade.exitReason === null ? <Unknown /> : reasonWords(trade.exitReason)),
  },
  TAG,
];

/** Nothing was bought or sold: there is nothing to earn or to lose. */
const UNFILLED: readonly TradeColumn[] = [
  BOT,
  OPENED,
  STAKE,
  {
    key: "reason",
    label: "Ended",
    card: "line",
    cell: (trade) => (trade.dismissed === true ? "dismissed" : "nothing filled"),
  },
  { ...TAG, card: "line" },
];

/** Something was bought or sold, and the end was never reported. */
const ORPHANED: readonly TradeColumn[] = [
  ...OPEN_COLUMNS.filter(({ key }) => key !== "openProfit" && key !== "stop" && key !== "profit"),
  {
    key: "profit",
    label: "Realised",
    card: "fact",
    hint: EXPLAINED.realised,
    numeric: true,
    cell: (trade) => <LastKnownProfit trade={trade} />,
  },
  TAG,
];

export const COLUMNS: { readonly [side in Side]: SideColumns } = {
  open: sideOf([...OPEN_COLUMNS, { ...TAG, card: "line" }], SELDOM),
  closed: sideOf(CLOSED, [{ ...OPENED, card: "fact" }, STAKE, ...SELDOM]),
  unfilled: sideOf(
    UNFILLED,
    SELDOM.filter(({ key }) => key !== "fees" && key !== "funding"),
  ),
  orphaned: sideOf(ORPHANED, SELDOM),
};

/** The columns of a list, and whether somebody has chosen them: then none of them gives way. */
export function useColumns(side: Side): { readonly columns: readonly TradeColumn[]; readonly isChosen: boolean } {
  const chosen = useChosenColumns(side);
  return useMemo(
    () => ({ columns: shownColumns(COLUMNS[side], chosen), isChosen: chosen !== undefined }),
    [side, chosen],
  );
}

function sideOf(usual: readonly TradeColumn[], more: readonly TradeColumn[]): SideColumns {
  return { all: [...usual, ...more], usual: new Set(usual.map(({ key }) => key)) };
}

function Strategy({ trade }: { readonly trade: Trade }) {
  const why = useWhyUnknown(trade.bot);
  return trade.strategy ?? <Unknown why={why} />;
}

function Held({ trade }: { readonly trade: Trade }) {
  const held = holdMs(trade);
  return held === null ? <Unknown /> : <span data-number>{duration(held)}</span>;
}
