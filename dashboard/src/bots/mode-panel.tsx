/** What a bot trades with, who says so, and for which spans of time its owner has said it. */
import { useState } from "react";
import type { BotState, ModeSpan } from "fillcast";
import { MODE_WORDS } from "../figures/book.ts";
import { setMode } from "../live/api.ts";
import { useSession } from "../live/session-provider.tsx";
import controls from "../parts/controls.module.css";
import { useNow } from "../browser/now.ts";
import panel from "../parts/panel.module.css";
import { useZone } from "../browser/preferences.ts";
import { spanWords } from "../words/event.ts";
import { ModeForm } from "./mode-form.tsx";
import styles from "./mode-panel.module.css";
import { conflictWords, decidedBy, moneyWords } from "./mode-words.ts";

/** An owner's word on a span, or its taking back; resolves to what went wrong, or null. */
export type SayMode = (
  saying: Omit<ModeSpan, "mode"> & { readonly mode: ModeSpan["mode"] | null },
) => Promise<string | null>;

export function ModePanel({ name, bot }: { readonly name: string; readonly bot: BotState }) {
  const { credentials } = useSession();
  const [failed, setFailed] = useState<string | null>(null);
  const conflict = conflictWords(bot);
  const say: SayMode = async (saying) => {
    const answer = await setMode(credentials, name, saying);
    if (answer.kind === "ok") return null;
    if (answer.kind === "unreachable") return "The server cannot be reached.";
    return answer.status === 403 ? "Only an owner key can change this." : answer.detail;
  };
  return (
    <section className={panel.section} aria-label="Trading mode">
      <div className={panel.head}>
        <h2>Trading mode</h2>
      </div>
      <div className={`${panel.panel} ${styles.panel}`}>
        <p className={styles.mode} data-mode={bot.mode}>
          {MODE_WORDS[bot.mode]}
        </p>
        <p className={styles.why}>{decidedBy(bot)}</p>
        {conflict !== null && (
          <p className={controls.error} role="alert">
            {name} {conflict}. Fillcast uses the mode that the bot reports. If that is wrong, correct it below; if the
            key is wrong, connect the bot again.
          </p>
        )}
        {bot.modeSpans !== undefined && (
          <ul className={styles.spans} aria-label="Your corrections">
            {bot.modeSpans.map((span) => (
              <Span
                key={`${span.from} ${span.to}`}
                span={span}
                onBack={async () => setFailed(await say({ ...span, mode: null }))}
              />
            ))}
          </ul>
        )}
        {failed !== null && (
          <p className={controls.error} role="alert">
            {failed}
          </p>
        )}
        <ModeForm say={say} />
      </div>
    </section>
  );
}

function Span({ span, onBack }: { readonly span: ModeSpan; readonly onBack: () => Promise<void> }) {
  const zone = useZone();
  const now = useNow();
  return (
    <li>
      <span>
        Set by you: {moneyWords(span.mode)}, {spanWords(span, now, zone)}
      </span>
      <button type="button" className={controls.quiet} onClick={() => void onBack()}>
        Remove
      </button>
    </li>
  );
}
