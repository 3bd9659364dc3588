/** A bot's health: a dot, a word, and what stands behind it. */
import { useMemo, useSyncExternalStore } from "react";
import type { BotState } from "fillcast";
import { useSession } from "../live/session-provider.tsx";
import { useNow } from "../parts/now.ts";
import { presenceWords, usualGap } from "./presence.ts";
import styles from "./presence-badge.module.css";

export function PresenceBadge({
  name,
  bot,
  terse = false,
}: {
  readonly name: string;
  readonly bot: BotState;
  readonly terse?: boolean;
}) {
  const { tape } = useSession();
  const { rows } = useSyncExternalStore(tape.subscribe, tape.getView);
  const newest = rows[0]?.event.seq;
  // Only this bot's own gaps count, and they change with its events alone.
  const gap = useMemo(() => usualGap(rows.slice(0, GAP_ROWS), name), [name, newest]);
  const words = presenceWords(bot, gap, useNow());
  return (
    <span className={styles.badge} {...(terse && words.detail !== null ? { "data-hint": words.detail } : {})}>
      <span className={styles.dot} data-tone={words.tone} aria-hidden="true" />
      <span className={styles.word} data-tone={words.tone}>
        {words.word}
      </span>
      {!terse && words.detail !== null && <small>{words.detail}</small>}
    </span>
  );
}

/** Events looked at for what is usual. */
const GAP_ROWS = 5_000;
