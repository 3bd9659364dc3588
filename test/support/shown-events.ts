/** The recorded bodies of a bot as a reader of the feed gets them, and the state that the room serves after them. */
import type { FeedState } from "@fillcast/protocol";
import type { TradeEvent } from "fillcast";
import { foldAll, serve } from "../../parties/feed/state/fold/evolve.ts";
import { Feed, MORNING, readFixtures } from "./freqtrade-events.ts";

export { MORNING } from "./freqtrade-events.ts";

export function fixtureEvents(): readonly TradeEvent[] {
  const feed = new Feed();
  for (const body of readFixtures()) feed.post(body);
  return feed.events as readonly TradeEvent[];
}

export function fixtureState(): FeedState {
  const feed = new Feed();
  for (const body of readFixtures()) feed.post(body);
  return serve(foldAll(feed.events), feed.events.at(-1)?.at ?? MORNING);
}

/** One event of a type, with what the test cares about. */
export function event(
  type: string,
  data: { readonly [field: string]: unknown } = {},
  rest: Partial<TradeEvent> = {},
): TradeEvent {
  return {
    id: `${type}.1`,
    seq: 1,
    type,
    bot: "spot-1",
    source: "freqtrade",
    at: MORNING,
    data,
    ...rest,
  } as TradeEvent;
}
