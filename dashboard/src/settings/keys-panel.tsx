/** The feed's keys: what each may do and for which bot; a new one is shown until it was copied, and a revoked one stops at its next request. */
import { type FormEvent, useCallback, useEffect, useId, useState } from "react";
import { Plus } from "lucide-react";
import { Link } from "wouter";
import { DismissMade } from "../access/dismiss-made.tsx";
import { linkOf } from "../keys/credentials.ts";
import { readClaims } from "../keys/key-claims.ts";
import { type MadeKey, madeKeys, useMadeKeys } from "../keys/made-keys.ts";
import { type Answer, type KeyEntry, listKeys, makeKey, revokeKey } from "../live/api.ts";
import { useSession } from "../live/session-provider.tsx";
import controls from "../parts/controls.module.css";
import { CopyButton } from "../parts/copy-button.tsx";
import { textOf } from "../parts/form.ts";
import { useNow } from "../browser/now.ts";
import { Framed } from "../parts/framed.tsx";
import { SETTINGS_PLACE } from "../browser/places.ts";
import { agoPhrase, exactInstant } from "../words/instant.ts";
import { useZone } from "../browser/preferences.ts";
import styles from "./keys-panel.module.css";

const SCOPES = [
  { value: "subscribe", label: "Read: another dashboard or program" },
  { value: "publish", label: "Publish: a bot" },
  { value: "owner", label: "Owner: full access to this feed, including keys" },
] as const;

type Scope = (typeof SCOPES)[number]["value"];

export function KeysPanel() {
  const { credentials } = useSession();
  const [keys, setKeys] = useState<Answer<readonly KeyEntry[]> | null>(null);
  const allMade = useMadeKeys(credentials.feed);
  const made = allMade.filter(({ path }) => path === SETTINGS_PLACE.path);
  const read = useCallback(async () => setKeys(await listKeys(credentials)), [credentials]);
  const newest = allMade[0]?.id;
  useEffect(() => void read(), [read, newest]);

  if (keys === null) return <p className={styles.note}>Loading keys…</p>;
  if (keys.kind === "unreachable")
    return <p className={styles.note}>The server cannot be reached, so the keys cannot be loaded.</p>;
  if (keys.kind === "refused")
    return <p className={styles.note}>{keys.status === 403 ? "Only an owner key can list keys." : keys.detail}</p>;
  const sorted = keys.value.toSorted(byHolder);
  return (
    <>
      <Framed>
        <ul className={styles.list}>
          {sorted.map((key) => (
            <KeyRow
              key={key.id}
              entry={key}
              all={sorted}
              own={key.id === readClaims(credentials.key).id}
              onRevoked={() => void read()}
            />
          ))}
        </ul>
      </Framed>
      {made.map((one) => (
        <MadeNotice key={one.id} made={one} />
      ))}
      <NewKey />
      <p className={styles.note}>
        For a bot, <Link href="/connect">Connect a bot</Link> creates the key and the block to paste.
      </p>
    </>
  );
}

/** Who made the key, by what its holder calls itself. */
function issuerWords({ issuedBy }: KeyEntry, all: readonly KeyEntry[]): string {
  if (issuedBy === undefined) return "";
  if (issuedBy === "operator") return " by the operator";
  const issuer = all.find(({ id }) => id === issuedBy);
  return issuer === undefined ? " by a revoked key" : ` by ${issuer.label ?? issuer.bot ?? issuer.scope}`;
}

function KeyRow({
  entry,
  all,
  own,
  onRevoked,
}: {
  readonly entry: KeyEntry;
  readonly all: readonly KeyEntry[];
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
    if (answer.kind === "ok") {
      madeKeys.dismiss(entry.id);
      onRevoked();
    } else setFailed(answer.kind === "refused" ? answer.detail : "The server cannot be reached.");
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
          {`, created ${agoPhrase(entry.createdAt, now, zone)}`}
          {issuerWords(entry, all)}
          {entry.expiresAt !== undefined && `, until ${exactInstant(entry.expiresAt, zone)}`}
        </p>
        {failed !== null && <p className={controls.error}>{failed}</p>}
      </div>
      {asking ? (
        <div className={styles.ask}>
          <span>{own ? "This page disconnects immediately." : "Its next request will be refused."}</span>
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

function MadeNotice({ made }: { readonly made: MadeKey }) {
  const link = linkOf(window.location.origin, made, "tab");
  return (
    <div className={styles.made} role="status">
      <p>
        <strong>New key{made.name === null ? "" : ` for ${made.name}`}.</strong> It is shown once and stored nowhere:
        this page alone has it until you copy it.
      </p>
      <code className={styles.secret} tabIndex={0}>
        {made.key}
      </code>
      <div className={styles.madeActions}>
        <CopyButton text={made.key} label="Copy key" />
        <CopyButton text={link} label="Copy as a dashboard link" />
        <DismissMade made={made} />
      </div>
    </div>
  );
}

/** Those of people first, then those of bots by the bot's name; the newest first. */
function byHolder(a: KeyEntry, b: KeyEntry): number {
  return (a.bot ?? "").localeCompare(b.bot ?? "") || b.createdAt - a.createdAt;
}

function NewKey() {
  const { credentials } = useSession();
  const [failed, setFailed] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const ids = { scope: useId(), label: useId(), bot: useId(), days: useId() };
  const [scope, setScope] = useState<Scope>("subscribe");
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const element = event.currentTarget;
    const form = new FormData(element);
    const text = (name: string): string => textOf(form, name).trim();
    const days = Number(text("days"));
    const label = text("label");
    const bot = scope === "publish" ? text("bot") : "";
    setBusy(true);
    const answer = await makeKey(credentials, {
      scope,
      ...(label === "" ? {} : { label }),
      ...(bot === "" ? {} : { bot }),
      ...(days > 0 ? { expiresIn: Math.round(days * 86_400) } : {}),
    });
    setBusy(false);
    setFailed(
      answer.kind === "ok" ? null : answer.kind === "refused" ? answer.detail : "The server cannot be reached.",
    );
    if (answer.kind !== "ok") return;
    const { id, key } = answer.value;
    const name = bot !== "" ? bot : label !== "" ? label : null;
    madeKeys.add({ feed: credentials.feed, id, key, name, path: SETTINGS_PLACE.path });
    element.reset();
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
            Permission
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
            Valid for (days)
          </label>
          <input id={ids.days} name="days" className={controls.field} type="number" min={0} placeholder="no expiry" />
        </div>
        <button className={controls.primary} type="submit" disabled={busy}>
          Create key
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
