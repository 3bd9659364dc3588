/**
 * Trades as rows on a wide screen and as cards on a narrow one, from one list of columns. A row is one link to its trade; a
 * column that can sort says so in its head.
 */
import { memo } from "react";
import type { Trade } from "fillcast";
import panel from "../parts/panel.module.css";
import { SortHead } from "../parts/sort-head.tsx";
import { useWide } from "../browser/wide.ts";
import type { TradeColumn } from "./trade-column.ts";
import type { Sorting } from "./sort.ts";
import { TradeCards } from "./trade-cards.tsx";
import { TradeLink } from "./trade-link.tsx";
import { TradeMarks } from "./trade-words.tsx";

export function TradeTable(props: {
  readonly name: string;
  readonly trades: readonly Trade[];
  readonly columns: readonly TradeColumn[];
  readonly sorting?: Sorting;
  readonly onSort?: (sorting: Sorting | null) => void;
}) {
  return useWide() ? <Rows {...props} /> : <TradeCards {...props} />;
}

function Rows({ name, trades, columns, sorting, onSort }: Parameters<typeof TradeTable>[0]) {
  const sorts = { sorting: sorting ?? null, onSort: onSort ?? null };
  return (
    <table className={panel.table} aria-label={name}>
      <thead>
        <tr>
          <SortHead column={PAIR} {...sorts} />
          {columns.map((column) => (
            <SortHead key={column.key} column={column} {...sorts} />
          ))}
        </tr>
      </thead>
      <tbody>
        {trades.map((trade) => (
          <Row key={trade.key} trade={trade} columns={columns} />
        ))}
      </tbody>
    </table>
  );
}

/** An event is about one trade, and leaves the others' rows as they are. */
const Row = memo(function Row(props: { readonly trade: Trade; readonly columns: readonly TradeColumn[] }) {
  const { trade, columns } = props;
  return (
    <tr className={panel.row}>
      <td>
        <TradeLink trade={trade} />
        <TradeMarks trade={trade} />
      </td>
      {columns.map((column) => (
        <td key={column.key} className={column.numeric === true ? panel.num : undefined} data-minor={column.minor}>
          {column.cell(trade)}
        </td>
      ))}
    </tr>
  );
});

export const PAIR: TradeColumn = { key: "pair", label: "Pair", cell: (trade) => trade.pair };
