/** What the relay of a bot has done since its key was made: it was heard, it reads the bot, and what is still to do. */
import { useSyncExternalStore } from "react";
import { useSession } from "../live/session-provider.tsx";
import { useVitalsOf } from "../live/vitals.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import panel from "../parts/panel.module.css";
import { CheckLine } from "./check-line.tsx";
import styles from "./first-event.module.css";
import { RELAY_CHECK, RELAY_IMPORT } from "./relay-block.ts";

export function RelayChecks({ bot, since }: { readonly bot: string; readonly since: number }) {
  const { tape } = useSession();
  const { rows } = useSyncExternalStore(tape.subscribe, tape.getView);
  const vitals = useVitalsOf(bot);
  const reads = vitals !== undefined && vitals.at >= since;
  const heard =
    reads || rows.some(({ event }) => event.bot === bot && event.at >= since && event.edge?.via === "relay");
  return (
    <section className={panel.section}>
      <div className={panel.head}>
        <h2>Relay of {bot}</h2>
      </div>
      <ul className={`${panel.panel} ${styles.list}`}>
        <CheckLine
          label="The relay has reached Fillcast"
          done={heard}
          missing="Start the service. This tries each step once and says what is wrong:"
        >
          <Command text={RELAY_CHECK} />
        </CheckLine>
        <CheckLine
          label="It reads the bot"
          done={reads}
          missing="The relay runs, and has not read the bot's API yet. Check user, password and the service's name in FILLCAST_BOTS."
        />
        {reads && (
          <li className={styles.item}>
            <span />
            <div>
              <p>Import the past</p>
              <p className={styles.faint}>
                Every closed trade in the bot&apos;s database goes into the ledger. You can repeat it; nothing counts
                twice.
              </p>
              <Command text={RELAY_IMPORT} />
            </div>
          </li>
        )}
      </ul>
    </section>
  );
}

function Command({ text }: { readonly text: string }) {
  return (
    <div className={styles.beat}>
      <pre tabIndex={0}>{text}</pre>
      <CopyButton text={text} label="Copy" />
    </div>
  );
}
