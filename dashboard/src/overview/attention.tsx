/** What needs eyes: the summary of an absence, silent and quiet bots, locked pairs. Nothing to say, nothing shown. */
import { type ReactNode, useSyncExternalStore } from "react";
import { BellOff, Clock3, Lock as LockIcon, type LucideIcon, Sunrise, X } from "lucide-react";
import type { FeedState } from "fillcast";
import { lastHeard, presenceWords } from "../bots/presence.ts";
import { useUsualGaps } from "../bots/usual-gaps.ts";
import { DEMO_BOT, isDemo } from "../demo/is-demo.ts";
import { useSession } from "../live/session-provider.tsx";
import type { AwaySummary } from "../live/away.ts";
import controls from "../parts/controls.module.css";
import { Profit } from "../parts/figures.tsx";
import { Hint } from "../parts/hint.tsx";
import { useNow } from "../parts/now.ts";
import { useWide } from "../parts/wide.ts";
import { useZone } from "../settings/preferences.ts";
import { count } from "../words/decimal.ts";
import { clock, duration } from "../words/instant.ts";
import styles from "./attention.module.css";

type Lock = FeedState["locks"][number];

/** Locks named one by one; more are counted, and named on demand. */
const LOCKS_NAMED = { wide: 3, narrow: 1 };

export function Attention({
  state,
  chosen,
}: {
  readonly state: FeedState;
  readonly chosen: ReadonlySet<string> | null;
}) {
  const { away, credentials } = useSession();
  const { summary } = useSyncExternalStore(away.subscribe, away.getView);
  const now = useNow();
  // What speaks of the demo itself is no bot that anybody waits for.
  const isShown = (bot: string): boolean =>
    (chosen === null || chosen.has(bot)) && !(isDemo(credentials) && bot === DEMO_BOT);
  const bots = Object.entries(state.bots).filter(([name]) => isShown(name));
  const gaps = useUsualGaps();
  const silent = bots.filter(([, bot]) => bot.presence === "silent");
  const quiet = bots.flatMap(([name, bot]) => {
    const { word, detail } = presenceWords(bot, gaps.get(name) ?? null, now);
    return word === "Quiet" ? [{ name, detail }] : [];
  });
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
      {quiet.map(({ name, detail }) => (
        <Line key={name} icon={Clock3} tone="warn">
          <strong>{name}</strong> is quiet: {detail}. It sends no heartbeat, so this may be normal.
        </Line>
      ))}
      {locks.length > 0 && <LocksLine locks={locks} now={now} />}
    </ul>
  );
}

function LocksLine({ locks, now }: { readonly locks: readonly Lock[]; readonly now: number }) {
  const zone = useZone();
  const named = useWide() ? LOCKS_NAMED.wide : LOCKS_NAMED.narrow;
  const pairOf = ({ pair }: Lock): string => (pair === "*" ? "all pairs" : (pair.split(":")[0] ?? pair));
  const restOf = ({ bot, side, until }: Lock): string =>
    ` of ${bot}${side === "*" ? "" : ` for ${side}`} until ${clock(Date.parse(until), now, zone)}`;
  const others = locks.slice(named);
  return (
    <Line icon={LockIcon} tone="warn">
      Locked:{" "}
      {locks.slice(0, named).map((lock, index) => (
        <span
          key={`${lock.bot} ${lock.pair} ${lock.side}`}
          {...(lock.reason === null ? {} : { "data-hint": lock.reason })}
        >
          {index > 0 && ", "}
          <strong>{pairOf(lock)}</strong>
          {restOf(lock)}
        </span>
      ))}
      {others.length > 0 && (
        <>
          {" and "}
          <Hint text={others.map((lock) => pairOf(lock) + restOf(lock)).join(", ")}>{others.length} more</Hint>
        </>
      )}
    </Line>
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
