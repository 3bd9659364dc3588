/** What a bot said: its locks that hold, its newest exceptions, and its newest messages. From the history, then as they arrive. */
import { useCallback, useEffect, useMemo, useState } from "react";
import type { FeedState, TradeEvent } from "fillcast";
import { Link } from "wouter";
import { addressOf } from "../browser/address.ts";
import { useMoment, useNow } from "../browser/now.ts";
import { useZone } from "../browser/preferences.ts";
import { useSession } from "../live/session-provider.tsx";
import type { TapeRow } from "../live/tape.ts";
import { usePickedRows } from "../live/tape-rows.ts";
import { useShownState } from "../live/use-shown-state.ts";
import { NoAnswer } from "../parts/figures.tsx";
import panel from "../parts/panel.module.css";
import { TapeLine, useLinesAround } from "../tape/tape-line.tsx";
import { clock, dayHead, dayOf } from "../words/instant.ts";
import styles from "./said-panel.module.css";

const SHOWN = 8;
const SAID: ReadonlySet<string> = new Set([
  "status",
  "startup",
  "warning",
  "strategy_msg",
  "signal",
  "bot_silent",
  "bot_back",
]);
const NO_LOCKS: FeedState["locks"] = [];

export function LocksPanel({ name }: { readonly name: string }) {
  const moment = useMoment();
  const now = useNow();
  const zone = useZone();
  const locks = (useShownState((state) => state.locks) ?? NO_LOCKS).filter(
    (lock) => lock.bot === name && Date.parse(lock.until) > moment,
  );
  if (locks.length === 0) return null;
  return (
    <section className={panel.section}>
      <div className={panel.head}>
        <h2>Locks</h2>
        <span className={panel.count}>{locks.length}</span>
      </div>
      <ul className={`${panel.panel} ${styles.list}`}>
        {locks.map((lock) => (
          <li key={`${lock.pair} ${lock.side}`} className={styles.lock}>
            <strong>{lock.pair === "*" ? "All pairs" : lock.pair}</strong>
            {lock.side !== "*" && <span>{lock.side}</span>}
            <span>until {clock(Date.parse(lock.until), now, zone)}</span>
            {lock.reason !== null && <span className={panel.muted}>{lock.reason}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function ExceptionsPanel({ name }: { readonly name: string }) {
  return <Said name={name} title="Exceptions" types={EXCEPTIONS} none="No exception in the history." />;
}

export function MessagesPanel({ name }: { readonly name: string }) {
  return <Said name={name} title="What it said" types={SAID} none="No message in the history." />;
}

const EXCEPTIONS: ReadonlySet<string> = new Set(["exception"]);

function Said(props: {
  readonly name: string;
  readonly title: string;
  readonly types: ReadonlySet<string>;
  readonly none: string;
}) {
  const { name, title, types, none } = props;
  const { rows, problem } = useSaid(name, types);
  const around = useLinesAround();
  const { zone } = around;
  return (
    <section className={panel.section} aria-label={title}>
      <div className={panel.head}>
        <h2>{title}</h2>
        <Link className={`${panel.aside} ${panel.more}`} href={addressOf("/tape", new URLSearchParams({ bots: name }))}>
          Its events
        </Link>
      </div>
      {rows === null ? (
        <p className={panel.footnote}>
          <NoAnswer problem={problem} chars={24} />
        </p>
      ) : rows.length === 0 ? (
        <p className={panel.footnote}>{none}</p>
      ) : (
        <ul className={`${panel.panel} ${styles.list}`}>
          {rows.map((row, at) => {
            const before = rows[at - 1]?.event.at;
            const isOtherDay = before === undefined || dayOf(before, zone) !== dayOf(row.event.at, zone);
            return (
              <li key={row.event.seq}>
                {isOtherDay && <p className={styles.day}>{dayHead(row.event.at, zone)}</p>}
                <TapeLine row={row} compact around={around} />
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}

/** The newest first; null until the history has answered. */
function useSaid(
  bot: string,
  types: ReadonlySet<string>,
): { readonly rows: readonly TapeRow[] | null; readonly problem: string | null } {
  const { feed } = useSession();
  const [read, setRead] = useState<readonly TradeEvent[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let wanted = true;
    void (async () => {
      try {
        const { epoch, seq } = await feed.caughtUp();
        const events: TradeEvent[] = [];
        const before = { epoch, seq: seq + 1 };
        for await (const event of feed.history({ before, bots: [bot], types: [...types], limit: SHOWN }))
          events.push(event);
        if (wanted) setRead(events);
      } catch {
        if (wanted) setProblem("The history cannot be read now.");
      }
    })();
    return () => {
      wanted = false;
    };
  }, [feed, bot, types]);
  const matches = useCallback((event: TradeEvent) => event.bot === bot && types.has(event.type), [bot, types]);
  const live = usePickedRows(matches);
  const rows = useMemo(() => {
    if (read === null) return null;
    const known = new Map<number, TapeRow>(
      read.map((event) => [event.seq, { event, replayed: true, recovered: false }]),
    );
    for (const row of live) known.set(row.event.seq, row);
    return [...known.values()].sort((a, b) => b.event.seq - a.event.seq).slice(0, SHOWN);
  }, [read, live]);
  return { rows, problem };
}
