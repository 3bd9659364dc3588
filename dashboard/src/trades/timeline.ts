/** All events of one trade: those on the tape at once, the rest from the history, in order of seq. */
import { useCallback, useEffect, useMemo, useState } from "react";
import type { Trade, TradeEvent } from "fillcast";
import { useSession } from "../live/session-provider.tsx";
import { usePickedRows } from "../live/tape-rows.ts";
import { CLOCK_SLACK_MS, isOfTrade } from "../live/trade-key.ts";

/** Events of the pair to read at most; a trade has tens. */
const READ_MAX_EVENTS = 2_000;

export interface Timeline {
  readonly events: readonly TradeEvent[];
  readonly state: "reading" | "whole" | "failed";
}

/** History is asked for names between commas, so a pair that has one cannot be asked for alone. */
export function pairFilter(pair: string): { readonly pairs?: readonly string[] } {
  return pair.includes(",") ? {} : { pairs: [pair] };
}

export function useTimeline(trade: Trade): Timeline {
  const { feed } = useSession();
  const matches = useCallback((event: TradeEvent) => isOfTrade(event, trade), [trade]);
  const rows = usePickedRows(matches);
  const [read, setRead] = useState<Timeline>({ events: [], state: "reading" });
  const { bot, pair, openedAt } = trade;

  useEffect(() => {
    let wanted = true;
    void (async () => {
      const events: TradeEvent[] = [];
      let state: Timeline["state"] = "whole";
      try {
        const from = Date.parse(openedAt) - CLOCK_SLACK_MS;
        for await (const event of feed.history({ bots: [bot], ...pairFilter(pair), from, limit: READ_MAX_EVENTS }))
          events.push(event);
      } catch {
        state = "failed";
      }
      if (wanted) setRead({ events, state });
    })();
    return () => {
      wanted = false;
    };
  }, [feed, bot, pair, openedAt]);

  return useMemo(() => {
    const all = new Map<number, TradeEvent>();
    for (const event of read.events) if (isOfTrade(event, trade)) all.set(event.seq, event);
    for (const { event } of rows) all.set(event.seq, event);
    return { events: [...all.values()].sort((a, b) => a.seq - b.seq), state: read.state };
  }, [read, rows, trade]);
}
