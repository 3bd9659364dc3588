/** Opens the feed on another device: a code to scan, or a link, with a key that was made for it and can be revoked by itself. */
import { useState } from "react";
import { Smartphone } from "lucide-react";
import { DismissMade } from "../access/dismiss-made.tsx";
import { linkOf } from "../keys/credentials.ts";
import { readClaims } from "../keys/key-claims.ts";
import { type MadeKey, madeKeys, useMadeKeys } from "../keys/made-keys.ts";
import { makeKey } from "../live/api.ts";
import { useSession } from "../live/session-provider.tsx";
import controls from "../parts/controls.module.css";
import { CopyButton } from "../parts/copy-button.tsx";
import { Segments } from "../parts/segments.tsx";
import styles from "./phone-panel.module.css";
import { QrCode } from "./qr-code.tsx";

const SCOPES = [
  { value: "subscribe", label: "Read-only" },
  { value: "owner", label: "Owner" },
] as const;

/** Where made keys say that they belong here; no address of a view. */
const PLACE = "phone";

export function PhonePanel() {
  const { credentials } = useSession();
  const [scope, setScope] = useState<(typeof SCOPES)[number]["value"]>("subscribe");
  const [failed, setFailed] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const made = useMadeKeys(credentials.feed).filter(({ path }) => path === PLACE);
  if (readClaims(credentials.key).scope !== "owner")
    return <p className={styles.note}>This key can't create keys. Open the page with an owner key.</p>;
  const make = async (): Promise<void> => {
    setBusy(true);
    const answer = await makeKey(credentials, { scope, label: "Phone" });
    setBusy(false);
    if (answer.kind !== "ok")
      return setFailed(answer.kind === "refused" ? answer.detail : "The server cannot be reached.");
    setFailed(null);
    const { id, key } = answer.value;
    madeKeys.add({ feed: credentials.feed, id, key, name: "your phone", path: PLACE }, true);
  };
  return (
    <>
      <div className={styles.make}>
        <Segments name="Permission of the phone's key" choices={SCOPES} value={scope} onChange={setScope} />
        <button type="button" className={controls.primary} disabled={busy} onClick={() => void make()}>
          <Smartphone size={15} aria-hidden="true" />
          Show a code
        </button>
      </div>
      {failed !== null && (
        <p className={controls.error} role="alert">
          {failed}
        </p>
      )}
      {made.map((one) => (
        <Code key={one.id} made={one} />
      ))}
    </>
  );
}

function Code({ made }: { readonly made: MadeKey }) {
  const link = linkOf(window.location.origin, made, "device");
  return (
    <div className={styles.made}>
      <QrCode text={link} label={`A code that opens ${made.feed} with a new key`} />
      <div className={styles.words}>
        <p>Scan it with the phone's camera. The phone keeps the key until you remove it there, or revoke it here.</p>
        {isLoopback(window.location.hostname) && (
          <p className={styles.warning}>
            This address works on this computer only. Start the server with <code>npm start -- --host</code>, and open
            the page by the address that it prints.
          </p>
        )}
        <div className={styles.actions}>
          <CopyButton text={link} label="Copy link" />
          <DismissMade made={made} />
        </div>
      </div>
    </div>
  );
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost") || host.startsWith("127.") || host === "[::1]";
}
