/** The head of a view: its name, and what acts on it. */
import type { ReactNode } from "react";
import { Settings } from "lucide-react";
import { Link } from "wouter";
import controls from "../parts/controls.module.css";
import styles from "./view-head.module.css";

/** On a phone, where the side with its links is not shown. */
function SettingsLink() {
  return (
    <Link className={`${controls.icon} ${styles.settings}`} href="/settings" aria-label="Settings">
      <Settings size={18} strokeWidth={1.8} aria-hidden="true" />
    </Link>
  );
}

export function ViewHead({ title, children }: { readonly title: ReactNode; readonly children?: ReactNode }) {
  return (
    <div className={styles.head}>
      <h1>{title}</h1>
      <div className={styles.actions}>
        {children}
        <SettingsLink />
      </div>
    </div>
  );
}
