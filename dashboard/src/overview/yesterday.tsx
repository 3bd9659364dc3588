/**
 * Yesterday in a line that opens, until it is dismissed for that day. What is in it is loaded later; its room is there at once, so
 * that nothing moves.
 */
import { lazy } from "react";
import { useCalendar } from "../browser/now.ts";
import { dayAfter } from "../figures/days.ts";
import { useSession } from "../live/session-provider.tsx";
import { useShownState } from "../live/use-shown-state.ts";
import { Later } from "../parts/later.tsx";
import { useDismissed } from "./dismissed.ts";
import styles from "./yesterday.module.css";

const YesterdayPanel = lazy(() => import("./yesterday-panel.tsx"));

export function Yesterday() {
  const { today } = useCalendar();
  const day = dayAfter(today, -1);
  const dismissed = useDismissed(useSession().credentials.feed);
  const days = useShownState((state) => state.days);
  // A feed that is younger has none.
  if (days?.some((row) => row.day <= day) !== true || dismissed.has(day)) return null;
  return (
    <section className={styles.room} aria-label="Yesterday">
      <Later about={day}>
        <YesterdayPanel key={day} day={day} onDismiss={() => dismissed.add(day)} />
      </Later>
    </section>
  );
}
