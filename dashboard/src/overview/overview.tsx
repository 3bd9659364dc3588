/** What matters now on one screen: what needs attention, what was earned, open trades, bots, and the tape beside them. */
import { useMemo, useSyncExternalStore } from "react";
import { Link } from "wouter";
import { BotTable, useBotRows } from "../bots/bot-table.tsx";
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
import { useAddress, useChosenBots, useIsShown } from "../browser/chosen-bots.ts";
import { useTapeRows } from "../tape/filtered.ts";
import { useOlder } from "../tape/older.ts";
import { TapeLine } from "../tape/tape-line.tsx";
import { TapeList } from "../tape/tape-list.tsx";
import { OPEN_COLUMNS } from "../trades/columns.tsx";
import { TradeTable } from "../trades/trade-table.tsx";
import { useOpenTrades } from "../trades/open-trades.ts";
import { Body } from "../views/body.tsx";
import { NoBots, Waiting } from "../views/empty.tsx";
import { ViewHead } from "../views/view-head.tsx";
import { AccountsPanel } from "./accounts-panel.tsx";
import { Attention } from "./attention.tsx";
import styles from "./overview.module.css";
import { ChosenTotalsPanel, TotalsPanel } from "./totals-panel.tsx";

/** Events on a phone's overview. */
const LAST_EVENTS = 8;
/** Open trades before "all" is a click away. */
const OPEN_SHOWN = 12;

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
        <Body>
          {bots === null ? (
            <Waiting />
          ) : bots.size === 0 ? (
            <NoBots />
          ) : (
            <>
              <Steady>
                <Attention />
              </Steady>
              <AccountsPanel />
              {isChosen ? <ChosenTotalsPanel /> : <TotalsPanel />}
              <Afterwards>
                {wide && <OpenTrades />}
                <Bots />
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
      {wide && <SideTape />}
    </div>
  );
}

function OpenTrades() {
  const address = useAddress();
  const list = useOpenTrades(useIsShown());
  const trades = useMemo(() => list.first(OPEN_SHOWN), [list]);
  return (
    <section className={panel.section}>
      <div className={panel.head}>
        <h2>Open trades</h2>
        <span className={panel.count} data-number>
          {list.size}
        </span>
        <Link className={`${panel.aside} ${panel.more}`} href={address("/trades")}>
          All trades
        </Link>
      </div>
      <Steady>
        {list.size === 0 ? (
          <p className={styles.none}>No open trade.</p>
        ) : (
          <Framed>
            <TradeTable name="Open trades" trades={trades} columns={OPEN_COLUMNS} />
          </Framed>
        )}
      </Steady>
    </section>
  );
}

function Bots() {
  const address = useAddress();
  const rows = useBotRows(useIsShown()) ?? [];
  return (
    <section className={panel.section}>
      <div className={panel.head}>
        <h2>Bots</h2>
        <span className={panel.count} data-number>
          {rows.length}
        </span>
        <Link className={`${panel.aside} ${panel.more}`} href={address("/bots")}>
          All bots
        </Link>
      </div>
      <Framed>
        <BotTable rows={rows} terse />
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
            <TapeLine row={row} compact />
          </li>
        ))}
      </ul>
    </section>
  );
}
