/** The foot of the page: the connection in words at the left, measured latencies at the right. */
import { lazy, useSyncExternalStore } from "react";
import { useLatency } from "fillcast/react";
import { useSession } from "../live/session-provider.tsx";
import { connectionWords } from "../live/status-words.ts";
import { useSteadyStatus } from "../live/steady-status.ts";
import { clientNow, useHeldMoment, useNow } from "../browser/now.ts";
import { Later } from "../parts/later.tsx";
import { Popover } from "../parts/popover.tsx";
import { useWide } from "../browser/wide.ts";
import { useZone } from "../browser/preferences.ts";
import { badgeText, shortBadgeText } from "../live/badge-text.ts";
import styles from "./foot.module.css";

const LatencyPanel = lazy(() => import("./latency-panel.tsx"));

export function Foot() {
  return (
    <footer className={styles.foot}>
      <Connection />
      <Badge />
    </footer>
  );
}

function Connection() {
  const status = useSteadyStatus();
  const since = useHeldMoment();
  // Renewed with it.
  useNow();
  const zone = useZone();
  const words = connectionWords(status, { now: clientNow(), since, zone });
  return (
    <p className={styles.connection} role="status">
      <span className={styles.dot} data-tone={words.tone} aria-hidden="true" />
      <strong>{words.word}</strong>
      {words.detail !== null && <span>{words.detail}</span>}
    </p>
  );
}

function Badge() {
  const { meter } = useSession();
  const samples = useSyncExternalStore(meter.subscribe, meter.getSamples);
  const stats = useLatency();
  const wide = useWide();
  if (stats === null) return null;
  const text = wide ? badgeText(samples, stats) : shortBadgeText(samples, stats);
  if (text === null) return null;
  return (
    <Popover className={styles.badge} align="end" label={<span data-testid="latency">{text}</span>}>
      {() => (
        <Later about="latency" floats>
          <LatencyPanel samples={samples} stats={stats} />
        </Later>
      )}
    </Popover>
  );
}
