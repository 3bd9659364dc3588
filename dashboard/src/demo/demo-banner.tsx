/**
 * Over the demo feed: says that the bots are simulated and whether they hold still, and lets a newcomer try what the product
 * is about: a pause, a burst, a cut connection, a bot of their own.
 */
import { type MouseEvent, useEffect, useState } from "react";
import { FlaskConical } from "lucide-react";
import { Link } from "wouter";
import { useSession } from "../live/session-provider.tsx";
import type { Credentials } from "../keys/credentials.ts";
import { publishBatch } from "../live/api.ts";
import controls from "../parts/controls.module.css";
import { Popover } from "../parts/popover.tsx";
import { useWide } from "../browser/wide.ts";
import { cutConnection } from "./cuttable-socket.ts";
import styles from "./demo-banner.module.css";
import type { TapeRow } from "../live/tape.ts";
import { cutSentence } from "./cut-words.ts";
import { DEMO_BOT, nextWish, pauseSentence, postWish, type Wish } from "./pause.ts";
import { useDemoPause } from "./use-pause.ts";

const BURST_EVENTS = 1_000;
const BATCH_EVENTS = 500;
const CUT_MS = 5_000;
/** How long the outcome of a try stands where the banner's own sentence does. */
const SAID_MS = 8_000;

export default function DemoBanner() {
  const { credentials, feed, tape } = useSession();
  const wide = useWide();
  const pause = useDemoPause();
  const wish = nextWish(pause);
  const [said, setSaid] = useState<string | null>(null);
  useEffect(() => {
    if (said === null) return undefined;
    const timer = setTimeout(() => setSaid(null), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const ask = async (wish: Wish): Promise<void> => {
    setSaid(null);
    const answer = await postWish(credentials, wish);
    if (answer.kind === "unreachable") setSaid("The server cannot be reached.");
    if (answer.kind === "refused") setSaid(answer.detail);
  };
  const burst = async (): Promise<void> => {
    setSaid("Posting…");
    setSaid(await postBurst(credentials));
  };
  const cut = async (): Promise<void> => {
    setSaid("Connection cut. Missed events are kept and arrive in order.");
    const newest = tape.view.rows[0]?.event.seq ?? 0;
    await cutConnection(CUT_MS);
    await feed.caughtUp();
    tape.settled(() => setSaid(cutSentence(recoveredSince(tape.view.rows, newest))));
  };
  const actions = (
    <>
      {wish !== null && (
        <button type="button" className={controls.quiet} onClick={() => void ask(wish)}>
          {wish === "pause" ? "Pause" : "Resume"}
        </button>
      )}
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
      <p aria-live="polite">{said ?? pauseSentence(pause)}</p>
      {wide ? (
        <div className={styles.actions}>{actions}</div>
      ) : (
        <Popover className={controls.quiet} align="end" label="Try it">
          {() => (
            <div className={styles.menu} onClick={closeMenu}>
              {actions}
            </div>
          )}
        </Popover>
      )}
    </aside>
  );
}

/** Rows that were replayed for a page that had lost its line, after a seq. */
function recoveredSince(rows: readonly TapeRow[], seq: number): number {
  const missed = rows.slice(
    0,
    Math.max(
      0,
      rows.findIndex(({ event }) => event.seq <= seq),
    ),
  );
  return missed.filter(({ recovered }) => recovered).length;
}

/** An action shows its effect in the page, not in the menu over it. */
function closeMenu({ currentTarget }: MouseEvent<HTMLElement>): void {
  currentTarget.closest<HTMLElement>("[popover]")?.hidePopover();
}

/** Posts a thousand events and answers with how that went. The page's own key is the owner's and may publish. */
async function postBurst(credentials: Credentials): Promise<string> {
  const startedAt = performance.now();
  for (let first = 1; first <= BURST_EVENTS; first += BATCH_EVENTS) {
    const events = Array.from({ length: BATCH_EVENTS }, (_, index) => ({
      type: "x-burst",
      bot: DEMO_BOT,
      ts: Date.now(),
      data: { number: first + index, of: BURST_EVENTS },
    }));
    const answer = await publishBatch(credentials, events);
    if (answer.kind === "unreachable") return "The server cannot be reached.";
    if (answer.kind === "refused") return answer.detail;
  }
  return `${BURST_EVENTS.toLocaleString("en-US")} events stored in ${Math.round(performance.now() - startedAt)} ms.`;
}
