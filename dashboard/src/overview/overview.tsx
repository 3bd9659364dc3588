/** What matters now on one screen: which bots run, what needs attention, what was earned, open trades, bots, and the tape beside them. */
import { useSyncExternalStore } from "react";
import { Link } from "wouter";
import { type BotRow, useBotRows } from "../bots/bot-rows.ts";
import { BotTable } from "../bots/bot-table.tsx";
import { useHealth } from "../bots/health.ts";
import { useIsListed } from "../live/bot-names.tsx";
import { useSession } from "../live/session-provider.tsx";
import { useBotModes } from "../live/bots.ts";
import { OldMark } from "../offline/old-mark.tsx";
import { useOldTape } from "../offline/old-tape.ts";
import { Afterwards } from "../parts/afterwards.tsx";
import { Framed } from "../parts/framed.tsx";
import panel from "../parts/panel.module.css";
import { Steady } from "../parts/steady.tsx";
import { useWide } from "../browser/wide.ts";
import { BotPicker } from "../views/bot-picker.tsx";
import { useAddress, useChosenBots } from "../browser/chosen-bots.ts";
import { useTapeRows } from "../tape/filtered.ts";
import { useOlder } from "../tape/older.ts";
import { TapeLine, useLinesAround } from "../tape/tape-line.tsx";
import { TapeList } from "../tape/tape-list.tsx";
import { Body } from "../views/body.tsx";
import { NoBots, Waiting } from "../views/empty.tsx";
import { ViewHead } from "../views/view-head.tsx";
import { Attention } from "./attention.tsx";
import { HealthRow } from "./health-row.tsx";
import { OpenTrades } from "./open-trades.tsx";
import styles from "./overview.module.css";
import { ChosenTotalsPanel, TotalsPanel } from "./totals-panel.tsx";
import { Yesterday } from "./yesterday.tsx";

/** Events on a phone's overview. */
const LAST_EVENTS = 8;

export function Overview() {
  const bots = useBotModes();
  const isChosen = useChosenBots() !== null;
  const wide = useWide();
  return (
    <div className={styles.split}>
      <div className={styles.main}>
        <ViewHead title="Overview">
          <BotPicker />
        </ViewHead>
        <div className={styles.scroll}>
          <Body>
            {bots === null ? (
              <Waiting />
            ) : bots.size === 0 ? (
              <NoBots />
            ) : (
              <>
                <Health />
                <Steady>
                  <Attention />
                </Steady>
                {isChosen ? <ChosenTotalsPanel /> : <TotalsPanel />}
                <Yesterday />
                <Afterwards>
                  <OpenTrades />
                  {wide ? <Bots /> : <Troubled />}
                </Afterwards>
              </>
            )}
            {!wide && bots !== null && (
              <Afterwards>
                <LastEvents />
              </Afterwards>
            )}
          </Body>
        </div>
      </div>
      {wide && <SideTape />}
    </div>
  );
}

function Health() {
  return <HealthRow rows={useBotRows(useIsListed()) ?? NO_ROWS} />;
}

const NO_ROWS: readonly BotRow[] = [];

function Bots() {
  return <BotSection title="Bots" rows={useBotRows(useIsListed()) ?? NO_ROWS} />;
}

/** Where there is little room, only those that need eyes. */
function Troubled() {
  const rows = useBotRows(useIsListed()) ?? NO_ROWS;
  const health = useHealth(rows);
  const troubled = rows.filter(({ name }) => health.get(name) === "error" || health.get(name) === "quiet");
  return troubled.length === 0 ? null : <BotSection title="Bots with problems" rows={troubled} />;
}

function BotSection({ title, rows }: { readonly title: string; readonly rows: readonly BotRow[] }) {
  const address = useAddress();
  return (
    <section className={panel.section}>
      <div className={panel.head}>
        <h2>{title}</h2>
        <span className={panel.count} data-number>
          {rows.length}
        </span>
        <Link className={`${panel.aside} ${panel.more}`} href={address("/bots")}>
          All bots
        </Link>
      </div>
      <Framed>
        <BotTable rows={rows} />
      </Framed>
    </section>
  );
}

function SideTape() {
  const { away } = useSession();
  const { seenSeq } = useSyncExternalStore(away.subscribe, away.getView);
  const rows = useTapeRows();
  useOlder(rows.length);
  const address = useAddress();
  return (
    <aside className={styles.tape} aria-label="Tape">
      <div className={styles.tapeHead}>
        <h2>Tape</h2>
        <Link className={panel.more} href={address("/tape")}>
          All events
        </Link>
      </div>
      {rows.length === 0 ? (
        <p className={styles.quiet}>Events appear here as they happen.</p>
      ) : (
        <TapeList name="Latest events" rows={rows} compact seenSeq={seenSeq} />
      )}
    </aside>
  );
}

function LastEvents() {
  const rows = useTapeRows();
  useOlder(rows.length, LAST_EVENTS);
  const address = useAddress();
  const oldAt = useOldTape();
  const around = useLinesAround();
  if (rows.length === 0) return null;
  return (
    <section className={panel.section}>
      <div className={panel.head}>
        <h2>Last events</h2>
        {oldAt !== null && <OldMark at={oldAt} className={panel.count} />}
        <Link className={`${panel.aside} ${panel.more}`} href={address("/tape")}>
          All events
        </Link>
      </div>
      <ul className={`${panel.panel} ${styles.last}`} data-old={oldAt !== null}>
        {rows.slice(0, LAST_EVENTS).map((row) => (
          <li key={row.event.seq}>
            <TapeLine row={row} compact around={around} />
          </li>
        ))}
      </ul>
    </section>
  );
}
