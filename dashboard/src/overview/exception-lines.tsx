/** Bots that had exceptions within a day: the newest of each, with the way to it. */
import { useSyncExternalStore } from "react";
import { OctagonAlert } from "lucide-react";
import { Link, useLocation, useSearch } from "wouter";
import { BotName } from "../live/bot-names.tsx";
import { type BotExceptions, byBot, EXCEPTIONS_SPAN_MS, exceptionsOf } from "../live/exceptions.ts";
import { useSession } from "../live/session-provider.tsx";
import { eventAddress } from "../browser/address.ts";
import { useMoment, useNow } from "../browser/now.ts";
import { useZone } from "../browser/preferences.ts";
import { count } from "../words/decimal.ts";
import { describeEvent } from "../words/event.ts";
import { agoPhrase } from "../words/instant.ts";
import { FoldedLine, Line } from "./attention-line.tsx";
import styles from "./attention.module.css";
import type { Dismissed } from "./dismissed.ts";

/** Bots that have a line of their own. */
const LINES = 5;

/** Bots with exceptions that were not dismissed. */
function useExceptions(isShown: (bot: string) => boolean, dismissed: Dismissed): readonly BotExceptions[] {
  const store = exceptionsOf(useSession());
  const exceptions = useSyncExternalStore(store.subscribe, store.getView);
  const moment = useMoment();
  return byBot(exceptions, moment - EXCEPTIONS_SPAN_MS).filter(
    (own) => isShown(own.bot) && !dismissed.has(nameOf(own)),
  );
}

export default function ExceptionLines(props: {
  readonly isShown: (bot: string) => boolean;
  readonly dismissed: Dismissed;
}) {
  const { isShown, dismissed } = props;
  const bots = useExceptions(isShown, dismissed);
  const others = bots.slice(LINES);
  return (
    <>
      {bots.slice(0, LINES).map((own) => (
        <Line
          key={own.bot}
          icon={OctagonAlert}
          tone="bad"
          dismiss={{ label: `Dismiss the exceptions of ${own.bot}`, onDismiss: () => dismissed.add(nameOf(own)) }}
        >
          <ExceptionText {...own} />
        </Line>
      ))}
      {others.length > 0 && (
        <FoldedLine
          icon={OctagonAlert}
          tone="bad"
          title={`${count(others.length)} more ${others.length === 1 ? "bot" : "bots"} with exceptions`}
        >
          {others.map((own) => (
            <li key={own.bot}>
              <ExceptionText {...own} />
            </li>
          ))}
        </FoldedLine>
      )}
    </>
  );
}

function ExceptionText({ bot, count: times, last }: BotExceptions) {
  const zone = useZone();
  const now = useNow();
  const [path] = useLocation();
  const search = useSearch();
  const { detail } = describeEvent(last, now, zone);
  return (
    <>
      <strong>
        <BotName bot={bot} />
      </strong>{" "}
      {times === 1 ? "had an exception" : `had ${count(times)} exceptions in 24 h, the last`}{" "}
      {agoPhrase(last.at, now, zone)}:{" "}
      <Link className={styles.link} href={eventAddress(path, search, last.seq)}>
        {detail === "" ? "no text" : detail}
      </Link>
    </>
  );
}

/** Another one for the next exception. */
function nameOf({ bot, last }: BotExceptions): string {
  return JSON.stringify(["exception", bot, last.seq, last.at]);
}
