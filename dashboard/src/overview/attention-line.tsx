/** A line of what needs eyes, and one that stands for many. */
import type { ReactNode } from "react";
import { ChevronRight, type LucideIcon, X } from "lucide-react";
import controls from "../parts/controls.module.css";
import styles from "./attention.module.css";

export type LineTone = "accent" | "warn" | "bad";

export function Line(props: {
  readonly icon: LucideIcon;
  readonly tone: LineTone;
  readonly dismiss?: { readonly label: string; readonly onDismiss: () => void };
  readonly children: ReactNode;
}) {
  const { icon: Icon, dismiss } = props;
  return (
    <li className={styles.line} data-tone={props.tone}>
      <Icon size={15} strokeWidth={1.9} aria-hidden="true" />
      <div className={styles.text}>{props.children}</div>
      {dismiss !== undefined && (
        <button
          type="button"
          className={`${controls.icon} ${styles.dismiss}`}
          onClick={dismiss.onDismiss}
          aria-label={dismiss.label}
        >
          <X size={15} aria-hidden="true" />
        </button>
      )}
    </li>
  );
}

/** Many that are alike, in one line that opens. */
export function FoldedLine(props: {
  readonly icon: LucideIcon;
  readonly tone: LineTone;
  readonly title: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <Line icon={props.icon} tone={props.tone}>
      <details className={styles.folded}>
        <summary>
          {props.title}
          <ChevronRight size={14} aria-hidden="true" />
        </summary>
        <ul>{props.children}</ul>
      </details>
    </Line>
  );
}
