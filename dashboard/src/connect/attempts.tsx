/**
 * While a bot is waited for: what the server refused of it, as it happens. The room is asked, since a refused attempt is no
 * event; only while somebody looks, and less often once the wait is long.
 */
import { useEffect, useState } from "react";
import { useSession } from "../live/session-provider.tsx";
import { readRefusals, type Refusal } from "../live/api.ts";
import { useNow } from "../parts/now.ts";
import { useZone } from "../settings/preferences.ts";
import { agoPhrase } from "../words/instant.ts";
import { attemptsOf } from "./attempt.ts";
import styles from "./attempts.module.css";

const ASK_EVERY_MS = 1_000;
const ASK_SLOWLY_EVERY_MS = 5_000;
const SLOWLY_AFTER_MS = 5 * 60_000;
const SHOWN = 5;

export function Attempts({ keyId }: { readonly keyId: string }) {
  const now = useNow();
  const zone = useZone();
  const attempts = attemptsOf(useRefusals(), keyId).slice(0, SHOWN);
  return (
    <>
      <div aria-live="polite" aria-relevant="additions">
        {attempts.length > 0 && (
          <>
            <h3 className={styles.head}>Refused with this key</h3>
            <ul className={styles.list}>
              {attempts.map(({ what, detail, at, times }) => (
                <li key={`${what} ${at}`}>
                  <code>{what}</code>
                  <span className={styles.age}>
                    {times > 1 && `${times} times, `}
                    {agoPhrase(at, now, zone)}
                  </span>
                  <span className={styles.detail}>{detail}</span>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      <p className={styles.faint}>
        What is refused shows here. A request with another key, or to another address, cannot: look at the bot&apos;s
        log for those.
      </p>
    </>
  );
}

/** The feed's refused publishes, the newest first; what was known stays where the server cannot be asked. */
function useRefusals(): readonly Refusal[] {
  const { credentials } = useSession();
  const [refusals, setRefusals] = useState<readonly Refusal[]>([]);
  useEffect(() => {
    const stop = new AbortController();
    const startedAt = Date.now();
    let timer: ReturnType<typeof setTimeout>;
    const ask = async (): Promise<void> => {
      if (document.visibilityState === "visible") {
        const answer = await readRefusals(credentials, stop.signal);
        if (stop.signal.aborted) return;
        if (answer.kind === "ok") setRefusals(answer.value);
        // A key that may not look inside will not be allowed to by asking again.
        if (answer.kind === "refused" && answer.status < 500 && answer.status !== 429) return;
      }
      const isLong = Date.now() - startedAt > SLOWLY_AFTER_MS;
      timer = setTimeout(() => void ask(), isLong ? ASK_SLOWLY_EVERY_MS : ASK_EVERY_MS);
    };
    void ask();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [credentials]);
  return refusals;
}
