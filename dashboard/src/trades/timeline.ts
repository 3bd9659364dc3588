/** All events of one trade: those on the tape at once, the rest from the history, in order of seq. */
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { Trade, TradeEvent } from "fillcast";
import { useSession } from "../live/session-provider.tsx";
import { keyOf } from "../live/trade-key.ts";

/** A bot's clock may run ahead of the room's, by which the history is bounded. */
const CLOCK_SLACK_MS = 60 * 60 * 1_000;
/** Events read of the pair at the most; a trade has tens. */
const READ_MAX_EVENTS = 2_000;

export interface Timeline {
  readonly events: readonly TradeEvent[];
  readonly state: "reading" | "whole" | "failed";
}

export function useTimeline(trade: Trade): Timeline {
  const { feed, tape } = useSession();
  const view = useSyncExternalStore(tape.subscribe, tape.getView);
  const [read, setRead] = useState<Timeline>({ events: [], state: "reading" });
  const { key, bot, pair, openedAt } = trade;

  useEffect(() => {
    let wanted = true;
    void (async () => {
      const events: TradeEvent[] = [];
      let state: Timeline["state"] = "whole";
      try {
        const from = Date.parse(openedAt) - CLOCK_SLACK_MS;
        for await (const event of feed.history({ bots: [bot], pairs: [pair], from, limit: READ_MAX_EVENTS }))
          if (keyOf(event) === key) events.push(event);
      } catch {
        state = "failed";
      }
      if (wanted) setRead({ events, state });
    })();
    return () => {
      wanted = false;
    };
  }, [feed, key, bot, pair, openedAt]);

  return useMemo(() => {
    const all = new Map(read.events.map((event) => [event.seq, event]));
    for (const { event } of view.rows) if (keyOf(event) === key) all.set(event.seq, event);
    return { events: [...all.values()].sort((a, b) => a.seq - b.seq), state: read.state };
  }, [read, view, key]);
}
