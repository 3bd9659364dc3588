/** Trades as cards, for a narrow screen: what and whose, what it earned or what is at stake, and the figures of its columns. */
import type { Trade } from "fillcast";
import { Percent, Profit } from "../parts/figures.tsx";
import panel from "../parts/panel.module.css";
import { signOf } from "../words/decimal.ts";
import { Stake, type TradeColumn } from "./columns.tsx";
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
        <li key={trade.key} className={panel.card}>
          <div className={panel.cardTop}>
            <div>
              <TradeLink trade={trade} />
              <TradeMarks trade={trade} />
              <p className={panel.cardLine}>
                {columns.filter(standsAs("line")).map((column) => (
                  <span key={column.key}>{column.cell(trade)}</span>
                ))}
              </p>
            </div>
            <CardFigure trade={trade} />
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
      ))}
    </ul>
  );
}

/** What a trade is worth a look for: what it earned when it is closed, what is at stake and taken out already when it is not. */
function CardFigure({ trade }: { readonly trade: Trade }) {
  const currency = trade.stakeCurrency ?? "";
  if (trade.status === "closed")
    return (
      <div className={panel.cardFigure}>
        <Profit value={trade.realised} currency={currency} unit />
        <Percent value={trade.profitRatio} />
      </div>
    );
  return (
    <div className={panel.cardFigure}>
      <Stake trade={trade} />
      {signOf(trade.realised) !== 0 && (
        <small>
          <Profit value={trade.realised} currency={currency} arrow={false} /> realised
        </small>
      )}
    </div>
  );
}

function standsAs(place: TradeColumn["card"]): (column: TradeColumn) => boolean {
  return ({ card }) => card === place;
}
