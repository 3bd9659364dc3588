/** Exceptions and silences of a day that is over, from the server's history, asked once. */
import { useEffect, useState } from "react";
import type { TradeEvent } from "fillcast";
import type { RangeBounds } from "../figures/days.ts";
import { readEvents } from "../live/api.ts";
import type { Session } from "../live/session.ts";
import { useSession } from "../live/session-provider.tsx";
import { DAY_TYPES, type DayEvents, readDayEvents } from "./day-figures.ts";

/** More than these are not looked through for what nobody counts one by one. */
const ANSWERS_MAX = 4;
const EVENTS_PER_ANSWER = 500;

/** Null until they are there, or where they cannot be had. */
export function useDayEvents({ from, to }: RangeBounds): DayEvents | null {
  const session = useSession();
  const [events, setEvents] = useState<DayEvents | null>(null);
  useEffect(() => {
    let isOver = false;
    setEvents(null);
    const read = async (): Promise<void> => {
      const day = await readDay(session, { from, to });
      if (!isOver) setEvents(day);
    };
    // A refused feed shows its own page.
    read().catch(() => undefined);
    return () => {
      isOver = true;
    };
  }, [session, from, to]);
  return events;
}

async function readDay({ feed, credentials }: Session, bounds: RangeBounds): Promise<DayEvents | null> {
  const { epoch, seq } = await feed.caughtUp();
  const query = {
    type: DAY_TYPES,
    from: String(bounds.from),
    to: String(bounds.to),
    limit: String(EVENTS_PER_ANSWER),
  };
  const found: TradeEvent[] = [];
  let next: Parameters<typeof readEvents>[1] | null = { epoch, seq: seq + 1 };
  for (let answers = 0; next !== null && answers < ANSWERS_MAX; answers++) {
    const answer: Awaited<ReturnType<typeof readEvents>> = await readEvents(credentials, next, query);
    if (answer.kind !== "ok") return null;
    found.push(...answer.value.events);
    ({ next } = answer.value);
  }
  return readDayEvents(found, bounds, next === null);
}
