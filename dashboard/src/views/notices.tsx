/** What stands over a view when the page shows something else than the feed's present: an old state, a new history, no archive. */
import { type ReactNode, useSyncExternalStore } from "react";
import { Archive, History, type LucideIcon, WifiOff, X } from "lucide-react";
import { useFeedState } from "fillcast/react";
import { useSession } from "../live/session-provider.tsx";
import { useSteadyStatus } from "../live/steady-status.ts";
import { isOpening } from "../offline/old-tape.ts";
import controls from "../parts/controls.module.css";
import { useNow } from "../parts/now.ts";
import { useZone } from "../settings/preferences.ts";
import { clock, duration } from "../words/instant.ts";
import styles from "./notices.module.css";

export function Notices() {
  return (
    <>
      <OldState />
      <NewHistory />
      <ArchiveBehind />
    </>
  );
}

/** The page was opened without a line to the feed. */
function OldState() {
  const { lastState } = useSession();
  const live = useFeedState(() => true) === true;
  const status = useSteadyStatus();
  const now = useNow();
  if (live || lastState === null || isOpening(status)) return null;
  return (
    <Notice icon={WifiOff}>
      This is what was known {duration(now - lastState.at)} ago. The feed cannot be reached now.
    </Notice>
  );
}

/** The log began a new life while the page was open. */
function NewHistory() {
  const { restart } = useSession();
  const at = useSyncExternalStore(restart.subscribe, restart.getAt);
  const now = useNow();
  const zone = useZone();
  if (at === null) return null;
  return (
    <Notice icon={History} onDismiss={() => restart.dismiss()}>
      History restarted at {clock(at, now, zone)}: the feed began a new log. What stood here belonged to the old one and
      was taken away.
    </Notice>
  );
}

function ArchiveBehind() {
  const { ledger } = useSession();
  const { coverage } = useSyncExternalStore(ledger.subscribe, ledger.getView);
  if (coverage.kind !== "live-only" || !coverage.archive) return null;
  return (
    <Notice icon={Archive}>
      The archive is behind or cannot be reached: older trades and events are missing here. Live events go on, and
      nothing is lost.
    </Notice>
  );
}

function Notice(props: { readonly icon: LucideIcon; readonly onDismiss?: () => void; readonly children: ReactNode }) {
  const Icon = props.icon;
  return (
    <div className={styles.notice} role="status">
      <Icon size={15} aria-hidden="true" />
      <p>{props.children}</p>
      {props.onDismiss !== undefined && (
        <button type="button" className={controls.icon} aria-label="Dismiss" onClick={props.onDismiss}>
          <X size={15} aria-hidden="true" />
        </button>
      )}
    </div>
  );
}
