/** An owner's word that a trade is over although its bot never said so, and the way back. */
import { useState } from "react";
import type { Trade } from "fillcast";
import { readClaims } from "../keys/key-claims.ts";
import { dismissTrade } from "../live/api.ts";
import { useSession } from "../live/session-provider.tsx";
import controls from "../parts/controls.module.css";
import styles from "./dismissal.module.css";

/** The state follows by itself: the server sends what became of the trade. */
export function Dismissal({ trade }: { readonly trade: Trade }) {
  const { credentials } = useSession();
  const [asking, setAsking] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const isDismissed = trade.dismissed === true;
  const isLive = trade.status === "open" || trade.status === "pending";
  if (readClaims(credentials.key).scope !== "owner" || !(isLive || isDismissed)) return null;
  const say = async (dismissed: boolean): Promise<void> => {
    setAsking(false);
    const answer = await dismissTrade(credentials, trade.key, dismissed);
    if (answer.kind === "ok") setRefusal(null);
    else setRefusal(answer.kind === "refused" ? answer.detail : "The server cannot be reached.");
  };
  return (
    <span className={styles.dismissal}>
      {isDismissed ? (
        <button type="button" className={controls.quiet} onClick={() => void say(false)}>
          Undo the dismissal
        </button>
      ) : asking ? (
        <>
          <span>Is this trade gone from its bot?</span>
          <button type="button" className={controls.primary} onClick={() => void say(true)}>
            Dismiss
          </button>
          <button type="button" className={controls.quiet} onClick={() => setAsking(false)}>
            Cancel
          </button>
        </>
      ) : (
        <button type="button" className={controls.quiet} onClick={() => setAsking(true)}>
          Dismiss the trade…
        </button>
      )}
      {refusal !== null && <span role="status">{refusal}</span>}
    </span>
  );
}
