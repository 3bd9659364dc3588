/**
 * Trades as rows on a wide screen and as cards on a narrow one, from one list of columns. A row is one link to its trade; a
 * column that can sort says so in its head.
 */
import { type CSSProperties, memo } from "react";
import { ArrowDown, ArrowUp } from "lucide-react";
import type { Trade } from "fillcast";
import panel from "../parts/panel.module.css";
import { useWide } from "../browser/wide.ts";
import type { TradeColumn } from "./trade-column.ts";
import type { Sorting } from "./sort.ts";
import { TradeCards } from "./trade-cards.tsx";
import { TradeLink } from "./trade-link.tsx";
import styles from "./trade-table.module.css";
import { TradeMarks } from "./trade-words.tsx";

export function TradeTable(props: {
  readonly name: string;
  readonly trades: readonly Trade[];
  readonly columns: readonly TradeColumn[];
  readonly sorting?: Sorting;
  readonly onSort?: (sorting: Sorting) => void;
}) {
  return useWide() ? <Rows {...props} /> : <TradeCards {...props} />;
}

function Rows({ name, trades, columns, sorting, onSort }: Parameters<typeof TradeTable>[0]) {
  return (
    <table className={panel.table} aria-label={name}>
      <thead>
        <tr>
          <Head column={PAIR} sorting={sorting} onSort={onSort} />
          {columns.map((column) => (
            <Head key={column.key} column={column} sorting={sorting} onSort={onSort} />
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

function Head(props: {
  readonly column: TradeColumn;
  readonly sorting: Sorting | undefined;
  readonly onSort: ((sorting: Sorting) => void) | undefined;
}) {
  const { column, sorting, onSort } = props;
  const active = sorting?.key === column.key;
  const hint = column.hint === undefined ? {} : { "data-hint": column.hint, "aria-description": column.hint };
  const className = `${styles.head} ${column.numeric === true ? panel.num : ""}`;
  const room = column.roomRem === undefined ? {} : { style: { "--room": `${column.roomRem}rem` } as CSSProperties };
  if (onSort === undefined)
    return (
      <th scope="col" className={className} data-minor={column.minor} {...room}>
        <span className={column.hint === undefined ? undefined : styles.explained} {...hint}>
          {column.label}
        </span>
      </th>
    );
  const next = { key: column.key, descending: active ? !sorting.descending : column.numeric === true };
  const Arrow = sorting?.descending === true ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      className={className}
      data-minor={column.minor}
      {...room}
      aria-sort={active ? (sorting.descending ? "descending" : "ascending") : "none"}
    >
      <button type="button" className={panel.sort} data-active={active} onClick={() => onSort(next)} {...hint}>
        {column.label}
        {active && <Arrow aria-hidden="true" />}
      </button>
    </th>
  );
}
