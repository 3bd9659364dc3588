/** Chooses the columns of a list of trades, for this device. */
import { Columns3 } from "lucide-react";
import controls from "../parts/controls.module.css";
import { Popover } from "../parts/popover.tsx";
import { COLUMNS, useColumns } from "./all-columns.tsx";
import { chooseColumns } from "./chosen-columns.ts";
import styles from "./list-menus.module.css";
import type { SortKey } from "./sort.ts";
import type { Side } from "./trade-list.ts";

export function ColumnMenu({ side }: { readonly side: Side }) {
  const { columns, isChosen } = useColumns(side);
  const shown: ReadonlySet<SortKey> = new Set(columns.map(({ key }) => key));
  const toggle = (key: SortKey): void => {
    const next = new Set(shown);
    if (!next.delete(key)) next.add(key);
    chooseColumns(side, next);
  };
  return (
    <Popover
      className={controls.button}
      align="end"
      name="Columns"
      label={
        <>
          <Columns3 size={14} aria-hidden="true" />
          <span className={styles.word}>Columns</span>
        </>
      }
    >
      {() => (
        <div className={styles.list} role="group" aria-label="Columns">
          {COLUMNS[side].all.map(({ key, label }) => (
            <label key={key} className={styles.choice}>
              <input type="checkbox" checked={shown.has(key)} onChange={() => toggle(key)} />
              {label}
            </label>
          ))}
          <hr />
          <button
            type="button"
            className={controls.quiet}
            disabled={!isChosen}
            onClick={() => chooseColumns(side, null)}
          >
            Reset
          </button>
        </div>
      )}
    </Popover>
  );
}
