/** Sorting where there are no heads to press: on cards. */
import { ArrowDown, ArrowUp } from "lucide-react";
import controls from "./controls.module.css";
import styles from "./sort-control.module.css";

export interface SortChoice<Key extends string> {
  readonly key: Key;
  readonly label: string;
  /** Figures begin with the largest. */
  readonly numeric?: boolean;
}

/** `usual` is what the list's own order is called, where nothing is sorted; a list without one is always sorted. */
export function SortControl<Key extends string>(props: {
  readonly columns: readonly SortChoice<Key>[];
  readonly sorting: { readonly key: Key; readonly descending: boolean } | null;
  readonly usual?: string;
  readonly onSort: (sorting: { readonly key: Key; readonly descending: boolean } | null) => void;
}) {
  const { columns, sorting, usual, onSort } = props;
  const Arrow = sorting?.descending === true ? ArrowDown : ArrowUp;
  const choose = (value: string): void => {
    const column = columns.find(({ key }) => key === value);
    onSort(column === undefined ? null : { key: column.key, descending: column.numeric === true });
  };
  return (
    <span className={styles.sort} role="group" aria-label="Sorting">
      <select
        className={controls.field}
        aria-label="Sort by"
        value={sorting?.key ?? ""}
        onChange={({ target }) => choose(target.value)}
      >
        {usual !== undefined && <option value="">{usual}</option>}
        {columns.map(({ key, label }) => (
          <option key={key} value={key}>
            {label}
          </option>
        ))}
      </select>
      <button
        type="button"
        className={controls.button}
        disabled={sorting === null}
        aria-label={sorting?.descending === true ? "Descending" : "Ascending"}
        onClick={() => sorting !== null && onSort({ ...sorting, descending: !sorting.descending })}
      >
        <Arrow size={15} aria-hidden="true" />
      </button>
    </span>
  );
}
