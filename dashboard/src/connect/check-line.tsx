/** One thing that was seen or is still missing, and why. */
import type { ReactNode } from "react";
import { Check, Circle } from "lucide-react";
import panel from "../parts/panel.module.css";
import styles from "./first-event.module.css";

export function CheckLine(props: {
  readonly label: string;
  readonly done: boolean;
  readonly missing: string;
  readonly children?: ReactNode;
}) {
  return (
    <li className={styles.item} data-done={props.done}>
      {props.done ? <Check size={16} aria-hidden="true" /> : <Circle size={14} aria-hidden="true" />}
      <div>
        <p>
          {props.label}
          <span className={panel.spoken}>{props.done ? ": seen" : ": not yet"}</span>
        </p>
        {!props.done && <p className={styles.faint}>{props.missing}</p>}
        {!props.done && props.children}
      </div>
    </li>
  );
}
