/**
 * Alerts that reach somebody whose page is closed: on this device, on other devices, and in other places. A key that may only read
 * sees and manages the devices that it registered; an owner key all of them.
 */
import { lazy, useCallback, useEffect, useState } from "react";
import type { Credentials } from "../keys/credentials.ts";
import { readClaims } from "../keys/key-claims.ts";
import { type AlertRules, USUAL_RULES } from "../live/alert-rules.ts";
import type { Answer } from "../live/api.ts";
import { useBotModes } from "../live/bots.ts";
import { type Destination, listDestinations, removeDestination, whyNot } from "../live/destinations.ts";
import { useOpen, useSession } from "../live/session-provider.tsx";
import controls from "../parts/controls.module.css";
import { Later } from "../parts/later.tsx";
import panel from "../parts/panel.module.css";
import { readDevices } from "../push/devices.ts";
import { readServerKey } from "../push/subscription.ts";
import type { AddressKind } from "./address.ts";
import styles from "./alerts.module.css";
import { DestinationRow } from "./destination-row.tsx";
import type { DialogSubject } from "./destination-dialog.tsx";
import { forgetDevice, readFacts, turnOff, turnOn } from "./device.ts";
import { KIND_WORDS } from "./status-words.ts";
import { decideSupport, type Support, SUPPORT_WORDS } from "./support.ts";

const DestinationDialog = lazy(() => import("./destination-dialog.tsx"));

const KINDS: readonly AddressKind[] = ["telegram", "discord", "slack", "ntfy", "webhook"];

/** What this browser and the server can do together. */
interface Here {
  readonly support: Support;
  /** The server's key for pushes; null where it has none. */
  readonly serverKey: string | null;
  /** This device's destination of the feed; null where it has none. */
  readonly id: string | null;
}

export function AlertsPanel() {
  const { credentials } = useSession();
  const { feed, key } = credentials;
  const [answer, setAnswer] = useState<Answer<readonly Destination[]> | null>(null);
  const [here, setHere] = useState<Here | null>(null);
  const [dialog, setDialog] = useState<DialogSubject | null>(null);
  const rules = useFirstRules();
  const read = useCallback(async (): Promise<void> => {
    const [listed, own] = await Promise.all([listDestinations({ feed, key }), readHere(feed)]);
    // It was removed elsewhere, or its push service said that it is gone.
    const isGone = listed.kind === "ok" && own.id !== null && !listed.value.some(({ id }) => id === own.id);
    const isOwner = readClaims(key).scope === "owner";
    if (isGone && isOwner) await forgetDevice(feed);
    setHere(isGone ? { ...own, id: null } : own);
    setAnswer(listed);
  }, [feed, key]);
  useEffect(() => void read(), [read]);

  if (answer === null || here === null) return <p className={styles.note}>Loading…</p>;
  if (answer.kind !== "ok") return <p className={styles.note}>{whyNoList(answer)}</p>;
  const isOwner = readClaims(key).scope === "owner";
  const own = answer.value.find(({ id }) => id === here.id) ?? null;
  const others = answer.value.filter((destination) => destination !== own);
  const rowOf = (destination: Destination, isHere: boolean) => (
    <DestinationRow
      key={destination.id}
      destination={destination}
      isHere={isHere}
      onEdit={() => setDialog({ kind: "known", destination })}
      onChanged={() => void read()}
      remove={() => (isHere ? turnOff(credentials, destination.id) : removeOther(credentials, destination.id))}
    />
  );
  return (
    <>
      <h3>On this device, with the page closed</h3>
      {own === null ? (
        <TurnOn here={here} rules={rules} onDone={read} />
      ) : (
        <>
          <ul className={panel.panel}>{rowOf(own, true)}</ul>
          <KeepKey />
        </>
      )}
      <h3>Other devices and places</h3>
      {others.length > 0 && <ul className={panel.panel}>{others.map((destination) => rowOf(destination, false))}</ul>}
      {isOwner ? (
        <div className={styles.add}>
          <span>Add</span>
          {KINDS.map((of) => (
            <button
              key={of}
              type="button"
              className={controls.button}
              aria-label={`Add ${KIND_WORDS[of]}`}
              onClick={() => setDialog({ kind: "new", of, rules })}
            >
              {KIND_WORDS[of]}
            </button>
          ))}
        </div>
      ) : (
        <p className={styles.note}>
          This key manages the devices that it registered. Telegram, Discord and other places need an owner key.
        </p>
      )}
      <Later about={JSON.stringify(dialog)} floats>
        {dialog !== null && (
          <DestinationDialog
            about={dialog}
            onSaved={() => {
              setDialog(null);
              void read();
            }}
            onClose={() => setDialog(null)}
          />
        )}
      </Later>
    </>
  );
}

function TurnOn(props: { readonly here: Here; readonly rules: AlertRules; readonly onDone: () => Promise<void> }) {
  const { here, rules, onDone } = props;
  const { credentials } = useSession();
  const [failed, setFailed] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const { support, serverKey } = here;
  if (support !== "ready") return <p className={styles.note}>{SUPPORT_WORDS[support]}</p>;
  if (serverKey === null)
    return (
      <p className={styles.note}>
        This server cannot send to browsers. Its operator has not set up keys for Web Push, or it cannot be reached.
      </p>
    );
  const start = async (): Promise<void> => {
    setBusy(true);
    setFailed(await turnOn(credentials, serverKey, rules));
    setBusy(false);
    await onDone();
  };
  return (
    <div className={`${panel.panel} ${styles.turnOn}`}>
      <p>
        Closed trades, exceptions, liquidation warnings and silent bots, as notifications of this device. You can change
        that afterwards.
      </p>
      <button type="button" className={controls.primary} disabled={busy} onClick={() => void start()}>
        Turn on alerts here
      </button>
      {failed !== null && (
        <p className={controls.error} role="alert">
          {failed}
        </p>
      )}
    </div>
  );
}

/** A tap on an alert opens the page, which asks for the key if it was kept in a tab that is closed by then. */
function KeepKey() {
  const { access, show } = useOpen();
  if (access.keeping === "device") return null;
  return (
    <div className={styles.keep}>
      <p>The key is kept in this tab only. To open an alert after you have closed it, keep the key on this device.</p>
      <button type="button" className={controls.button} onClick={() => show({ ...access, keeping: "device" })}>
        Keep the key on this device
      </button>
    </div>
  );
}

/** Who runs dry runs alone would hear nothing of live trades. */
function useFirstRules(): AlertRules {
  const modes = [...(useBotModes()?.values() ?? [])];
  return { ...USUAL_RULES, dryRuns: modes.length > 0 && modes.every((mode) => mode === "dry") };
}

async function readHere(feed: string): Promise<Here> {
  const [facts, serverKey, devices] = await Promise.all([readFacts(), readServerKey(), readDevices()]);
  return { support: decideSupport(facts), serverKey, id: devices.find((device) => device.feed === feed)?.id ?? null };
}

async function removeOther(credentials: Credentials, id: string): Promise<string | null> {
  const answer = await removeDestination(credentials, id);
  return answer.kind === "ok" || (answer.kind === "refused" && answer.status === 404) ? null : whyNot(answer);
}

function whyNoList(answer: Exclude<Answer<unknown>, { readonly kind: "ok" }>): string {
  if (answer.kind === "unreachable") return "The server cannot be reached, so its alerts cannot be loaded.";
  return answer.status === 404 ? "This server sends no alerts yet." : answer.detail;
}
