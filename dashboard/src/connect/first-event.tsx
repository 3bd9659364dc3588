/** Waits for the bot's first event, says when it is there, and then which kinds of message are still to come and why. */
import { type ReactNode, useMemo, useSyncExternalStore } from "react";
import { Check, Circle, CircleCheck } from "lucide-react";
import type { TradeEvent } from "fillcast";
import { useShownState } from "../live/shown-state.ts";
import { useSession } from "../live/session-provider.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { useNow } from "../parts/now.ts";
import panel from "../parts/panel.module.css";
import { useZone } from "../settings/preferences.ts";
import { wholeMs } from "../shell/badge-text.ts";
import { describeEvent } from "../words/event.ts";
import { agoPhrase, duration } from "../words/instant.ts";
import { Attempts } from "./attempts.tsx";
import { CHECKLIST, isSeen } from "./checklist.ts";
import styles from "./first-event.module.css";
import { HEARTBEAT_LINES } from "./paste-block.ts";

interface Wait {
  readonly bot: string;
  /** Of the key that was made for it. */
  readonly keyId: string;
  /** When that was, ms since 1970. */
  readonly since: number;
}

export function FirstEvent({ bot, keyId, since }: Wait) {
  const events = useBotEvents(bot, since);
  const heard = useShownState((state) => state.bots[bot]);
  const first = events.at(0);
  const connected = first !== undefined || (heard !== null && heard !== undefined && heard.lastEventAt >= since);
  return (
    <>
      <section className={`${panel.section} ${styles.state}`} data-done={connected || undefined}>
        {connected ? (
          <CircleCheck size={22} aria-hidden="true" />
        ) : (
          <span className={styles.pulse} aria-hidden="true" />
        )}
        <div>
          <p className={styles.word} role="status">
            {connected ? `${bot} is connected` : `Waiting for ${bot}…`}
          </p>
          {connected ? <First event={first} /> : <Waiting keyId={keyId} since={since} />}
        </div>
      </section>
      {connected && (
        <Checklist bot={bot} events={events} beats={heard?.lastSeenAt !== null && heard?.lastSeenAt !== undefined} />
      )}
    </>
  );
}

function Waiting({ keyId, since }: { readonly keyId: string; readonly since: number }) {
  const now = useNow();
  return (
    <>
      <p className={styles.faint}>
        Since {duration(now - since)}. A bot reads its config at the start or by /reload_config. This address can be
        left and opened again.
      </p>
      <Attempts keyId={keyId} />
    </>
  );
}

/** What arrived first, where this page holds it still. */
function First({ event }: { readonly event: TradeEvent | undefined }) {
  const { feed } = useSession();
  const now = useNow();
  const zone = useZone();
  if (event === undefined) return null;
  const took = feed.latencyOf(event)?.edgeToHere ?? null;
  const trip = feed.latency().roundTrip.p50;
  return (
    <p className={styles.faint}>
      First event: {describeEvent(event, now, zone).title.toLowerCase()}, {agoPhrase(event.at, now, zone)}, seq{" "}
      {event.seq}
      {took !== null && `, ${wholeMs(took)} ms from the edge to here`}
      {trip !== null && `, round trip ${wholeMs(trip)} ms`}.
    </p>
  );
}

function Checklist(props: { readonly bot: string; readonly events: readonly TradeEvent[]; readonly beats: boolean }) {
  const seen = new Set<string>(props.events.map((event) => event.type));
  return (
    <section className={panel.section}>
      <div className={panel.head}>
        <h2>Messages of {props.bot} so far</h2>
      </div>
      <ul className={`${panel.panel} ${styles.list}`}>
        {CHECKLIST.map((item) => (
          <Item key={item.label} label={item.label} done={isSeen(item, seen)} missing={item.missing} />
        ))}
        <Item
          label="Heartbeats"
          done={props.beats}
          missing="Without them a quiet bot and a dead one look the same. Two lines in the strategy send them:"
        >
          <div className={styles.beat}>
            <pre tabIndex={0}>{HEARTBEAT_LINES}</pre>
            <CopyButton text={HEARTBEAT_LINES} label="Copy" />
          </div>
        </Item>
      </ul>
    </section>
  );
}

function Item(props: {
  readonly label: string;
  readonly done: boolean;
  readonly missing: string;
  readonly children?: ReactNode;
}) {
  return (
    <li className={styles.item} data-done={props.done}>
      {props.done ? <Check size={16} aria-hidden="true" /> : <Circle size={14} aria-hidden="true" />}
      <div>
        <p>
          {props.label}
          <span className={panel.spoken}>{props.done ? ": seen" : ": not yet"}</span>
        </p>
        {!props.done && <p className={styles.faint}>{props.missing}</p>}
        {!props.done && props.children}
      </div>
    </li>
  );
}

/** The bot's events since the key was made, the oldest first. */
function useBotEvents(bot: string, since: number): readonly TradeEvent[] {
  const { tape } = useSession();
  const view = useSyncExternalStore(tape.subscribe, tape.getView);
  return useMemo(
    () =>
      view.rows
        .filter(({ event }) => event.bot === bot && event.at >= since)
        .map(({ event }) => event)
        .toReversed(),
    [view, bot, since],
  );
}
