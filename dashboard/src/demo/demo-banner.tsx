/**
 * Over the demo feed: says that the bots are simulated, and lets a newcomer try what the product is about: a burst, a cut
 * connection, a bot of their own.
 */
import { useState } from "react";
import { FlaskConical } from "lucide-react";
import { Link } from "wouter";
import { useSession } from "../live/session-provider.tsx";
import controls from "../parts/controls.module.css";
import { Popover } from "../parts/popover.tsx";
import { useWide } from "../parts/wide.ts";
import styles from "./demo-banner.module.css";
import { isDemo } from "./is-demo.ts";
import { BURST_EVENTS, postBurst } from "./burst.ts";
import { cutConnection } from "./cuttable-socket.ts";

const CUT_MS = 5_000;

export function DemoBanner() {
  const { credentials } = useSession();
  const wide = useWide();
  const [said, setSaid] = useState<string | null>(null);
  if (!isDemo(credentials)) return null;
  const burst = async (): Promise<void> => {
    setSaid("Posting…");
    setSaid(await postBurst(credentials));
  };
  const cut = async (): Promise<void> => {
    setSaid("Cut. What happens meanwhile is kept, and comes in order.");
    await cutConnection(CUT_MS);
    setSaid(null);
  };
  const actions = (
    <>
      <button type="button" className={controls.quiet} onClick={() => void burst()}>
        Burst of {BURST_EVENTS.toLocaleString("en-US")}
      </button>
      <button type="button" className={controls.quiet} onClick={() => void cut()}>
        Cut my connection
      </button>
      <Link className={controls.quiet} href="/connect">
        Connect your own bot
      </Link>
    </>
  );
  return (
    <aside className={styles.banner} aria-label="Demo">
      <FlaskConical size={15} aria-hidden="true" />
      <p aria-live="polite">{said ?? "Demo: six simulated bots, posting as real ones do."}</p>
      {wide ? (
        <div className={styles.actions}>{actions}</div>
      ) : (
        <Popover className={controls.quiet} align="end" label="Try it">
          {() => <div className={styles.menu}>{actions}</div>}
        </Popover>
      )}
    </aside>
  );
}
