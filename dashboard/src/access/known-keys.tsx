/** The keys that this browser keeps, by feed: opened by a click, and forgotten by two, since this may be the only copy. */
import { useState } from "react";
import controls from "../parts/controls.module.css";
import { CopyButton } from "../parts/copy-button.tsx";
import { useNow } from "../browser/now.ts";
import panel from "../parts/panel.module.css";
import { useZone } from "../browser/preferences.ts";
import type { Credentials } from "../keys/credentials.ts";
import { readClaims } from "../keys/key-claims.ts";
import { endWords, keepingWords, scopeWords } from "../keys/key-words.ts";
import { type Access, isSameKey, type Keyring } from "../keys/keyring.ts";
import styles from "./known-keys.module.css";
import { useMadeKeys } from "../keys/made-keys.ts";

interface Actions {
  readonly onShow: (access: Access) => void;
  readonly onForget: (credentials: Credentials) => void;
}

export function KnownKeys({ keyring, onShow, onForget }: Actions & { readonly keyring: Keyring }) {
  const { shown, known } = keyring;
  return (
    <ul className={`${panel.panel} ${styles.list}`} aria-label="Feeds in this browser">
      {known.map((access) => {
        const { feed, key } = access.credentials;
        const isShown = shown !== null && isSameKey(access.credentials, shown.credentials);
        return <Row key={`${feed} ${key}`} access={access} isShown={isShown} onShow={onShow} onForget={onForget} />;
      })}
    </ul>
  );
}

function Row({ access, isShown, onShow, onForget }: Actions & { readonly access: Access; readonly isShown: boolean }) {
  const now = useNow();
  const zone = useZone();
  const [asking, setAsking] = useState(false);
  const { credentials, keeping } = access;
  const claims = readClaims(credentials.key);
  const unsaved = useMadeKeys(credentials.feed).filter(({ saved }) => !saved).length;
  const facts = [scopeWords(claims.scope), `kept ${keepingWords(keeping)}`, endWords(claims, now, zone)];
  return (
    <li className={styles.row}>
      <div className={styles.name}>
        <strong>{credentials.feed}</strong>
        {isShown && <span className={styles.shown}>shown</span>}
        <p>{facts.filter((fact) => fact !== null).join(" · ")}</p>
      </div>
      {asking ? (
        <div className={styles.actions}>
          <span>
            This may be the only copy of the key.
            {unsaved > 0 &&
              ` You will also lose ${unsaved === 1 ? "a new key" : `${unsaved} new keys`} that you have not copied.`}
          </span>
          <CopyButton text={credentials.key} label="Copy the key" />
          <button type="button" className={controls.danger} onClick={() => onForget(credentials)}>
            Forget
          </button>
          <button type="button" className={controls.quiet} onClick={() => setAsking(false)}>
            Keep
          </button>
        </div>
      ) : (
        <div className={styles.actions}>
          {!isShown && (
            <button
              type="button"
              className={controls.button}
              aria-label={`Open ${credentials.feed}`}
              onClick={() => onShow(access)}
            >
              Open
            </button>
          )}
          <button type="button" className={controls.quiet} onClick={() => setAsking(true)}>
            Forget…
          </button>
        </div>
      )}
    </li>
  );
}
