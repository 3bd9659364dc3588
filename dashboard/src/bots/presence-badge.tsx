/** A bot's health: a dot, a word, and what stands behind it. */
import type { BotState } from "fillcast";
import { useUsualGap } from "./usual-gaps.ts";
import { Instant } from "../parts/figures.tsx";
import { useClocked } from "../browser/now.ts";
import { lastHeard, type PresenceWords, presenceWords } from "./presence.ts";
import styles from "./presence-badge.module.css";

export function PresenceBadge({
  name,
  bot,
  terse = false,
  dated = false,
}: {
  readonly name: string;
  readonly bot: BotState;
  readonly terse?: boolean;
  /** Says when the bot was last heard where its words do not. */
  readonly dated?: boolean;
}) {
  const gap = useUsualGap(name);
  const words = JSON.parse(useClocked((_, moment) => JSON.stringify(presenceWords(bot, gap, moment)))) as PresenceWords;
  return (
    <span className={styles.badge} {...(terse && words.detail !== null ? { "data-hint": words.detail } : {})}>
      <span className={styles.dot} data-tone={words.tone} aria-hidden="true" />
      <span className={styles.word} data-tone={words.tone}>
        {words.word}
      </span>
      {!terse && words.detail !== null && <small>{words.detail}</small>}
      {dated && !words.dated && (
        <span className={styles.heard}>
          <Instant at={lastHeard(bot)} />
        </span>
      )}
    </span>
  );
}
