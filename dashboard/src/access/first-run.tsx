/**
 * The page without a key: says what it is, asks for a feed and its key, and where they come from. Also shown after a link
 * whose key is malformed, with what is wrong, and to open a feed more than the browser knows.
 */
import { type FormEvent, useId, useState } from "react";
import { Brand } from "../parts/brand.tsx";
import { textOf } from "../parts/form.ts";
import controls from "../parts/controls.module.css";
import type { KeyActions } from "../live/session-provider.tsx";
import { checkCredentials, type CheckedCredentials } from "../keys/credentials.ts";
import { KnownKeys } from "./known-keys.tsx";
import styles from "./first-run.module.css";

export default function FirstRun(props: {
  readonly fromLink: CheckedCredentials | null;
  readonly actions: KeyActions;
  /** Back to the feed that is shown behind it. */
  readonly onBack: (() => void) | null;
}) {
  const { keyring, show, forget } = props.actions;
  const [checked, setChecked] = useState(props.fromLink);
  const ids = { feed: useId(), feedError: useId(), key: useId(), keyError: useId() };

  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const result = checkCredentials(textOf(form, "feed"), textOf(form, "key"));
    setChecked(result);
    if (result.credentials === null) return;
    show({ credentials: result.credentials, keeping: form.has("device") ? "device" : "tab" });
  };

  return (
    <main className={styles.page}>
      <section className={styles.card}>
        <header className={styles.head}>
          <Brand size={32} />
          <h1>Open your feed</h1>
          <p>Every entry, fill and exit of your trading bots, live, and everything you missed while you were away.</p>
        </header>
        {props.fromLink !== null && checked === props.fromLink && (
          <p className={styles.notice} role="alert">
            The link is incomplete. Copy it again, or paste its parts here.
          </p>
        )}
        {keyring.known.length > 0 && (
          <section className={styles.known}>
            <h2>Saved in this browser</h2>
            <KnownKeys keyring={keyring} onShow={show} onForget={forget} />
          </section>
        )}
        <form className={styles.form} onSubmit={submit} noValidate>
          <div>
            <label className={controls.label} htmlFor={ids.feed}>
              Feed
            </label>
            <input
              className={controls.field}
              id={ids.feed}
              name="feed"
              placeholder="alice"
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              aria-invalid={isSaid(checked?.feedError)}
              aria-describedby={ids.feedError}
            />
            <p className={controls.error} id={ids.feedError}>
              {checked?.feedError}
            </p>
          </div>
          <div>
            <label className={controls.label} htmlFor={ids.key}>
              Key, or the whole dashboard link
            </label>
            <input
              className={controls.field}
              id={ids.key}
              name="key"
              type="password"
              placeholder="eyJhbGciOi…"
              autoComplete="current-password"
              spellCheck={false}
              aria-invalid={isSaid(checked?.keyError)}
              aria-describedby={ids.keyError}
            />
            <p className={controls.error} id={ids.keyError}>
              {checked?.keyError}
            </p>
          </div>
          <label className={controls.check}>
            <input type="checkbox" name="device" />
            <span>
              Keep the key on this device
              <small>Otherwise the key is removed when you close the last tab that has it.</small>
            </span>
          </label>
          <div className={styles.actions}>
            <button className={controls.primary} type="submit">
              Open
            </button>
            {props.onBack !== null && (
              <button className={controls.quiet} type="button" onClick={props.onBack}>
                Back
              </button>
            )}
          </div>
        </form>
        <footer className={styles.foot}>
          <p>
            You get the link from the operator of this server. <code>npm start</code> prints it; it ends in{" "}
            <code>#feed=…&amp;key=…</code>. The key stays in this browser.
          </p>
          <p>Read-only: Fillcast cannot trade.</p>
        </footer>
      </section>
    </main>
  );
}

function isSaid(error: string | null | undefined): boolean {
  return error !== null && error !== undefined;
}
