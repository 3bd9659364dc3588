/** The scrolling part of a view under its head; dims its figures while they may be old. */
import type { ReactNode } from "react";
import { useSession } from "../live/session-provider.tsx";
import { connectionWords } from "../live/status-words.ts";
import { useSteadyStatus } from "../live/steady-status.ts";
import styles from "./body.module.css";

export function Body({ children, wide = false }: { readonly children: ReactNode; readonly wide?: boolean }) {
  const { feed } = useSession();
  const status = useSteadyStatus();
  const { stale } = connectionWords(status, { now: 0, shownAt: feed.position === null ? null : 0, zone: "utc" });
  return (
    <div className={styles.body} data-stale={stale} data-wide={wide}>
      {children}
    </div>
  );
}
