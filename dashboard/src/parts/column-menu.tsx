/** Chooses the columns of a list, for this device. */
import { Columns3 } from "lucide-react";
import { chooseColumns } from "../browser/chosen-columns.ts";
import styles from "./column-menu.module.css";
import controls from "./controls.module.css";
import { MenuButton } from "./menu-button.tsx";

export function ColumnMenu(props: {
  /** The list's name in what is stored. */
  readonly list: string;
  /** All that it can show. */
  readonly columns: readonly { readonly key: string; readonly label: string }[];
  readonly shown: ReadonlySet<string>;
  /** Somebody has chosen them. */
  readonly isChosen: boolean;
}) {
  const { list, columns, shown, isChosen } = props;
  const toggle = (key: string): void => {
    const next = new Set(shown);
    if (!next.delete(key)) next.add(key);
    chooseColumns(list, next);
  };
  return (
    <MenuButton icon={Columns3} word="Columns">
      {() => (
        <div className={styles.list} role="group" aria-label="Columns">
          {columns.map(({ key, label }) => (
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
            onClick={() => chooseColumns(list, null)}
          >
            Reset
          </button>
        </div>
      )}
    </MenuButton>
  );
}
