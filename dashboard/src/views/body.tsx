/** The scrolling part of a view under its head; dims its figures while they may be old. */
import type { ReactNode } from "react";
import { useSteadyStatus } from "../live/steady-status.ts";
import styles from "./body.module.css";
import { Notices } from "./notices.tsx";

export function Body({ children }: { readonly children: ReactNode }) {
  const status = useSteadyStatus();
  return (
    <div className={styles.body} data-stale={status.phase !== "live"}>
      <Notices />
      {children}
    </div>
  );
}
