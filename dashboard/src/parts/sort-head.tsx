/** The head of a column, which explains it, keeps room for its usual values, and sorts where the list can be sorted. */
import type { CSSProperties } from "react";
import { ArrowDown, ArrowUp } from "lucide-react";
import panel from "./panel.module.css";
import styles from "./sort-head.module.css";

export interface HeadColumn<Key extends string> {
  readonly key: Key;
  readonly label: string;
  readonly hint?: string;
  readonly numeric?: boolean;
  readonly minor?: number;
  /** What its usual values take, rem. */
  readonly roomRem?: number;
}
export interface ColumnSorting<Key extends string> {
  readonly key: Key;
  readonly descending: boolean;
}

export function SortHead<Key extends string>(props: {
  readonly column: HeadColumn<Key>;
  readonly sorting: ColumnSorting<Key> | null;
  /** The list has an order of its own, to which a third press goes back. */
  readonly hasOwnOrder?: boolean;
  /** Null where nothing is to be sorted. */
  readonly onSort: ((sorting: ColumnSorting<Key> | null) => void) | null;
}) {
  const { column, sorting, hasOwnOrder = false, onSort } = props;
  const { label, hint, numeric = false, minor, roomRem } = column;
  const active = sorting?.key === column.key;
  const explained = hint === undefined ? {} : { "data-hint": hint, "aria-description": hint };
  const own = {
    scope: "col",
    className: `${styles.head} ${numeric ? panel.num : ""}`,
    "data-minor": minor,
    ...(roomRem === undefined ? {} : { style: { "--room": `${roomRem}rem` } as CSSProperties }),
  };
  if (onSort === null)
    return (
      <th {...own}>
        <span className={hint === undefined ? undefined : styles.explained} {...explained}>
          {label}
        </span>
      </th>
    );
  const Arrow = sorting?.descending === true ? ArrowDown : ArrowUp;
  return (
    <th {...own} aria-sort={active ? (sorting.descending ? "descending" : "ascending") : "none"}>
      <button
        type="button"
        className={panel.sort}
        data-active={active}
        onClick={() => onSort(nextSorting(sorting, column, hasOwnOrder))}
        {...explained}
      >
        {label}
        {active && <Arrow aria-hidden="true" />}
      </button>
    </th>
  );
}

/** Figures begin with the largest, and a second press turns the order. */
export function nextSorting<Key extends string>(
  sorting: ColumnSorting<Key> | null,
  { key, numeric = false }: Pick<HeadColumn<Key>, "key" | "numeric">,
  hasOwnOrder: boolean,
): ColumnSorting<Key> | null {
  if (sorting?.key !== key) return { key, descending: numeric };
  return hasOwnOrder && sorting.descending !== numeric ? null : { key, descending: !sorting.descending };
}
