/** One destination: what it hears of, how its messages went, and what can be done with it. */
import { useState } from "react";
import { Bell, Hash, type LucideIcon, MessageSquare, Send, Smartphone, Webhook } from "lucide-react";
import { useNow } from "../browser/now.ts";
import { useZone } from "../browser/preferences.ts";
import { useBotNames } from "../live/bot-names.tsx";
import {
  changeDestination,
  type Destination,
  type DestinationKind,
  testDestination,
  whyNot,
} from "../live/destinations.ts";
import { useSession } from "../live/session-provider.tsx";
import controls from "../parts/controls.module.css";
import styles from "./alerts.module.css";
import { rulesWords } from "./rule-words.ts";
import { placeWords, statusWords } from "./status-words.ts";

const ICONS: { readonly [kind in DestinationKind]: LucideIcon } = {
  push: Smartphone,
  telegram: Send,
  discord: MessageSquare,
  slack: Hash,
  ntfy: Bell,
  webhook: Webhook,
};

interface Said {
  readonly failed: boolean;
  readonly text: string;
}

export function DestinationRow(props: {
  readonly destination: Destination;
  /** It is the browser that shows the page. */
  readonly isHere: boolean;
  readonly onEdit: () => void;
  /** Something changed at the server. */
  readonly onChanged: () => void;
  /** Resolves to why not, or null. */
  readonly remove: () => Promise<string | null>;
}) {
  const { destination, isHere, onEdit, onChanged, remove } = props;
  const { id, kind, label, status, rules } = destination;
  const { credentials } = useSession();
  const nameOf = useBotNames();
  const now = useNow();
  const zone = useZone();
  const [said, setSaid] = useState<Said | null>(null);
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  const Icon = ICONS[kind];

  const during = async (work: () => Promise<Said | null>): Promise<void> => {
    setBusy(true);
    setSaid(null);
    setSaid(await work());
    setBusy(false);
    onChanged();
  };
  const test = (): Promise<void> =>
    during(async () => {
      const answer = await testDestination(credentials, id);
      return answer.kind === "ok"
        ? { failed: false, text: "Delivered. It should be there now." }
        : { failed: true, text: whyNot(answer) };
    });
  const switchOn = (): Promise<void> =>
    during(async () => {
      const answer = await changeDestination(credentials, id, { on: true });
      return answer.kind === "ok" ? null : { failed: true, text: whyNot(answer) };
    });
  const end = (): Promise<void> =>
    during(async () => {
      const why = await remove();
      setAsking(false);
      return why === null ? null : { failed: true, text: why };
    });

  return (
    <li className={styles.row}>
      <Icon size={16} aria-hidden="true" />
      <div className={styles.about}>
        <strong>{label}</strong>
        {isHere && <span className={styles.here}>this device</span>}
        {!isHere && <span className={styles.place}>{placeWords(destination)}</span>}
        <p>{rulesWords(rules, nameOf).join(" · ")}</p>
        <p className={styles.status}>
          {statusWords(status, now, zone).map(({ tone, text }) => (
            <span key={text} data-tone={tone}>
              {text}
            </span>
          ))}
        </p>
        {said !== null && (
          <p className={said.failed ? controls.error : styles.good} role={said.failed ? "alert" : "status"}>
            {said.text}
          </p>
        )}
        <div className={styles.actions}>
          {asking ? (
            <>
              <span>
                {isHere ? "No more alerts on this device." : "It gets no more alerts, and its address is erased."}
              </span>
              <button type="button" className={controls.danger} disabled={busy} onClick={() => void end()}>
                {isHere ? "Turn off" : "Remove"}
              </button>
              <button type="button" className={controls.quiet} onClick={() => setAsking(false)}>
                Keep
              </button>
            </>
          ) : (
            <>
              {status.off !== null && (
                <button type="button" className={controls.primary} disabled={busy} onClick={() => void switchOn()}>
                  Switch on again
                </button>
              )}
              <button type="button" className={controls.button} disabled={busy} onClick={() => void test()}>
                Send a test
              </button>
              <button type="button" className={controls.button} onClick={onEdit} aria-label={`Change ${label}`}>
                Change
              </button>
              <button
                type="button"
                className={controls.quiet}
                aria-label={isHere ? "Turn off alerts on this device" : `Remove ${label}`}
                onClick={() => setAsking(true)}
              >
                {isHere ? "Turn off…" : "Remove…"}
              </button>
            </>
          )}
        </div>
      </div>
    </li>
  );
}
