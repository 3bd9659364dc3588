/**
 * What the feed may do and has used today, who met a limit, and what of its figures cannot be believed at the moment: the
 * room's inspection in a few lines, for keys that may see it.
 */
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { inspectFeed, rebuildState, type Answer, type FeedInspection } from "../live/api.ts";
import { useSession } from "../live/session-provider.tsx";
import controls from "../parts/controls.module.css";
import panel from "../parts/panel.module.css";
import { Framed } from "../parts/framed.tsx";
import { useNow } from "../browser/now.ts";
import { bytes } from "../words/decimal.ts";
import { count } from "../words/decimal.ts";
import { agoPhrase } from "../words/instant.ts";
import keys from "./keys-panel.module.css";
import { useZone } from "../browser/preferences.ts";
import { limitWords, troubleWords } from "./limit-words.ts";

export function LimitsPanel() {
  const { credentials } = useSession();
  const [answer, setAnswer] = useState<Answer<FeedInspection> | null>(null);
  const read = useCallback(async () => setAnswer(await inspectFeed(credentials)), [credentials]);
  useEffect(() => void read(), [read]);

  if (answer === null) return <p className={keys.note}>Loading…</p>;
  if (answer.kind === "unreachable") return <p className={keys.note}>The server cannot be reached.</p>;
  if (answer.kind === "refused")
    return (
      <p className={keys.note}>
        {answer.status === 403 ? "Only an owner key can see limits and usage." : answer.detail}
      </p>
    );
  const { limits, used, limited } = answer.value;
  return (
    <>
      {troubleWords(answer.value).map((sentence) => (
        <p key={sentence} className={controls.error} role="status">
          {sentence}
        </p>
      ))}
      <Framed>
        <ul className={keys.list}>
          <Use name="Events today" used={count(used.feed.eventsToday)} bound={limits.feed.eventsPerDay} words={count} />
          <Use name="Bytes today" used={bytes(used.feed.bytesToday)} bound={limits.feed.bytesPerDay} words={bytes} />
          <Use name="Bytes kept" used={bytes(used.feed.bytesKept)} bound={limits.feed.bytesKept} words={bytes} />
          <Use name="Sockets and streams" used={count(used.feed.sockets)} bound={limits.feed.sockets} words={count} />
          <Use name="Keys" used={count(used.feed.keys)} bound={limits.feed.keys} words={count} />
        </ul>
      </Framed>
      {limited.map((refused) => (
        <Limited key={`${refused.keyId} ${refused.scope} ${refused.limit}`} refused={refused} />
      ))}
      <Rebuild onBegun={() => void read()} />
      <p className={keys.note}>Days are in UTC. The operator of this server can change these limits.</p>
    </>
  );
}

function Use(props: {
  readonly name: string;
  readonly used: string;
  readonly bound: number | null;
  readonly words: (value: number) => string;
}): ReactNode {
  return (
    <li className={keys.row}>
      <span>{props.name}</span>
      <span data-number>
        {props.used} {props.bound === null ? "(no limit)" : `of ${props.words(props.bound)}`}
      </span>
    </li>
  );
}

function Limited({ refused }: { readonly refused: FeedInspection["limited"][number] }) {
  const now = useNow();
  const zone = useZone();
  return (
    <p className={controls.error} role="status">
      {limitWords(refused)} The last time {agoPhrase(refused.at, now, zone)}.
    </p>
  );
}

/** Has state and ledger made again from the log. */
function Rebuild({ onBegun }: { readonly onBegun: () => void }) {
  const { credentials } = useSession();
  const [asking, setAsking] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const rebuild = async (): Promise<void> => {
    setAsking(false);
    const answer = await rebuildState(credentials);
    setSaid(
      answer.kind === "ok"
        ? "The figures are being rebuilt from the log. They appear here when they are ready."
        : answer.kind === "refused"
          ? answer.detail
          : "The server cannot be reached.",
    );
    if (answer.kind === "ok") onBegun();
  };
  return (
    <>
      <div className={panel.panel}>
        <div className={keys.row}>
          <span>If trades or totals are wrong, you can rebuild them from the log.</span>
          {asking ? (
            <span className={keys.ask}>
              <button type="button" className={controls.primary} onClick={() => void rebuild()}>
                Rebuild
              </button>
              <button type="button" className={controls.quiet} onClick={() => setAsking(false)}>
                Cancel
              </button>
            </span>
          ) : (
            <button type="button" className={controls.quiet} onClick={() => setAsking(true)}>
              Rebuild the figures…
            </button>
          )}
        </div>
      </div>
      {said !== null && (
        <p className={keys.note} role="status">
          {said}
        </p>
      )}
    </>
  );
}
