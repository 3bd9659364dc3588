/** Says where one would look for them which figures this page never shows, and why. */
import { NEVER_SHOWN } from "../figures/explained.ts";
import styles from "./never-shown.module.css";
import { Popover } from "./popover.tsx";

export function NeverShown() {
  return (
    <Popover className={styles.open} align="end" label="Not available">
      {() => <NeverShownList />}
    </Popover>
  );
}

export function NeverShownList() {
  return (
    <dl className={styles.list}>
      {NEVER_SHOWN.map(({ what, why }) => (
        <div key={what}>
          <dt>{what}</dt>
          <dd>{why}</dd>
        </div>
      ))}
      <div>
        <dt>Trading controls</dt>
        <dd>Read-only: Fillcast cannot trade, and cannot reach your bots.</dd>
      </div>
    </dl>
  );
}
