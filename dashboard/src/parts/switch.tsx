/** A setting that is on or off. */
import { type ReactNode, useId } from "react";
import styles from "./switch.module.css";

export function Switch(props: {
  readonly label: ReactNode;
  readonly detail?: ReactNode;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
  readonly disabled?: boolean;
}) {
  const id = useId();
  return (
    <div className={styles.row}>
      <span id={id} className={styles.label}>
        {props.label}
        {props.detail !== undefined && <small>{props.detail}</small>}
      </span>
      <button
        type="button"
        role="switch"
        className={styles.switch}
        aria-checked={props.on}
        aria-labelledby={id}
        disabled={props.disabled}
        onClick={() => props.onChange(!props.on)}
      >
        <span />
      </button>
    </div>
  );
}
