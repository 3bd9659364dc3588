/** What stands over a view when the page shows something else than the feed's present: an old state, a new history, no archive. */
import { type ReactNode, useSyncExternalStore } from "react";
import { Archive, History, KeyRound, ListPlus, type LucideIcon, WifiOff, X } from "lucide-react";
import { Link, useLocation } from "wouter";
import { useMadeKeys } from "../keys/made-keys.ts";
import { useSession } from "../live/session-provider.tsx";
import { useShownState } from "../live/use-shown-state.ts";
import { isOpening, useSteadyStatus } from "../live/steady-status.ts";
import controls from "../parts/controls.module.css";
import { useHeldMoment, useNow } from "../browser/now.ts";
import { useZone } from "../browser/preferences.ts";
import { hiddenWords } from "../words/hidden.ts";
import { clock } from "../words/instant.ts";
import styles from "./notices.module.css";

export function Notices() {
  return (
    <>
      <UnsavedKeys />
      <OldState />
      <NewHistory />
      <ArchiveBehind />
      <Hidden />
    </>
  );
}

/** Keys that were made in this page and that nobody has copied; where they are shown, they speak for themselves. */
function UnsavedKeys() {
  const { credentials } = useSession();
  const [path] = useLocation();
  const unsaved = useMadeKeys(credentials.feed).filter((made) => !made.saved && made.path !== path);
  return unsaved.map(({ id, name, path }) => (
    <Notice key={id} icon={KeyRound}>
      You have not copied the new key{name === null ? "" : ` for ${name}`} yet. It is not stored anywhere else.{" "}
      <Link className={styles.link} href={path}>
        Show it
      </Link>
    </Notice>
  ));
}

/** There is no line to the feed: all figures are of the moment at which there was one, in this visit or the last. */
function OldState() {
  const since = useHeldMoment();
  const status = useSteadyStatus();
  const now = useNow();
  const zone = useZone();
  if (since === null || status.phase === "live" || isOpening(status)) return null;
  return <Notice icon={WifiOff}>Offline since {clock(since, now, zone)}. All figures are of that moment.</Notice>;
}

/** The log began a new life while the page was open. */
function NewHistory() {
  const { restart } = useSession();
  const at = useSyncExternalStore(restart.subscribe, restart.getAt);
  const now = useNow();
  const zone = useZone();
  if (at === null) return null;
  return (
    <Notice icon={History} onDismiss={() => restart.set(null)}>
      History restarted at {clock(at, now, zone)}: the feed started a new log. The events of the old log were removed
      from this page.
    </Notice>
  );
}

/** The feed has more than its state holds. */
function Hidden() {
  const words = useShownState((state) => hiddenWords(state.more));
  return words === null ? null : <Notice icon={ListPlus}>{words}</Notice>;
}

function ArchiveBehind() {
  const { ledger } = useSession();
  const coverage = useSyncExternalStore(ledger.subscribe, () => ledger.view.coverage);
  if (coverage.kind !== "live-only" || !coverage.archive) return null;
  return (
    <Notice icon={Archive}>
      The archive is unavailable or behind, so older trades and events are missing here. Live events continue, and
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
