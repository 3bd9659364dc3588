/** Follows the newest word about a pause: what the tape brings, and at first what the history says. */
import { useEffect, useState } from "react";
import type { Feed, TradeEvent } from "fillcast";
import { useSession } from "../live/session-provider.tsx";
import { useNow } from "../browser/now.ts";
import { type DemoPause, PAUSE_TYPES, pauseOf } from "./pause.ts";

/** The page looks no further back: after this many events without a word the bots trade. */
const LOOK_BACK_EVENTS = 20_000;

export function useDemoPause(): DemoPause {
  const { feed, tape } = useSession();
  const now = useNow();
  const [newest, setNewest] = useState<TradeEvent | null>(null);
  useEffect(() => {
    let wanted = true;
    const take = (events: readonly TradeEvent[]): void => {
      const word = events.findLast(isWord);
      if (wanted && word !== undefined) setNewest((known) => (known !== null && known.seq > word.seq ? known : word));
    };
    const stops = [
      tape.onShown((rows) => take(rows.map((row) => row.event))),
      feed.on("reset", ({ filled }) => {
        if (!filled) setNewest(null);
      }),
    ];
    void readNewest(feed).then(take);
    return () => {
      wanted = false;
      for (const stop of stops) stop();
    };
  }, [feed, tape]);
  return pauseOf(newest, now);
}

function isWord({ type }: TradeEvent): boolean {
  return PAUSE_TYPES.some((word) => word === type);
}

async function readNewest(feed: Feed): Promise<readonly TradeEvent[]> {
  try {
    const { epoch, seq } = await feed.caughtUp();
    const before = { epoch, seq: seq + 1 };
    const after = { epoch, seq: Math.max(0, seq - LOOK_BACK_EVENTS) };
    for await (const event of feed.history({ before, after, types: PAUSE_TYPES, limit: 1 })) return [event];
  } catch {
    // What comes next is in the tape.
  }
  return [];
}
