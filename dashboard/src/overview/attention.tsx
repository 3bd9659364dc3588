/**
 * What needs eyes, the most urgent first: positions near liquidation, exceptions, silent bots; then what was missed, bots whose
 * word on their money is not their key's, locked pairs; bots that are only quiet share one line. Nothing to say, nothing shown.
 */
import { lazy, useSyncExternalStore } from "react";
import { CircleQuestionMark, CopyMinus, Lock as LockIcon, Scale, Siren, Sunrise, Unplug } from "lucide-react";
import { Link } from "wouter";
import type { FeedState, HeardVitals } from "fillcast";
import { conflictWords } from "../bots/mode-words.ts";
import { presenceWords } from "../bots/presence.ts";
import { BotName, useBotNames } from "../live/bot-names.tsx";
import { useShownState, useShownVitals } from "../live/use-shown-state.ts";
import { useUsualGaps } from "../bots/usual-gaps.ts";
import { bookId, MODE_WORDS } from "../figures/book.ts";
import { useSession } from "../live/session-provider.tsx";
import { vitalsOf } from "../live/vitals.ts";
import type { AwaySummary } from "../live/away.ts";
import { Profit } from "../parts/figures.tsx";
import { Hint } from "../parts/hint.tsx";
import { Later } from "../parts/later.tsx";
import { useMoment, useNow } from "../browser/now.ts";
import { useIsShown } from "../browser/chosen-bots.ts";
import { useWide } from "../browser/wide.ts";
import { useZone } from "../browser/preferences.ts";
import { toSegment } from "../browser/segment.ts";
import { count } from "../words/decimal.ts";
import { clock, duration } from "../words/instant.ts";
import { unreadableWords } from "../words/unreadable.ts";
import { Line } from "./attention-line.tsx";
import styles from "./attention.module.css";
import { useDismissed } from "./dismissed.ts";
import { LiquidationLine, nameOfWarning, warningsOf } from "./liquidation-line.tsx";
import { QuietLine, SilentLines } from "./presence-lines.tsx";

const ExceptionLines = lazy(() => import("./exception-lines.tsx"));

type Lock = FeedState["locks"][number];

/** Locks named one by one; more are counted, and named on demand. */
const TWICE_SHOWN_MS = 60 * 60 * 1_000;
const LOCKS_NAMED = { wide: 3, narrow: 1 };

const NO_BOTS: FeedState["bots"] = {};
const NO_LOCKS: FeedState["locks"] = [];

