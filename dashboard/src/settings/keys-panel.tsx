/** The feed's keys: what each may do and for which bot; new ones are shown once, and a revoked one stops at its next request. */
import { type FormEvent, useCallback, useEffect, useId, useState } from "react";
import { Plus } from "lucide-react";
import { Link } from "wouter";
import { ownKeyId } from "../access/own-key.ts";
import { type Answer, type KeyEntry, listKeys, type MadeKey, makeKey, revokeKey } from "../live/api.ts";
import { useSession } from "../live/session-provider.tsx";
import controls from "../parts/controls.module.css";
import { CopyButton } from "../parts/copy-button.tsx";
import { textOf } from "../parts/form.ts";
import { useNow } from "../parts/now.ts";
import { Framed } from "../parts/framed.tsx";
import { agoPhrase, exactInstant } from "../words/instant.ts";
import { useZone } from "./preferences.ts";
import styles from "./keys-panel.module.css";

const SCOPES = [
  { value: "subscribe", label: "Read: another dashboard or program" },
  { value: "publish", label: "Publish: a bot" },
  { value: "owner", label: "Owner: everything on this feed, keys too" },
] as const;

type Scope = (typeof SCOPES)[number]["value"];

export function KeysPanel() {
  const { credentials } = useSession();
  const [keys, setKeys] = useState<Answer<readonly KeyEntry[]> | null>(null);
  const [made, setMade] = useState<MadeKey | null>(null);
  const read = useCallback(async () => setKeys(await listKeys(credentials)), [credentials]);
  useEffect(() => void read(), [read]);

  if (keys === null) return <p className={styles.note}>Reading the keys…</p>;
  if (keys.kind === "unreachable")
    return <p className={styles.note}>The server cannot be reached, so the keys cannot be shown.</p>;
  if (keys.kind === "refused")
    return (
      <p className={styles.note}>
        {keys.status === 403 ? "This page's key may not see keys: that takes the owner's." : keys.detail}
      </p>
    );
  const sorted = keys.value.toSorted((a, b) => b.createdAt - a.createdAt);
  return (
    <>
      <Framed>
        <ul className={styles.list}>
          {sorted.map((key) => (
            <KeyRow key={key.id} entry={key} own={key.id === ownKeyId(credentials.key)} onRevoked={() => void read()} />
          ))}
        </ul>
      </Framed>
      {made !== null && <MadeNotice made={made} onDone={() => setMade(null)} />}
      <NewKey
        onMade={(key) => {
          setMade(key);
          void read();
        }}
      />
      <p className={styles.note}>
        For a bot, <Link href="/connect">Connect a bot</Link> makes the key and the block to paste.
      </p>
    </>
  );
}

function KeyRow({
  entry,
  own,
  onRevoked,
}: {
  readonly entry: KeyEntry;
  readonly own: boolean;
  readonly onRevoked: () => void;
}) {
  const { credentials } = useSession();
  const zone = useZone();
  const now = useNow();
  const [asking, setAsking] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const revoke = async (): Promise<void> => {
    const answer = await revokeKey(credentials, entry.id);
    if (answer.kind === "ok") onRevoked();
    else setFailed(answer.kind === "refused" ? answer.detail : "The server cannot be reached.");
  };
  return (
    <li className={styles.row}>
      <div className={styles.name}>
        <strong>{entry.bot ?? entry.label ?? entry.scope}</strong>
        {own && <span className={styles.own}>this page</span>}
        <p>
          {entry.scope}
          {entry.dryRun !== undefined && (entry.dryRun ? ", dry-run" : ", live")}
          {entry.bot !== undefined && entry.label !== undefined && entry.label !== entry.bot && `, “${entry.label}”`}
          {`, made ${agoPhrase(entry.createdAt, now, zone)}`}
          {entry.expiresAt !== undefined && `, until ${exactInstant(entry.expiresAt, zone)}`}
        </p>
        {failed !== null && <p className={controls.error}>{failed}</p>}
      </div>
      {asking ? (
        <div className={styles.ask}>
          <span>{own ? "This page closes at once." : "It stops at its next request."}</span>
          <button type="button" className={controls.danger} onClick={() => void revoke()}>
            Revoke
          </button>
          <button type="button" className={controls.quiet} onClick={() => setAsking(false)}>
            Keep
          </button>
        </div>
      ) : (
        <button type="button" className={controls.quiet} onClick={() => setAsking(true)}>
          Revoke…
        </button>
      )}
    </li>
  );
}

function MadeNotice({ made, onDone }: { readonly made: MadeKey; readonly onDone: () => void }) {
  const { credentials } = useSession();
  const link = `${window.location.origin}/#feed=${credentials.feed}&key=${made.key}`;
  return (
    <div className={styles.made} role="status">
      <p>
        <strong>Here is the key.</strong> It is shown once and stored nowhere: copy it now.
      </p>
      <code className={styles.secret} tabIndex={0}>
        {made.key}
      </code>
      <div className={styles.madeActions}>
        <CopyButton text={made.key} label="Copy key" />
        <CopyButton text={link} label="Copy as a dashboard link" />
        <button type="button" className={controls.quiet} onClick={onDone}>
          Done
        </button>
      </div>
    </div>
  );
}

function NewKey({ onMade }: { readonly onMade: (key: MadeKey) => void }) {
  const { credentials } = useSession();
  const [failed, setFailed] = useState<string | null>(null);
  const ids = { scope: useId(), label: useId(), bot: useId(), days: useId() };
  const [scope, setScope] = useState<Scope>("subscribe");
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const element = event.currentTarget;
    const form = new FormData(element);
    const text = (name: string): string => textOf(form, name).trim();
    const days = Number(text("days"));
    const answer = await makeKey(credentials, {
      scope,
      ...(text("label") === "" ? {} : { label: text("label") }),
      ...(scope === "publish" && text("bot") !== "" ? { bot: text("bot") } : {}),
      ...(days > 0 ? { expiresIn: Math.round(days * 86_400) } : {}),
    });
    setFailed(
      answer.kind === "ok" ? null : answer.kind === "refused" ? answer.detail : "The server cannot be reached.",
    );
    if (answer.kind !== "ok") return;
    element.reset();
    onMade(answer.value);
  };
  return (
    <details className={styles.new}>
      <summary>
        <Plus size={15} aria-hidden="true" />
        New key
      </summary>
      <form className={styles.form} onSubmit={(event) => void submit(event)}>
        <div>
          <label className={controls.label} htmlFor={ids.scope}>
            May
          </label>
          <select
            id={ids.scope}
            className={controls.field}
            value={scope}
            onChange={(event) => setScope(event.target.value as Scope)}
          >
            {SCOPES.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </div>
        <div>
          <label className={controls.label} htmlFor={ids.label}>
            Label
          </label>
          <input id={ids.label} name="label" className={controls.field} maxLength={100} placeholder="Phone" />
        </div>
        {scope === "publish" && (
          <div>
            <label className={controls.label} htmlFor={ids.bot}>
              Bot
            </label>
            <input id={ids.bot} name="bot" className={controls.field} maxLength={64} placeholder="spot-1" />
          </div>
        )}
        <div>
          <label className={controls.label} htmlFor={ids.days}>
            Days it is good for
          </label>
          <input id={ids.days} name="days" className={controls.field} type="number" min={0} placeholder="no end" />
        </div>
        <button className={controls.primary} type="submit">
          Make the key
        </button>
        {failed !== null && (
          <p className={controls.error} role="alert">
            {failed}
          </p>
        )}
      </form>
    </details>
  );
}
