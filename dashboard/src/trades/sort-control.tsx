/** Sorting where there are no heads to press: on cards. */
import { ArrowDown, ArrowUp } from "lucide-react";
import controls from "../parts/controls.module.css";
import { COLUMNS } from "./all-columns.tsx";
import styles from "./list-menus.module.css";
import { isSortKey, type Sorting } from "./sort.ts";
import type { Side } from "./trade-list.ts";
import { PAIR } from "./trade-table.tsx";

export function SortControl(props: {
  readonly side: Side;
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
}) {
  const { side, sorting, onSort } = props;
  const Arrow = sorting.descending ? ArrowDown : ArrowUp;
  return (
    <span className={styles.sort} role="group" aria-label="Sorting">
      <select
        className={controls.field}
        aria-label="Sort by"
        value={sorting.key}
        onChange={({ target }) => isSortKey(target.value) && onSort({ ...sorting, key: target.value })}
      >
        {[PAIR, ...COLUMNS[side].all].map(({ key, label }) => (
          <option key={key} value={key}>
            {label}
          </option>
        ))}
      </select>
      <button
        type="button"
        className={controls.button}
        aria-label={sorting.descending ? "Descending" : "Ascending"}
        onClick={() => onSort({ ...sorting, descending: !sorting.descending })}
      >
        <Arrow size={15} aria-hidden="true" />
      </button>
    </span>
  );
}