export function Attention() {
  const { away, credentials, simulation } = useSession();
  const { summary } = useSyncExternalStore(away.subscribe, away.getView);
  const now = useNow();
  const moment = useMoment();
  const isChosen = useIsShown();
  const isShown = (bot: string): boolean => isChosen(bot) && bot !== simulation?.bot;
  const known = useShownState((state) => state.bots) ?? NO_BOTS;
  const held = useShownState((state) => state.locks) ?? NO_LOCKS;
  const bots = Object.entries(known).filter(([name]) => isShown(name));
  const gaps = useUsualGaps();
  const silent = bots.filter(([, bot]) => bot.presence === "silent");
  const quiet = bots.flatMap(([name, bot]) => {
    const { word, detail } = presenceWords(bot, gaps.get(name) ?? null, moment);
    return word === "Quiet" ? [{ name, detail }] : [];
  });
  const locks = held.filter((lock) => isShown(lock.bot) && Date.parse(lock.until) > moment);
  const dismissed = useDismissed(credentials.feed);
  const warnings = warningsOf(bots).filter((warning) => !dismissed.has(nameOfWarning(warning)));
  const torn = bots.flatMap(([name, bot]) => {
    const words = conflictWords(bot);
    return words === null ? [] : [{ name, words }];
  });
  const unread = bots.filter(([, bot]) => (bot.unreadable ?? 0) > 0);
  const vitals = useShownVitals((all) => all);
  const twice = bots.map(([name]) => name).filter((name) => sendsTwice(vitalsOf(vitals, name), moment));
  return (
    <ul className={styles.strip} aria-label="Needs attention">
      {warnings.map((warning) => (
        <Line
          key={nameOfWarning(warning)}
          icon={Siren}
          tone="bad"
          dismiss={{ label: "Dismiss the warning", onDismiss: () => dismissed.add(nameOfWarning(warning)) }}
        >
          <LiquidationLine {...warning} />
        </Line>
      ))}
      <Later about="exceptions" floats>
        <ExceptionLines isShown={isShown} dismissed={dismissed} />
      </Later>
      <SilentLines bots={silent} moment={moment} />
      {summary !== null && <AwayLine summary={summary} onDismiss={() => away.dismiss()} />}
      {torn.map(({ name, words }) => (
        <Line key={name} icon={Scale} tone="bad">
          <strong>
            <BotName bot={name} />
          </strong>{" "}
          {words}. Its trades go by the bot&apos;s word.{" "}
          <Link className={styles.link} href={`/bots/${toSegment(name)}`}>
            Correct it
          </Link>
        </Line>
      ))}
      {twice.map((name) => (
        <Line key={`${name} twice`} icon={CopyMinus} tone="warn">
          <strong>
            <BotName bot={name} />
          </strong>{" "}
          sends its messages twice, through the relay and by webhook. Each is stored once. Remove the webhook block from
          its configuration.
        </Line>
      ))}
      {unread.map(([name, { unreadable = 0 }]) => (
        <Line key={`${name} profits`} icon={CircleQuestionMark} tone="warn">
          <strong>
            <BotName bot={name} />
          </strong>{" "}
          has {unreadableWords(unreadable)}: left out of every sum and of the win rate.
        </Line>
      ))}
      {locks.length > 0 && <LocksLine locks={locks} now={now} />}
      <QuietLine bots={quiet} />
    </ul>
  );
}

/** It did within the last hour: afterwards the block is gone, or nothing is sent. */
function sendsTwice(vitals: HeardVitals | undefined, now: number): boolean {
  return vitals?.twiceAt !== undefined && now - vitals.twiceAt < TWICE_SHOWN_MS;
}

function LocksLine({ locks, now }: { readonly locks: readonly Lock[]; readonly now: number }) {
  const zone = useZone();
  const nameOf = useBotNames();
  const named = useWide() ? LOCKS_NAMED.wide : LOCKS_NAMED.narrow;
  const pairOf = ({ pair }: Lock): string => (pair === "*" ? "all pairs" : (pair.split(":")[0] ?? pair));
  const restOf = ({ bot, side, until }: Lock): string =>
    ` of ${nameOf(bot)}${side === "*" ? "" : ` for ${side}`} until ${clock(Date.parse(until), now, zone)}`;
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
  const { figures } = summary;
  const parts = [
    figures !== null && figures.closed > 0 && `${figures.closed} closed, ${figures.won} won`,
    summary.opened > 0 && `${summary.opened} opened`,
    summary.warnings > 0 && `${summary.warnings} ${summary.warnings === 1 ? "warning" : "warnings"}`,
    summary.exceptions > 0 && `${summary.exceptions} ${summary.exceptions === 1 ? "exception" : "exceptions"}`,
    summary.silent > 0 && `${summary.silent} ${summary.silent === 1 ? "bot" : "bots"} fell silent`,
  ].filter((part) => part !== false);
  return (
    <Line icon={summary.isCut ? Unplug : Sunrise} tone="accent" dismiss={{ label: "Dismiss the summary", onDismiss }}>
      <strong>{summary.isCut ? `Offline for ${duration(summary.awayMs)}` : `${duration(summary.awayMs)} away`}</strong>
      <span>
        {count(summary.events)} {summary.events === 1 ? "event" : "events"}
      </span>
      {parts.map((part) => (
        <span key={part}>{part}</span>
      ))}
      {figures?.realised.map(({ book, value }) => (
        <span key={bookId(book)}>
          <Profit value={value} currency={book.currency} unit />
          {book.mode !== "live" && ` ${MODE_WORDS[book.mode].toLowerCase()}`}
        </span>
      ))}
    </Line>
  );
}
