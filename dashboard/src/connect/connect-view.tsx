/**
 * Connects a bot: a name, a block to paste, and the wait for its first event. The key is shown once, on the page that made it;
 * the wait stands at an address of its own and can be taken up again.
 */
import { type FormEvent, useEffect, useId, useState } from "react";
import { useShownState } from "../live/shown-state.ts";
import { useLocation } from "wouter";
import { textOf } from "../parts/form.ts";
import { type KeyEntry, listKeys, makeKey } from "../live/api.ts";
import { useSession } from "../live/session-provider.tsx";
import controls from "../parts/controls.module.css";
import panel from "../parts/panel.module.css";
import { Body } from "../views/body.tsx";
import { ViewHead } from "../views/view-head.tsx";
import { FirstEvent } from "./first-event.tsx";
import { PasteBlocks } from "./paste-blocks.tsx";
import styles from "./connect-view.module.css";

const BOT = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
/** Keys made by this page, as long as it is open: what was shown once is not shown to whoever reloads. */
const madeHere = new Map<string, string>();

export default function ConnectView({ keyId }: { readonly keyId: string | null }) {
  return (
    <>
      <ViewHead title="Connect a bot" />
      <Body>{keyId === null ? <NameStep /> : <PasteStep key={keyId} keyId={keyId} />}</Body>
    </>
  );
}

function NameStep() {
  const { credentials } = useSession();
  const [, navigate] = useLocation();
  const bots = useShownState((state) => state.bots);
  const [failed, setFailed] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const ids = { name: useId(), error: useId(), money: useId() };

  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const name = textOf(form, "name").trim();
    const problem = nameProblem(name);
    if (problem !== null) return setFailed(problem);
    setBusy(true);
    const answer = await makeKey(credentials, {
      scope: "publish",
      bot: name,
      dryRun: form.get("money") === "dry",
      label: name,
    });
    setBusy(false);
    if (answer.kind !== "ok") {
      const forbidden = answer.kind === "refused" && answer.status === 403;
      const said = answer.kind === "refused" ? answer.detail : "The server cannot be reached.";
      return setFailed(forbidden ? "This page's key may not make keys: open the page with the owner's." : said);
    }
    madeHere.set(answer.value.id, answer.value.key);
    navigate(`/connect/${encodeURIComponent(answer.value.id)}`);
  };

  return (
    <form className={styles.form} onSubmit={(event) => void submit(event)} noValidate>
      <p className={styles.lead}>
        Your Freqtrade bot posts to this server and opens no port. It takes a name, a paste and a restart; fills, exits
        and warnings show here from then on.
      </p>
      <div>
        <label className={controls.label} htmlFor={ids.name}>
          Name
        </label>
        <input
          id={ids.name}
          name="name"
          className={controls.field}
          placeholder="spot-1"
          maxLength={64}
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          aria-invalid={failed !== null}
          aria-describedby={ids.error}
        />
        <p className={controls.error} id={ids.error} role="alert">
          {failed}
        </p>
        {bots !== null && Object.keys(bots).length > 0 && (
          <p className={styles.faint}>
            A name that is there already gives that bot one more key: {Object.keys(bots).sort().slice(0, 6).join(", ")}.
          </p>
        )}
      </div>
      <fieldset className={styles.money}>
        <legend className={controls.label}>It trades with</legend>
        <label className={controls.check}>
          <input type="radio" name="money" value="live" defaultChecked />
          <span>Real money</span>
        </label>
        <label className={controls.check}>
          <input type="radio" name="money" value="dry" />
          <span>
            Dry run <small>Its profit is never added to real profit.</small>
          </span>
        </label>
      </fieldset>
      <button className={controls.primary} type="submit" disabled={busy}>
        Make its key
      </button>
    </form>
  );
}

type Known =
  | { readonly kind: "reading" }
  | { readonly kind: "known"; readonly entry: KeyEntry }
  | { readonly kind: "absent"; readonly why: string };

function PasteStep({ keyId }: { readonly keyId: string }) {
  const { credentials } = useSession();
  const known = useKeyEntry(keyId);
  const key = madeHere.get(keyId) ?? null;
  if (known.kind === "reading") return <p className={styles.faint}>Reading the key…</p>;
  if (known.kind === "absent") return <p>{known.why}</p>;
  const bot = known.entry.bot ?? credentials.feed;
  return (
    <div className={styles.paste}>
      <div className={styles.wait}>
        <FirstEvent bot={bot} keyId={keyId} since={known.entry.createdAt} />
      </div>
      <section className={panel.section}>
        <div className={panel.head}>
          <h2>Paste this into {bot}</h2>
        </div>
        {key === null ? (
          <p className={styles.notice}>
            The key was shown once, when it was made, and is stored nowhere. If it is lost, revoke it in the settings
            and connect the bot again.
          </p>
        ) : (
          <PasteBlocks target={{ origin: window.location.origin, bot, key }} />
        )}
      </section>
    </div>
  );
}

function useKeyEntry(keyId: string): Known {
  const { credentials } = useSession();
  const [known, setKnown] = useState<Known>({ kind: "reading" });
  useEffect(() => {
    let wanted = true;
    void listKeys(credentials).then((answer) => {
      if (wanted) setKnown(knownOf(answer, keyId));
      return undefined;
    });
    return () => {
      wanted = false;
    };
  }, [credentials, keyId]);
  return known;
}

function knownOf(answer: Awaited<ReturnType<typeof listKeys>>, keyId: string): Known {
  if (answer.kind === "unreachable") return { kind: "absent", why: "The server cannot be reached now." };
  if (answer.kind === "refused") return { kind: "absent", why: answer.detail };
  const entry = answer.value.find(({ id }) => id === keyId);
  return entry === undefined
    ? { kind: "absent", why: "There is no such key: it was revoked, or belongs to another feed." }
    : { kind: "known", entry };
}

function nameProblem(name: string): string | null {
  if (name === "") return "Give the bot a name.";
  return BOT.test(name)
    ? null
    : "A name has letters, digits, dots, - and _, begins with a letter or digit, and has 64 at the most.";
}
