/**
 * What bots reported of themselves beside their trades: exceptions of the last 24 hours, and the strategy that their newest
 * start named. Read once from the history when a view asks, then kept up by what arrives.
 */
import { useEffect, useMemo, useState } from "react";
import type { TradeEvent } from "fillcast";
import { serverNow, useClocked } from "../browser/now.ts";
import { useSession } from "../live/session-provider.tsx";
import { usePickedRows } from "../live/tape-rows.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
/** The view's clock for the 24 hours. */
const MINUTE_MS = 60_000;
/** Exceptions that are read; a count that reaches it is a lower bound. */
export const READ_MAX_EXCEPTIONS = 2_000;
/** Freqtrade says three texts at each start. */
const READ_MAX_STARTS = 200;

export interface Reports {
  /** By bot; null until the history has answered, a problem where it cannot. */
  readonly errors: ReadonlyMap<string, number> | null;
  readonly problem: string | null;
  readonly strategies: ReadonlyMap<string, string>;
}

const isReport = ({ type }: TradeEvent): boolean => type === "exception" || type === "startup";
const NO_EVENTS: readonly TradeEvent[] = [];

export function useReports(): Reports {
  const { feed } = useSession();
  const [read, setRead] = useState<{ readonly events: readonly TradeEvent[] | null; readonly problem: string | null }>({
    events: null,
    problem: null,
  });
  useEffect(() => {
    let wanted = true;
    void (async () => {
      try {
        // The position is known when the feed has caught up.
        const { epoch, seq } = await feed.caughtUp();
        const before = { epoch, seq: seq + 1 };
        const events: TradeEvent[] = [];
        const from = serverNow() - DAY_MS;
        for await (const event of feed.history({ before, from, types: ["exception"], limit: READ_MAX_EXCEPTIONS }))
          events.push(event);
        for await (const event of feed.history({ before, types: ["startup"], limit: READ_MAX_STARTS }))
          events.push(event);
        if (wanted) setRead({ events, problem: null });
      } catch {
        if (wanted) setRead({ events: null, problem: "The history cannot be read now." });
      }
    })();
    return () => {
      wanted = false;
    };
  }, [feed]);
  const rows = usePickedRows(isReport);
  const minute = useClocked((_, moment) => Math.floor(moment / MINUTE_MS));
  return useMemo(() => {
    const known = new Map(
      [...(read.events ?? NO_EVENTS), ...rows.map(({ event }) => event)].map((each) => [each.seq, each]),
    );
    const events = [...known.values()];
    return {
      errors: read.events === null ? null : errorsSince(events, minute * MINUTE_MS - DAY_MS),
      problem: read.problem,
      strategies: strategiesOf(events),
    };
  }, [read, rows, minute]);
}

/** How many exceptions each bot reported since an instant, ms since 1970. */
export function errorsSince(events: readonly TradeEvent[], since: number): ReadonlyMap<string, number> {
  const errors = new Map<string, number>();
  for (const { type, bot, at } of events)
    if (type === "exception" && at >= since) errors.set(bot, (errors.get(bot) ?? 0) + 1);
  return errors;
}

const IN_STARTUP = /\*Strategy:\* {0,4}`([^`\n]{1,100})`/;

/** The strategy that each bot's newest start named: a member where a relay told it, a line where Freqtrade's message did. */
export function strategiesOf(events: readonly TradeEvent[]): ReadonlyMap<string, string> {
  const newest = new Map<string, { readonly seq: number; readonly strategy: string }>();
  for (const { type, bot, seq, data } of events) {
    if (type !== "startup" || seq < (newest.get(bot)?.seq ?? 0)) continue;
    const { strategy, status } = data as { readonly [member: string]: unknown };
    const named =
      typeof strategy === "string" ? strategy : typeof status === "string" ? IN_STARTUP.exec(status)?.[1] : null;
    if (named !== null && named !== undefined && named !== "") newest.set(bot, { seq, strategy: named });
  }
  return new Map([...newest].map(([bot, { strategy }]) => [bot, strategy]));
}
