/** One-sentence explanations of words that are not interactive otherwise; hint-layer.tsx shows them. */
import type { ReactNode } from "react";
import styles from "./hint.module.css";

/** Words with an explanation: a button, so that keyboards and fingers reach it too. */
export function Hint({ text, children }: { readonly text: string; readonly children: ReactNode }) {
  return (
    <button type="button" className={styles.hint} data-hint={text} aria-description={text}>
      {children}
    </button>
  );
}
