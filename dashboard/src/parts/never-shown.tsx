/** Says where one would look for them which figures this page never shows, and why. */
import { lazy } from "react";
import { Later } from "./later.tsx";
import styles from "./never-shown.module.css";
import { Popover } from "./popover.tsx";

const NeverShownList = lazy(() => import("./never-shown-list.tsx"));

export function NeverShown() {
  return (
    <Popover className={styles.open} align="end" label="Not available">
      {() => (
        <Later about="not available" floats>
          <NeverShownList />
        </Later>
      )}
    </Popover>
  );
}
