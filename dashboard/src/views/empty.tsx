/** What stands where nothing is yet: waiting for the state, no bots, nothing that passes a filter. */
import type { ReactNode } from "react";
import { Plus } from "lucide-react";
import { Link } from "wouter";
import controls from "../parts/controls.module.css";
import styles from "./empty.module.css";

/** The state has not come yet: shapes where figures will stand. */
export function Waiting() {
  return (
    <div className={styles.waiting} role="status" aria-label="Waiting for the feed's state">
      {Array.from({ length: 6 }, (_, index) => (
        <span key={index} className={styles.bar} />
      ))}
    </div>
  );
}

export function NoBots() {
  return (
    <Empty title="No bot has reported yet">
      <p>Connect a bot: name it and paste a block. The first event appears here within a second.</p>
      <p>
        <Link className={controls.primary} href="/connect">
          <Plus size={15} aria-hidden="true" />
          Connect a bot
        </Link>
      </p>
    </Empty>
  );
}

export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <p className={styles.title}>{title}</p>
      {children}
    </div>
  );
}
