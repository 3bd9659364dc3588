/** What needs eyes: the summary of an absence, silent and quiet bots, locked pairs. Nothing to say, nothing shown. */
import { type ReactNode, useSyncExternalStore } from "react";
import { BellOff, Clock3, Lock, type LucideIcon, Sunrise, X } from "lucide-react";
import type { FeedState } from "fillcast";
import { lastHeard } from "../bots/presence.ts";
import { useSession } from "../live/session-provider.tsx";
import type { AwaySummary } from "../live/away.ts";
import controls from "../parts/controls.module.css";
import { Profit } from "../parts/figures.tsx";
import { useNow } from "../parts/now.ts";
import { useZone } from "../settings/preferences.ts";
import { count } from "../words/decimal.ts";
import { clock, duration } from "../words/instant.ts";
import styles from "./attention.module.css";

/** Locks named one by one; more are counted. */
const LOCKS_NAMED = 3;

export function Attention({
  state,
  chosen,
}: {
  readonly state: FeedState;
  readonly chosen: ReadonlySet<string> | null;
}) {
  const { away } = useSession();
  const { summary } = useSyncExternalStore(away.subscribe, away.getView);
  const now = useNow();
  const zone = useZone();
  const isShown = (bot: string): boolean => chosen === null || chosen.has(bot);
  const bots = Object.entries(state.bots).filter(([name]) => isShown(name));
  const silent = bots.filter(([, bot]) => bot.presence === "silent");
  const quiet = bots.filter(([, bot]) => bot.presence === "quiet");
  const locks = state.locks.filter((lock) => isShown(lock.bot) && Date.parse(lock.until) > now);
  if (summary === null && silent.length + quiet.length + locks.length === 0) return null;
  return (
    <ul className={styles.strip} aria-label="Needs attention">
      {summary !== null && <AwayLine summary={summary} onDismiss={() => away.dismiss()} />}
      {silent.map(([name, bot]) => (
        <Line key={name} icon={BellOff} tone="bad">
          <strong>{name}</strong> is silent: no heartbeat for {duration(now - lastHeard(bot))}
          {bot.openTrades > 0 && `, with ${bot.openTrades} open ${bot.openTrades === 1 ? "trade" : "trades"}`}.
        </Line>
      ))}
      {quiet.map(([name, bot]) => (
        <Line key={name} icon={Clock3} tone="warn">
          <strong>{name}</strong> has been quiet for {duration(now - lastHeard(bot))}. It sends no heartbeat, so this
          may be normal.
        </Line>
      ))}
      {locks.length > 0 && (
        <Line icon={Lock} tone="warn">
          Locked:{" "}
          {locks.slice(0, LOCKS_NAMED).map((lock, index) => (
            <span
              key={`${lock.bot} ${lock.pair} ${lock.side}`}
              {...(lock.reason === null ? {} : { "data-hint": lock.reason })}
            >
              {index > 0 && ", "}
              <strong>{lock.pair === "*" ? "all pairs" : lock.pair}</strong> of {lock.bot}
              {lock.side !== "*" && ` for ${lock.side}`} until {clock(Date.parse(lock.until), now, zone)}
            </span>
          ))}
          {locks.length > LOCKS_NAMED && `, and ${locks.length - LOCKS_NAMED} more`}
        </Line>
      )}
    </ul>
  );
}

function AwayLine({ summary, onDismiss }: { readonly summary: AwaySummary; readonly onDismiss: () => void }) {
  const parts = [
    summary.closed > 0 && `${summary.closed} closed, ${summary.won} won`,
    summary.opened > 0 && `${summary.opened} opened`,
    summary.warnings > 0 && `${summary.warnings} ${summary.warnings === 1 ? "warning" : "warnings"}`,
    summary.exceptions > 0 && `${summary.exceptions} ${summary.exceptions === 1 ? "exception" : "exceptions"}`,
  ].filter((part) => part !== false);
  return (
    <Line icon={Sunrise} tone="accent">
      <strong>{duration(summary.until - summary.since)} away</strong>
      <span>
        {count(summary.events)} {summary.events === 1 ? "event" : "events"}
      </span>
      {parts.map((part) => (
        <span key={part}>{part}</span>
      ))}
      {summary.realised.map((sum) => (
        <span key={sum.book}>
          <Profit value={sum.value} currency={sum.currency} unit />
          {sum.dry && " dry-run"}
        </span>
      ))}
      <button
        type="button"
        className={`${controls.icon} ${styles.dismiss}`}
        onClick={onDismiss}
        aria-label="Dismiss the summary"
      >
        <X size={15} aria-hidden="true" />
      </button>
    </Line>
  );
}

function Line(props: {
  readonly icon: LucideIcon;
  readonly tone: "accent" | "warn" | "bad";
  readonly children: ReactNode;
}) {
  const Icon = props.icon;
  return (
    <li className={styles.line} data-tone={props.tone}>
      <Icon size={15} strokeWidth={1.9} aria-hidden="true" />
      <div className={styles.text}>{props.children}</div>
    </li>
  );
}
