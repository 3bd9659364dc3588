/** Share links: those that are in force, with what each shows, and a new one. A link can be copied again at any time, and revoked at once. */
import { useCallback, useEffect, useState } from "react";
import { ExternalLink } from "lucide-react";
import { readClaims } from "../keys/key-claims.ts";
import { type Answer, listShares, revokeShare, type ShareEntry } from "../live/api.ts";
import { useBotNames } from "../live/bot-names.tsx";
import { useSession } from "../live/session-provider.tsx";
import controls from "../parts/controls.module.css";
import { CopyButton } from "../parts/copy-button.tsx";
import { Framed } from "../parts/framed.tsx";
import { useNow } from "../browser/now.ts";
import { useZone } from "../browser/preferences.ts";
import { agoPhrase, exactInstant } from "../words/instant.ts";
import { ShareForm } from "./share-form.tsx";
import styles from "./share-panel.module.css";
import { termsLine } from "./share-words.ts";

export default function SharePanel() {
  const { credentials } = useSession();
  const [shares, setShares] = useState<Answer<readonly ShareEntry[]> | null>(null);
  const isOwner = readClaims(credentials.key).scope === "owner";
  const read = useCallback(async () => setShares(await listShares(credentials)), [credentials]);
  useEffect(() => {
    if (isOwner) void read();
  }, [isOwner, read]);

  if (!isOwner) return <p className={styles.note}>Only an owner key can share. Open the page with an owner key.</p>;
  if (shares === null) return <p className={styles.note}>Loading links…</p>;
  if (shares.kind === "unreachable")
    return <p className={styles.note}>The server cannot be reached, so the links cannot be loaded.</p>;
  if (shares.kind === "refused") return <p className={styles.note}>{shares.detail}</p>;
  return (
    <>
      {shares.value.length === 0 ? (
        <p className={styles.note}>Nothing is shared.</p>
      ) : (
        <Framed>
          <ul className={styles.list} aria-label="Share links">
            {shares.value.map((share) => (
              <ShareRow key={share.id} share={share} onRevoked={() => void read()} />
            ))}
          </ul>
        </Framed>
      )}
      <ShareForm onMade={() => void read()} />
    </>
  );
}

function ShareRow({ share, onRevoked }: { readonly share: ShareEntry; readonly onRevoked: () => void }) {
  const { credentials } = useSession();
  const nameOf = useBotNames();
  const zone = useZone();
  const now = useNow();
  const [asking, setAsking] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const name = share.label ?? share.title ?? "Link";
  const revoke = async (): Promise<void> => {
    const answer = await revokeShare(credentials, share.id);
    // Another device was faster.
    if (answer.kind === "ok" || (answer.kind === "refused" && answer.status === 404)) onRevoked();
    else setFailed(answer.kind === "refused" ? answer.detail : "The server cannot be reached.");
  };
  return (
    <li className={styles.row}>
      <div className={styles.name}>
        <strong>{name}</strong>
        <p>
          {`${termsLine(share, nameOf)}; made ${agoPhrase(share.createdAt, now, zone)}`}
          {share.expiresAt !== null && `, until ${exactInstant(share.expiresAt, zone)}`}
        </p>
        {failed !== null && <p className={controls.error}>{failed}</p>}
      </div>
      {asking ? (
        <div className={styles.ask}>
          <span>Open pages of it are emptied.</span>
          <button type="button" className={controls.danger} onClick={() => void revoke()}>
            Revoke
          </button>
          <button type="button" className={controls.quiet} onClick={() => setAsking(false)}>
            Keep
          </button>
        </div>
      ) : (
        <div className={styles.ask}>
          <CopyButton text={share.url} label="Copy link" />
          <a className={controls.icon} href={share.url} target="_blank" rel="noreferrer" aria-label={`Open ${name}`}>
            <ExternalLink size={15} aria-hidden="true" />
          </a>
          <button type="button" className={controls.quiet} onClick={() => setAsking(true)}>
            Revoke…
          </button>
        </div>
      )}
    </li>
  );
}
