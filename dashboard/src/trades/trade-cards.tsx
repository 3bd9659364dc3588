/** Trades as cards, for a narrow screen: what and whose, what it earned or what is at stake, and the figures of its columns. */
import { memo } from "react";
import type { Trade } from "fillcast";
import { Percent, Profit } from "../parts/figures.tsx";
import panel from "../parts/panel.module.css";
import { signOf } from "../words/decimal.ts";
import { UNREADABLE_WHY } from "../words/unreadable.ts";
import { Stake } from "./columns.tsx";
import type { TradeColumn } from "./trade-column.ts";
import { TradeLink } from "./trade-link.tsx";
import { TradeMarks } from "./trade-words.tsx";

export function TradeCards(props: {
  readonly name: string;
  readonly trades: readonly Trade[];
  readonly columns: readonly TradeColumn[];
}) {
  const { name, trades, columns } = props;
  return (
    <ul className={panel.cards} aria-label={name}>
      {trades.map((trade) => (
        <Card key={trade.key} trade={trade} columns={columns} />
      ))}
    </ul>
  );
}

const Card = memo(function Card(props: { readonly trade: Trade; readonly columns: readonly TradeColumn[] }) {
  const { trade, columns } = props;
  return (
    <li className={panel.card}>
      <div className={panel.cardTop}>
        <span>
          <TradeLink trade={trade} />
          <TradeMarks trade={trade} />
        </span>
        <Figure trade={trade} />
      </div>
      <div className={panel.cardTop}>
        <p className={panel.cardLine}>
          {columns.filter(standsAs("line")).map((column) => (
            <span key={column.key}>{column.cell(trade)}</span>
          ))}
        </p>
        <LesserFigure trade={trade} />
      </div>
      <dl className={panel.cardFacts}>
        {columns.filter(standsAs("fact")).map((column) => (
          <div key={column.key}>
            <dt>{column.label}</dt>
            <dd>{column.cell(trade)}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
});

/** What it earned where it is closed, what is at stake where it is not. */
function Figure({ trade }: { readonly trade: Trade }) {
  if (trade.status !== "closed") return <Stake trade={trade} />;
  return <Profit value={trade.realised} currency={trade.stakeCurrency ?? ""} why={UNREADABLE_WHY} unit />;
}

/** In per cent, and what was taken out of an open trade already, else what the figure above is. */
function LesserFigure({ trade }: { readonly trade: Trade }) {
  if (trade.status === "closed") return <Percent value={trade.profitRatio} />;
  if (trade.realised !== null && signOf(trade.realised) === 0) return <small className={panel.faint}>stake</small>;
  return (
    <small className={panel.faint}>
      <Profit value={trade.realised} currency={trade.stakeCurrency ?? ""} why={UNREADABLE_WHY} arrow={false} /> realised
    </small>
  );
}

function standsAs(place: TradeColumn["card"]): (column: TradeColumn) => boolean {
  return ({ card }) => card === place;
}
