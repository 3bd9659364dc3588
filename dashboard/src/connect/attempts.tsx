/**
 * While a bot is waited for: what the server refused of it, as it happens. The room is asked, since a refused attempt is no
 * event: each second while somebody looks, and less often once the wait is long. For a while also behind another window,
 * since that is where a bot is set up, and a room that nobody asks sleeps and forgets.
 */
import { useEffect, useState } from "react";
import { useSession } from "../live/session-provider.tsx";
import { readRefusals, type Refusal } from "../live/api.ts";
import { useNow } from "../browser/now.ts";
import { useZone } from "../browser/preferences.ts";
import { agoToTheSecond } from "../words/instant.ts";
import { attemptsOf, remember } from "./attempt.ts";
import styles from "./attempts.module.css";

const ASK_EVERY_MS = 1_000;
/** After a long wait, and behind another window. */
const ASK_SLOWLY_EVERY_MS = 5_000;
const SLOWLY_AFTER_MS = 5 * 60_000;
const SHOWN = 5;

export function Attempts({ keyId }: { readonly keyId: string }) {
  const now = useNow();
  const zone = useZone();
  const refusals = useRefusals();
  const attempts = attemptsOf(refusals, keyId);
  return (
    <>
      <div className={styles.said} aria-live="polite" aria-relevant="additions">
        {attempts.length > 0 && (
          <>
            <h2 className={styles.head}>Rejected requests with this key</h2>
            <ul className={styles.list}>
              {attempts.slice(0, SHOWN).map(({ what, detail, advice, at, times }, index) => (
                // Counted from the oldest, so that one that only counts on is not read out again.
                <li key={`${attempts.length - index} ${what}`}>
                  <code>{what}</code>
                  <span className={styles.age}>
                    {times > 1 && `${times} times, `}
                    {agoToTheSecond(at, now, zone)}
                  </span>
                  <span className={styles.detail}>{detail}</span>
                  {advice !== null && <span className={`${styles.detail} ${styles.advice}`}>{advice}</span>}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      <p className={styles.faint}>
        Rejected requests appear here. For requests without a key or with another key, check the bot&apos;s log.
      </p>
    </>
  );
}

/** The feed's refused publishes, the newest first; what was known stays where the server cannot be asked. */
function useRefusals(): readonly Refusal[] {
  const { credentials } = useSession();
  const [known, setKnown] = useState<readonly Refusal[]>([]);
  useEffect(() => {
    const stop = new AbortController();
    let lookedAt = Date.now();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<void> => {
      timer = undefined;
      const isLong = Date.now() - lookedAt > SLOWLY_AFTER_MS;
      if (document.visibilityState === "visible" || !isLong) {
        const answer = await readRefusals(credentials, stop.signal);
        if (stop.signal.aborted) return;
        if (answer.kind === "ok") {
          const { refusals } = answer.value;
          setKnown((before) => remember(before, refusals));
        }
        // A key that may not look inside will not be allowed to by asking again.
        if (answer.kind === "refused" && answer.status < 500 && answer.status !== 429) return;
      }
      const isSlow = isLong || document.visibilityState === "hidden";
      timer = setTimeout(() => void ask(), isSlow ? ASK_SLOWLY_EVERY_MS : ASK_EVERY_MS);
    };
    const look = (): void => {
      lookedAt = Date.now();
      // Without a timer an answer is on its way, or none is to be had.
      if (document.visibilityState === "hidden" || timer === undefined) return;
      clearTimeout(timer);
      void ask();
    };
    document.addEventListener("visibilitychange", look);
    void ask();
    return () => {
      stop.abort();
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [credentials]);
  return known;
}
