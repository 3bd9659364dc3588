/** Waits for the bot's first event, says when it is there, and then which kinds of message are still to come and why. */
import { useMemo, useSyncExternalStore } from "react";
import { CircleCheck } from "lucide-react";
import type { BotState, TradeEvent } from "fillcast";
import { Link } from "wouter";
import { conflictWords, moneyWords } from "../bots/mode-words.ts";
import { useShownState } from "../live/use-shown-state.ts";
import { useSession } from "../live/session-provider.tsx";
import controls from "../parts/controls.module.css";
import { CopyButton } from "../parts/copy-button.tsx";
import { useNow } from "../browser/now.ts";
import panel from "../parts/panel.module.css";
import { useZone } from "../browser/preferences.ts";
import { wholeMs } from "../live/badge-text.ts";
import { toSegment } from "../browser/segment.ts";
import { describeEvent } from "../words/event.ts";
import { agoPhrase, duration } from "../words/instant.ts";
import { Attempts } from "./attempts.tsx";
import { CheckLine } from "./check-line.tsx";
import { CHECKLIST, isSeen } from "./checklist.ts";
import styles from "./first-event.module.css";
import { HEARTBEAT_LINES } from "./paste-block.ts";
import { RelayChecks } from "./relay-checks.tsx";
import type { Way } from "./ways.tsx";

interface Wait {
  readonly bot: string;
  /** Of the key that was made for it. */
  readonly keyId: string;
  /** When that was, ms since 1970. */
  readonly since: number;
  readonly way: Way;
}

export function FirstEvent({ bot, keyId, since, way }: Wait) {
  const events = useBotEvents(bot, since);
  const heard = useShownState((state) => (Object.hasOwn(state.bots, bot) ? state.bots[bot] : undefined));
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
          {connected && heard !== null && heard !== undefined && <Money name={bot} bot={heard} />}
        </div>
      </section>
      {way === "api" && <RelayChecks bot={bot} since={since} />}
      {connected && way === "webhook" && (
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
        For {duration(now - since)}. A bot reads its config at startup or on /reload_config. You can leave and come
        back.
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

/** What it trades with, as soon as that is known, and whether its key says otherwise. */
function Money({ name, bot }: { readonly name: string; readonly bot: BotState }) {
  const conflict = conflictWords(bot);
  if (conflict === null)
    return (
      <p className={styles.faint}>
        {bot.mode === "unknown"
          ? "The trading mode is not known yet. Freqtrade reports it at its next start."
          : `It trades with ${moneyWords(bot.mode)}.`}
      </p>
    );
  return (
    <p className={controls.error} role="alert">
      {name} {conflict}. Fillcast uses the mode that the bot reports. If that is wrong,{" "}
      <Link href={`/bots/${toSegment(name)}`}>correct it</Link>.
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
          <CheckLine key={item.label} label={item.label} done={isSeen(item, seen)} missing={item.missing} />
        ))}
        <CheckLine
          label="Heartbeats"
          done={props.beats}
          missing="Without heartbeats, you cannot tell a quiet bot from a dead one. Two lines in the strategy send them:"
        >
          <div className={styles.beat}>
            <pre tabIndex={0}>{HEARTBEAT_LINES}</pre>
            <CopyButton text={HEARTBEAT_LINES} label="Copy" />
          </div>
        </CheckLine>
      </ul>
    </section>
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
